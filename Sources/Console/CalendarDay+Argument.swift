package import ModelCatalog

extension CalendarDay {
  /// A day on the command line: `2026-01-15`.
  package init(argument: String) throws(Complaint) {
    guard let day = CalendarDay(argument) else {
      throw .usage("\"\(argument)\" is no day", remedy: "--as-of YYYY-MM-DD")
    }
    self = day
  }
}
