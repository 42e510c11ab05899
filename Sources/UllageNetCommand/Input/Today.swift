import ModelCatalog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The clock's day, in Greenwich: when the remote API is asked.
///
/// Safe: the pointer in `tm`, to the zone's name, is not read.
enum Today {
  /// Nil where the clock shows no year of four digits.
  static var day: CalendarDay? {
    var now = time(nil)
    var parts = unsafe tm()
    guard unsafe gmtime_r(&now, &parts) != nil else { return nil }
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return CalendarDay(unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))")
  }
}
