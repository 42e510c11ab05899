package import ModelCatalog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The day that the system's clock shows, in UTC.
package enum Today {
  /// Now.
  package static var day: CalendarDay { day(secondsSince1970: Int(time(nil))) }

  /// The day of a time: `2026-11-30`.
  package static func day(secondsSince1970 seconds: Int) -> CalendarDay {
    CalendarDay(daysSince1970: (seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
  }
}
