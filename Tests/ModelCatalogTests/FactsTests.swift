import Foundation
import JSONText
import Testing

@testable import ModelCatalog

@Suite("Facts of models")
struct FactsTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  private func model(_ id: String) throws -> Model { try #require(catalog.model(id)) }

  @Test("a beta window counts only while its header had effect")
  func windows() throws {
    let window = try #require(try model("claude-sonnet-4-5").window)
    let header = ["context-1m-2025-08-07"]
    let rows: [(day: String, betas: [String], tokens: Int)] = [
      ("2025-09-28", header, 200_000), ("2025-09-29", header, 1_000_000), ("2026-04-29", header, 1_000_000),
      ("2026-04-30", header, 200_000), ("2026-01-01", [], 200_000), ("2026-01-01", ["other"], 200_000),
    ]
    for row in rows {
      #expect(window.tokens(on: try #require(CalendarDay(row.day)), betas: row.betas) == row.tokens, "\(row)")
    }
    #expect(window.tokens(onSurface: "claude.ai enterprise") == 500_000)
    let opus = try #require(try model("claude-opus-4-6").window)
    #expect(opus.tokens(on: CalendarDay("2026-03-12")!) == 200_000)
    #expect(opus.tokens(on: CalendarDay("2026-03-12")!, betas: header) == 1_000_000)
    #expect(opus.tokens(on: CalendarDay("2026-03-13")!) == 1_000_000)
  }

  @Test("prices are exact, and long prompts are dearer where and while a rule says so")
  func prices() throws {
    let haiku = try model("claude-haiku-5-5")
    let day = catalog.date
    #expect(haiku.prices(on: day, promptTokens: 100_000)?.input == Price(nanodollars: 100))
    #expect(haiku.prices(on: day, promptTokens: 100_001)?.input == Price(nanodollars: 500))
    #expect(haiku.prices(on: day, promptTokens: 100_001)?.cacheWrite5Minutes == Price(nanodollars: 625))
    let sonnet = try model("claude-sonnet-4-5")
    #expect(sonnet.prices(on: CalendarDay("2026-04-29")!, promptTokens: 200_001)?.output == Price(nanodollars: 22_500))
    #expect(sonnet.prices(on: CalendarDay("2026-04-30")!, promptTokens: 200_001)?.output == Price(nanodollars: 15_000))
    #expect(sonnet.longContextRules.contains { $0.provider == "zenmux" && !$0.takesWholeRequest })
    let newer = try model("claude-sonnet-5-5")
    #expect(newer.prices(on: CalendarDay("2026-10-06")!, promptTokens: 1)?.cacheRead == Price(nanodollars: 200))
    #expect(newer.prices(on: CalendarDay("2026-10-07")!, promptTokens: 1)?.cacheRead == Price(nanodollars: 100))
    #expect(try model("claude-opus-5-5").fastPrices?.output == Price(nanodollars: 40_000))
    #expect(try model("claude-2.1").prices == nil)
  }

  @Test("a price reads and writes dollars for a million tokens")
  func spelling() {
    let rows = [
      ("5", 5000, "5"), ("0.01", 10, "0.01"), ("0.125", 125, "0.125"), ("18.75", 18_750, "18.75"), ("1.0", 1000, "1"),
      ("1000000", 1_000_000_000, "1000000"),
    ]
    for (spelling, nanodollars, description) in rows {
      #expect(Price(dollarsPerMillion: spelling) == Price(nanodollars: nanodollars))
      #expect(Price(nanodollars: nanodollars).description == description)
    }
    for wrong in ["", ".", "-1", "1e3", "0.0000001", "1.-2", "99999999999999999999"] {
      #expect(Price(dollarsPerMillion: wrong) == nil, "\(wrong)")
    }
  }

  @Test("half a price and a tenth more are exact, and sums are rounded once")
  func fractions() throws {
    let read = try #require(Price(dollarsPerMillion: "0.0055"))
    #expect(read.picodollars == 5500 && read.nanodollars == 6 && read.description == "0.0055")
    #expect(
      read.nanodollars(for: 1) == 6 && read.nanodollars(for: 3) == 17 && read.nanodollars(for: 1_000_000) == 5_500_000)
    #expect(Price(nanodollars: 1_000_000_000).nanodollars(for: 1_000_000_000) == 1_000_000_000_000_000_000)
    #expect(Price(nanodollars: .max).nanodollars(for: .max) == .max)
    let haiku = try #require(try model("claude-haiku-5-5").prices)
    #expect(haiku.scaled(thousandths: 1100).inBatch.cacheRead == read)
    #expect(haiku.scaled(thousandths: 1100).inBatch.output?.description == "0.275")
  }

  @Test("thinking, caching and overflow differ by generation")
  func generations() throws {
    #expect(try model("claude-sonnet-4-5").thinking?.priorTurns == .strip)
    #expect(try model("claude-opus-4-5").thinking?.priorTurns == .keep)
    #expect(try model("claude-sonnet-5-5").thinking?.highestEffort == ["between_tools": "high"])
    #expect(try model("claude-3-opus").thinking?.modes == [])
    #expect(try model("claude-opus-4-1").overflow == .refused)
    #expect(try model("claude-opus-5").overflow == .accepted)
    #expect(try model("claude-3-opus").overflow == .truncated)
    #expect(try model("claude-haiku-4-5").cacheMinimum == 4096)
    #expect(try model("claude-3-sonnet").cacheMinimum == nil)
    #expect(try model("claude-fable-5").acceptsForcedToolChoice == nil)
    #expect(try model("claude-opus-5-5").acceptsForcedToolChoice == false)
    #expect(try model("claude-opus-5").documentedToolPrompt("any") == 406)
    #expect(try model("claude-sonnet-5-5").documentedToolPrompt("auto") == nil)
    #expect(try model("claude-opus-4-7").maxOutput?.betaTokens == 300_000)
    #expect(catalog.shared("images")?["tiers"]?["high"]?.int("tokens") == 4784)
  }

  @Test("days compare, and no month has a 32nd")
  func days() {
    #expect(CalendarDay("2024-02-29")?.description == "2024-02-29")
    for wrong in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-11-32", "", "2026/11/21", "٢٠٢٦-١١-٢١"] {
      #expect(CalendarDay(wrong) == nil, "\(wrong)")
    }
    #expect(CalendarDay("2025-12-31")! < CalendarDay("2026-01-01")!)
  }

  private static let collected = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/facts/models.json")

  @Test(
    "agree with the collected facts, where those lie beside the project",
    .enabled(if: FileManager.default.fileExists(atPath: collected.path)))
  func collectedFacts() throws {
    let root = try JSONDocument(parsing: Array(try Data(contentsOf: Self.collected))).root
    let rows = try #require(root["models"])
    for row in rows.elements {
      let id = try #require(row["id"]?.string)
      let own = try #require(catalog.models.first { $0.id == id }, "\(id) is missing")
      // What the facts call v4.7 is the vocabulary; the frame of every model but Opus 4.7 is v4.8's.
      let vocabulary = try #require(row["tokenizer"]?.string)
      let family = vocabulary == "v4.7" && id != "claude-opus-4-7" ? "v4.8" : vocabulary
      #expect(own.tokenizer.family == family, "\(id)")
      var spellings = (row["aliases"]?.elements.compactMap(\.string) ?? []).map { String($0.prefix { $0 != " " }) }
      for platform in ["bedrock", "vertex", "foundry"] {
        let ids = row["platform_ids"]?[platform]?.elements.compactMap(\.string) ?? []
        #expect(own.ids(on: platform) == ids, "\(id)")
        spellings += ids
      }
      for spelling in spellings { #expect(catalog.model(spelling)?.id == id, "\(spelling)") }
      #expect(own.window?.tokens == row["context_window"]?.int, "\(id)")
      #expect(own.maxOutput?.tokens == row["max_output_tokens"]?.int, "\(id)")
      #expect(own.cacheMinimum == row["min_cacheable_tokens"]?["value"]?.int, "\(id)")
      #expect(own.acceptsPrefill == row["prefill_supported"]?.bool, "\(id)")
      #expect(own.released?.description == row["released"]?.string, "\(id)")
      #expect(own.retirement?.day?.description == row["retirement"]?["date"]?.string, "\(id)")
      let prices = row["prices_usd_per_mtok"]
      func price(_ key: String) -> Price? { prices?[key]?.numberSpelling.flatMap { Price(dollarsPerMillion: $0) } }
      #expect(own.prices?.input == price("input"), "\(id)")
      #expect(own.prices?.output == price("output"), "\(id)")
      #expect(own.prices?.cacheRead == price("cache_read"), "\(id)")
      #expect(own.prices?.cacheWrite1Hour == price("cache_write_1h"), "\(id)")
      #expect(own.prices?.batchOutput == price("batch_output"), "\(id)")
      let documented = row["tool_use_system_prompt_tokens"]
      #expect(own.documentedToolPrompt("auto") == documented?["auto_none"]?.int, "\(id)")
      #expect(own.documentedToolPrompt("any") == documented?["any_tool"]?.int, "\(id)")
    }
  }
}
