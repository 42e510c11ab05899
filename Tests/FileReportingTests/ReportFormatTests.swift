import RequestCounting
import Testing
import Tokenization

@testable import Console
@testable import FileReporting

/// Reports of made counts, written in process.
struct ReportFormatTests {
  private let report: Report

  init() throws {
    let files = [("src/main.swift", 1200, 300), ("README", 90, 30)].map { name, length, tokens in
      FileTokens(
        path: Array(name.utf8), place: Array(name.utf8), length: length,
        counts: [TokenCount(tokens)])
    }
    report = Report(
      models: [try TextCounter(family: .v4_7)], names: ["v4.7"], files: files, skipped: [], joined: [329])
  }

  /// Those that show counts; limits are what may come of them.
  private static let formats = ReportFormat.allCases.filter { !$0.isOfBudgets && $0 != .limits }

  @Test("Every format says the same total", arguments: formats)
  func total(_ format: ReportFormat) {
    let text = String(decoding: report.written(as: format), as: UTF8.self)
    // Rows alone in some: whoever reads them adds them up.
    let rows = [ReportFormat.csv: "src/main.swift,300,", .html: #"["src/main.swift",1200,0,300]"#]
    #expect(text.contains(rows[format] ?? "330"), "\(format)")
  }

  @Test("Every format names the encoding of a file that is not UTF-8", arguments: formats)
  func encoding(_ format: ReportFormat) {
    var report = report
    (report.files[1].encoding, report.files[1].origin) = ("windows-1251", .generated)
    let text = String(decoding: report.written(as: format), as: UTF8.self)
    #expect(text.contains("windows-1251"), "\(format)")
  }

  @Test(
    "Shares and ratios are rounded half up, in integers",
    arguments: [(1, 3, "33.3%", "0.333"), (2, 3, "66.7%", "0.667"), (1, 2000, "0.1%", "0.001"), (5, 0, "-", "-")])
  func figures(_ part: Int, _ whole: Int, _ percent: String, _ ratio: String) {
    #expect(Figures.percent(part, of: whole) == percent)
    #expect(Figures.ratio(part, to: whole) == ratio)
  }

  @Test(
    "Digits stand in groups of three, with or without a sign",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (-999, "-999"), (1_234_567, "1,234,567"),
    ])
  func digits(_ number: Int, _ text: String) { #expect(Figures.digits(number, groups: true) == text) }
}
