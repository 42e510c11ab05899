#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The `date` header field, which RFC 9110 (6.6.1) demands of a server with a clock.
///
/// Safe: the pointer in `tm`, to the zone's name, is not read.
enum HTTPDate {
  /// For example `Sat, 21 Nov 2026 16:00:00 GMT`. Less than a microsecond.
  static var now: String {
    var seconds = time(nil)
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    return unsafe text(of: parts)
  }

  static func text(of time: tm) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = unsafe "\(two(time.tm_hour)):\(two(time.tm_min)):\(two(time.tm_sec))"
    return
      unsafe "\(days[Int(time.tm_wday)]), \(two(time.tm_mday)) \(months[Int(time.tm_mon)]) \(1900 + time.tm_year) \(clock) GMT"
  }
}
