import Foundation
import MessagesAPI
import ModelCatalog
import RequestChecking
import TestSupport
import Testing

/// Every rule by which the API refuses a request without a count, shown on three bodies.
@Suite("A rule of requests")
struct RequestRuleTests {
  private static let catalog = try? Catalog.bundled()

  static let rows =
    fieldRows + messageRows + turnRows + mediaRows + settingRows + thinkingRows + toolRows + converseRows + editRows
    + limitRows + keptThinkingRows + mediaDataRows + connectedRows + draftRows + turnScopeRows
    + compactionRows + documentedRows

  @Test("refuses what breaks it, in these words, and nothing beside it", arguments: rows)
  func row(row: RuleRow) throws {
    let catalog = try #require(Self.catalog)
    let found = try row.broken.check(catalog).refusals
    #expect(
      found.contains { $0.rule == row.rule && $0.message == row.message && $0.doubt == row.doubt },
      "\(found.map { "\($0.rule) \($0.doubt?.rawValue ?? "") \($0.message)" })")
    let inside = try row.inside.check(catalog).refusals.filter { $0.rule == row.rule }
    #expect(inside.isEmpty, "inside: \(inside.map(\.message))")
    guard let elsewhere = row.elsewhere else { return }
    // Where the day is not known to the month, it may be refused there.
    let other = try elsewhere.check(catalog).refusals.filter { $0.rule == row.rule && $0.doubt != .day }
    #expect(other.isEmpty, "elsewhere: \(other.map(\.message))")
  }

  /// Rules that a count decides have their rows with the planner.
  @Test(
    "has a row unless a count decides it or it refuses nothing, and one that it does not reach unless it reaches all")
  func coverage() {
    let shown = Set(Self.rows.map(\.rule))
    let bounded = Set(Self.rows.filter { $0.elsewhere != nil }.map(\.rule))
    let decided = RequestRule.allCases.filter {
      !$0.words.isEmpty && $0.scope.standing != .count && $0 != .windowByHeader && $0 != .boundThinking
    }
    #expect(decided.filter { !shown.contains($0) } == [])
    #expect(decided.filter { !$0.holdsEverywhere && !bounded.contains($0) } == [])
  }

  @Test(
    "holds for every model where it is said to hold for all",
    arguments: rows.filter { $0.rule.holdsEverywhere && $0.broken.body.utf8.count < 100_000 })
  func reach(row: RuleRow) throws {
    let catalog = try #require(Self.catalog)
    for model in catalog.models {
      let found = try row.broken.with { $0.model = model.id }.check(catalog).refusals
      #expect(found.contains { $0.rule == row.rule }, "\(model)")
    }
  }

  @Test("is worded with every part that its words name", arguments: rows)
  func parts(row: RuleRow) throws {
    let catalog = try #require(Self.catalog)
    for refusal in try row.broken.check(catalog).refusals {
      #expect(refusal.message.firstMatch(of: #/\{[a-z]+\}/#) == nil, "\(refusal.message)")
      #expect(refusal.remedy.hasSuffix("."), "\(refusal.remedy)")
    }
  }

  @Test("is found whatever the model where it holds for all")
  func everywhere() throws {
    let catalog = try #require(Self.catalog)
    for model in catalog.models {
      let sent = Sent(model.id, "", Part.user(Part.text("")))
      #expect(try sent.check(catalog).refusals.contains { $0.rule == .emptyText }, "\(model)")
    }
  }

  @Test("stands in the article, with where it holds, its words, its source and its date")
  func article() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Sources/RequestChecking/RequestChecking.docc/RulesOfRequests.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let parts = text.components(separatedBy: RuleTable.mark)
    try #require(parts.count == 2)
    if ProcessInfo.processInfo.environment["ULLAGE_RECORD"] != nil {
      try (parts[0] + RuleTable.mark + RuleTable.markdown).write(to: path, atomically: true, encoding: .utf8)
    } else {
      #expect(parts[1] == RuleTable.markdown, "ULLAGE_RECORD=1 writes the table anew")
    }
  }

  @Test("names sources that the catalogue has")
  func sources() throws {
    let catalog = try #require(Self.catalog)
    for rule in RequestRule.allCases {
      for key in rule.sources { #expect(catalog.source(key) != nil, "\(rule): \(key)") }
    }
  }
}

extension RequestRule {
  /// Whether there is no model, platform, endpoint and day for which it does not hold.
  fileprivate var holdsEverywhere: Bool {
    scope.models == "all" && scope.platforms == "all" && scope.endpoints == "all" && scope.since == nil
      && scope.until == nil && scope.standing == .body
  }
}

/// The generated part of the article.
enum RuleTable {
  static let mark = "<!-- The tables below are written by RequestRuleTests with ULLAGE_RECORD=1. -->\n"

  static var markdown: String {
    var text =
      "\n## Rules\n\n| number | rule | models | platforms | endpoints | from | decided by | sources | date | id |\n"
    text += "|---:|---|---|---|---|---|---|---|---|---|\n"
    for rule in RequestRule.allCases {
      let scope = rule.scope
      let from = [scope.since, scope.until.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
      let cells = [
        "\(rule.number)", rule.statement, scope.models, scope.platforms, scope.endpoints, from,
        scope.standing.rawValue, rule.sources.joined(separator: ", "), rule.date, rule.rawValue,
      ]
      text += "| \(cells.joined(separator: " | ")) |\n"
    }
    text +=
      "\n## What the API answers\n\nNames in braces stand for parts of the request.\n\n| id | words | whose |\n|---|---|---|\n"
    for rule in RequestRule.allCases {
      for words in rule.words {
        let cell = words.template.replacingOccurrences(of: "|", with: "\\|").replacingOccurrences(of: "`", with: "\\`")
        text += "| \(rule.rawValue) | \(cell) | \(words.isVerbatim ? "the API's" : "ours") |\n"
      }
    }
    return text
  }
}
