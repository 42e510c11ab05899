import RequestCounting
import TestSupport
import Testing
import Tokenization

@testable import Console
@testable import FileReporting

/// Reports as a person sees them on a terminal.
@Suite("Reports on a terminal")
struct TerminalReportTests {
  private static let terminal = Terminal(width: 80, height: 24, hasColor: false)

  /// A tree of made files, with names and sizes of all kinds.
  private static func report(files: Int, seed: UInt64, models: Int = 1) throws -> Report {
    var random = SeededRandom(seed: seed)
    let names = ["a", "src", "RequestCounting", "a-folder-with-a-rather-long-name", "文档", "x y"]
    let made = (0..<files).map { number in
      let folders = (0..<Int.random(in: 0...4, using: &random)).map { _ in names.randomElement(using: &random)! }
      let length = 1 << Int.random(in: 0...24, using: &random)
      let path = Array((folders + ["file\(number).swift"]).joined(separator: "/").utf8)
      return FileTokens(
        path: path, place: path, length: 4 * length, counts: Array(repeating: TokenCount(length), count: models))
    }
    return Report(
      models: Array(repeating: try TextCounter(family: .v4_7), count: models),
      names: (0..<models).map { "model\($0)" }, files: made, skipped: [],
      joined: Array(repeating: 1_234_567, count: models))
  }

  @Test("no line is wider than the terminal, and no column is cut", arguments: [40, 60, 80, 100, 120, 200])
  func widths(width: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      for grouping in Grouping.allCases {
        for isTree in [false, true] {
          var report = try Self.report(files: 60, seed: seed, models: seed.isMultiple(of: 5) ? 2 : 1)
          report.view.terminal = Terminal(width: width, height: 24, hasColor: false)
          report.view.grouping = grouping
          report.view.top = 20
          let text = isTree ? TreeFormat(report).text : TableFormat(report: report).text
          for line in text.split(separator: "\n") { #expect(line.count <= width || width < 60, "\(line)") }
          #expect(text.contains("total") || width < 60)
        }
      }
    }
  }

  @Test("a longer path loses its first folders, a longer name its middle")
  func names() {
    #expect(FittedTable.shortened("src/a.swift", to: 11) == "src/a.swift")
    #expect(FittedTable.shortened("Sources/Ullage/a.swift", to: 16) == "…/Ullage/a.swift")
    #expect(FittedTable.shortened("Sources/Ullage/a.swift", to: 15) == "…/a.swift")
    #expect(FittedTable.shortened("anything-and-more.swift", to: 11) == "anyth…swift")
  }

  @Test("the heading stands below too where the table is longer than the screen")
  func heading() throws {
    var report = try Self.report(files: 40, seed: 1)
    report.view.terminal = Self.terminal
    #expect(TableFormat(report: report).text.split(separator: "\n").filter { $0.contains("SHARE") }.count == 2)
    report.view.top = 10
    #expect(TableFormat(report: report).text.split(separator: "\n").filter { $0.contains("SHARE") }.count == 1)
  }

  @Test("colours come on a terminal that has them, bars on one that is wide enough, and neither into files")
  func colours() throws {
    var report = try Self.report(files: 5, seed: 2)
    #expect(!TableFormat(report: report).text.contains("\u{1B}"))
    #expect(!TableFormat(report: report).text.contains("█"))
    report.view.terminal = Terminal(width: 120, height: 24, hasColor: false)
    let plain = TableFormat(report: report).text
    #expect(plain.contains("████████") && !plain.contains("\u{1B}"))
    report.view.terminal?.hasColor = true
    let coloured = TableFormat(report: report).text
    #expect(coloured.contains("\u{1B}[38;5;32m████████\u{1B}[0m"))
    var bare = coloured
    for style in ["1", "2", "38;5;32", "38;5;172", "0"] { bare = bare.split(separator: "\u{1B}[\(style)m").joined() }
    #expect(bare == plain)
  }

  @Test("shares in a tree add up: those in a folder to its own, all to 100.0%")
  func shares() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<2000 {
      let weights = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        Int.random(in: 0...(1 << Int.random(in: 0...40, using: &random)), using: &random)
      }
      let whole = Int.random(in: 0...1000, using: &random)
      let parts = TreeFormat.apportioned(whole, to: weights)
      let sum = weights.reduce(0, +)
      #expect(parts.reduce(0, +) == (sum == 0 ? 0 : whole))
      for (part, weight) in zip(parts, weights) where sum > 0 {
        #expect(abs(Double(part) - Double(whole) * Double(weight) / Double(sum)) < 1)
      }
    }
  }
}
