import ModelCatalog
import Testing

@testable import Console

@Suite("The day of the system's clock")
struct TodayTests {
  @Test(
    "days of the Gregorian calendar, leap days and years before 1970 included",
    arguments: [
      (0, "1970-01-01"), (86_399, "1970-01-01"), (86_400, "1970-01-02"), (951_782_400, "2000-02-29"),
      (1_796_083_200, "2026-12-01"), (1_796_083_199, "2026-11-30"), (-1, "1969-12-31"), (4_107_542_400, "2100-03-01"),
    ])
  func day(seconds: Int, day: String) {
    #expect(Today.day(secondsSince1970: seconds).description == day)
  }
}
