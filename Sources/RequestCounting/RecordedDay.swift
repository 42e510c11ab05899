import ModelCatalog

extension AsOf {
  /// The day of a recorded call, from an HTTP `Date` (`Fri, 06 Feb 2026 18:22:50 GMT`) or from anything that begins
  /// with an ISO day (`2025-03-25T15:07:16-07:00`); nil for all else. The day is the one that is written, in whatever
  /// time zone.
  ///
  ///     AsOf(recordedAt: "Fri, 06 Feb 2026 18:22:50 GMT")   // .day(2026-02-06)
  ///
  /// O(1).
  public init?(recordedAt text: String) {
    if let day = CalendarDay(text.prefix(10)) {
      self = .day(day)
      return
    }
    let words = text.split(separator: " ", maxSplits: 4)
    guard words.count >= 4, words[0].hasSuffix(","), let month = Self.months.firstIndex(of: String(words[2])) else {
      return nil
    }
    func padded(_ number: some StringProtocol) -> String { number.utf8.count == 1 ? "0\(number)" : String(number) }
    guard let day = CalendarDay("\(words[3])-\(padded(String(month + 1)))-\(padded(words[1]))") else { return nil }
    self = .day(day)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
