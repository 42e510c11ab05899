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

  /// The day of a time: `2026-11-30`. Howard Hinnant's `civil_from_days`, whose years begin in March.
  package static func day(secondsSince1970 seconds: Int) -> CalendarDay {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civil = month < 10 ? month + 3 : month - 9
    return CalendarDay(
      year: year + era * 400 + (civil <= 2 ? 1 : 0), month: civil, day: dayOfYear - (153 * month + 2) / 5 + 1)
  }
}
