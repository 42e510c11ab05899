import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

@testable import ContextPlanning

@Suite("Cost as the API bills it")
struct CostTests {
  private let planner: Planner
  private let catalog: Catalog

  init() throws {
    catalog = try Catalog.bundled()
    planner = Planner(catalog: catalog)
  }

  private func plan(_ request: MessagesRequest, _ change: (inout PlanPolicy) -> Void = { _ in }) throws -> Plan {
    var policy = PlanPolicy()
    policy.remedies = .never
    change(&policy)
    return try planner.plan(request, policy)
  }

  private static func words(_ count: Int) -> String { String(repeating: "word ", count: count - 1) + "word" }

  private static func text(_ words: Int, cached ttl: String? = nil) -> ContentBlock {
    var block = ContentBlock.text(Self.words(words))
    if let ttl { block.setCacheControl(CacheControl(ttl: ttl)) }
    return block
  }

  private func kinds(_ cost: Cost) -> [String: Int] {
    Dictionary(cost.lines.map { ($0.kind.rawValue, $0.tokens) }, uniquingKeysWith: +)
  }

  @Test("A marked prefix below the model's minimum is named and not paid as a write; the frame is none of it")
  func minimum() throws {
    // The case of the field: a marked system prompt of 3,000 words, with a frame of four tokens around it.
    for (model, minimum) in [("claude-haiku-4-5", 4096), ("claude-sonnet-4-5", 1024), ("claude-opus-5", 512)] {
      var request = MessagesRequest(
        model: model, maxTokens: 100, messages: [Message(role: .user, "What is this?")])
      request.system = .blocks([Self.text(3000, cached: "5m")])
      let plan = try plan(request)
      let cost = try #require(plan.cost)
      let marked = try #require(cost.breakpoints.first)
      #expect(marked.path.description == "system[0]")
      #expect(marked.isCached == (marked.tokens >= minimum), "\(model)")
      let notice = plan.notices.first { $0.code == .belowCacheMinimum }
      #expect((notice == nil) == marked.isCached)
      if model == "claude-haiku-4-5" {
        #expect(marked.tokens == 3000)
        #expect(notice?.message.contains("3000 tokens") == true && notice?.message.contains("4096") == true)
      }
      #expect((kinds(cost)["cache_write_5m"] ?? 0) == (marked.isCached ? marked.tokens : 0))
    }
  }

  @Test("Each breakpoint has its own time: what is before the last one for an hour is written for an hour")
  func times() throws {
    var request = MessagesRequest(model: "claude-opus-5", maxTokens: 100, messages: [])
    request.system = .blocks([Self.text(2000, cached: "1h")])
    request.messages = [Message(role: .user, [Self.text(1000, cached: "5m"), Self.text(300)])]
    let cost = try #require(try plan(request).cost)
    let (system, message) = (cost.breakpoints[0].tokens, cost.breakpoints[1].tokens)
    #expect(kinds(cost)["cache_write_1h"] == system)
    #expect(kinds(cost)["cache_write_5m"] == message - system)
    #expect(abs(message - system - 1000) < 10)
    #expect(cost.lines.reduce(0) { $0 + $1.tokens } == (try plan(request).input.total.tokens) + 100)
    // With the system prompt read, only the message is written.
    let warm = try #require(try plan(request) { $0.cachedTokens = system }.cost)
    #expect(kinds(warm)["cache_read"] == system)
    #expect(kinds(warm)["cache_write_1h"] == nil && kinds(warm)["cache_write_5m"] == message - system)
  }

  @Test("A breakpoint within a message caches up to there, one on the tools does not cache the system prompt")
  func places() throws {
    var request = MessagesRequest(
      model: "claude-sonnet-4-5", maxTokens: 100, messages: [Message(role: .user, "Go on.")])
    request.system = .blocks([Self.text(1500)])
    request.tools = (0..<2).map { index in
      Tool(
        name: "tool_\(index)", description: RequestText(Self.words(1200)),
        inputSchema: ["type": "object", "properties": [:]])
    }
    request.tools[0].cacheControl = CacheControl()
    let first = try #require(try plan(request).cost?.breakpoints.first)
    request.tools[0].cacheControl = nil
    request.tools[1].cacheControl = CacheControl()
    let both = try #require(try plan(request).cost?.breakpoints.first)
    #expect(first.tokens > 1200 && first.tokens < both.tokens)
    #expect(abs(both.tokens - first.tokens - 1230) < 60)
    request.tools[1].cacheControl = nil
    request.system = .blocks([Self.text(700, cached: "5m"), Self.text(800)])
    let half = try #require(try plan(request).cost?.breakpoints.first)
    #expect(abs(half.tokens - both.tokens - 700) < 10)
  }

  @Test("Twenty blocks before a breakpoint the cache is looked for, and no further")
  func lookback() throws {
    func request(_ calls: Int) -> MessagesRequest {
      let answer = (0..<calls).map { ContentBlock.toolUse(id: "c\($0)", name: "read", input: [:]) }
      var results = (0..<calls).map { ContentBlock.toolResult(toolUseID: "c\($0)", .text("ok")) }
      results[results.count - 1].setCacheControl(CacheControl())
      return MessagesRequest(
        model: "claude-opus-5", maxTokens: 100,
        messages: [
          Message(role: .user, [Self.text(2000)]), Message(role: .assistant, answer), Message(role: .user, results),
        ])
    }
    let (near, far) = (try plan(request(10)), try plan(request(11)))
    #expect(!near.notices.contains { $0.code == .cacheOutOfSight })
    #expect(far.notices.contains { $0.code == .cacheOutOfSight })
  }

  @Test("Fast mode, the US, regions and batches have prices of their own, to half a nanodollar")
  func terms() throws {
    func prices(_ model: String, _ field: (String, JSONValue)? = nil, _ endpoint: Endpoint = .messages) throws -> [Int]
    {
      var request = MessagesRequest(model: model, maxTokens: 10, messages: [Message(role: .user, "Hello")])
      if let field { request.otherFields.append(Field(field.0, field.1)) }
      let cost = try #require(try plan(request) { $0.endpoint = endpoint }.cost)
      return cost.lines.map(\.price.picodollars)
    }
    #expect(try prices("claude-opus-5", ("speed", "fast")) == [10_000_000, 50_000_000])
    #expect(try prices("claude-opus-5-5", ("speed", "fast")) == [8_000_000, 40_000_000])
    // Accepted on Opus 4.6 and without effect; batches have none.
    #expect(try prices("claude-opus-4-6", ("speed", "fast")) == [5_000_000, 25_000_000])
    #expect(try prices("claude-opus-5", ("speed", "fast"), .batches) == [2_500_000, 12_500_000])
    #expect(try prices("claude-opus-5", ("inference_geo", "us")) == [5_500_000, 27_500_000])
    #expect(try prices("us.anthropic.claude-opus-5") == [5_500_000, 27_500_000])
    #expect(try prices("global.anthropic.claude-opus-5") == [5_000_000, 25_000_000])
    #expect(try prices("us.anthropic.claude-3-5-haiku-20241022-v1:0") == [800_000, 4_000_000])
    #expect(try prices("claude-haiku-5-5", ("inference_geo", "us"), .batches) == [55_000, 275_000])
    let fast = try #require(catalog.model("claude-opus-5")?.fastPrices)
    #expect(fast.cacheRead == Price(nanodollars: 1000) && fast.cacheWrite1Hour == Price(nanodollars: 20_000))
  }

  @Test(
    "A usage is priced as it was billed",
    arguments: [
      // Written for five minutes and an hour, read, and plain.
      (
        "claude-opus-5",
        #"{"input_tokens":9,"output_tokens":100,"cache_creation_input_tokens":3000,"cache_read_input_tokens":5000,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000}}"#,
        9 * 5000 + 100 * 25_000 + 1000 * 6250 + 2000 * 10_000 + 5000 * 500
      ),
      // Above 100,000 tokens of prompt the whole answer of Haiku 5.5 is five times dearer; caches count.
      (
        "claude-haiku-5-5", #"{"input_tokens":1,"output_tokens":10,"cache_read_input_tokens":99999}"#,
        100 + 5000 + 999_990
      ),
      (
        "claude-haiku-5-5", #"{"input_tokens":2,"output_tokens":10,"cache_read_input_tokens":99999}"#,
        5 * (200 + 5000 + 999_990)
      ),
      // A batch in the US: 0.0055 dollars for a million tokens read.
      (
        "claude-haiku-5-5",
        #"{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":1000,"service_tier":"batch","inference_geo":"us"}"#,
        5500
      ),
      ("claude-opus-5", #"{"input_tokens":10,"output_tokens":0,"speed":"fast"}"#, 100_000),
      (
        "claude-opus-5", #"{"input_tokens":10,"output_tokens":0,"server_tool_use":{"web_search_requests":3}}"#,
        30_050_000
      ),
      // A compaction's pass is only in the list.
      (
        "claude-opus-5",
        #"{"input_tokens":10,"output_tokens":1,"iterations":[{"type":"compaction","input_tokens":100,"output_tokens":20},{"type":"message","input_tokens":10,"output_tokens":1}]}"#,
        110 * 5000 + 21 * 25_000
      ),
      // Converse, and a chat completion, whose prompt includes what the cache held.
      ("claude-opus-5", #"{"inputTokens":10,"outputTokens":1,"cacheReadInputTokens":100}"#, 50_000 + 25_000 + 50_000),
      (
        "claude-opus-5",
        #"{"prompt_tokens":110,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":100}}"#,
        50_000 + 25_000 + 50_000
      ),
    ] as [(String, String, Int)])
  func usages(_ spelling: String, _ json: String, _ nanodollars: Int) throws {
    let usage = try #require(BilledUsage(try JSONValue(parsing: json)))
    let model = try #require(catalog.model(spelling))
    let cost = UsageCost(of: usage, model: model, terms: BillingTerms(day: catalog.date), catalog: catalog)
    #expect(cost?.nanodollars == nanodollars)
  }

  @Test("Prices have a history: Sonnet 5.5 reads for half since 2026-10-07, Sonnet 4.5 cost twice above 200,000")
  func history() throws {
    func cost(_ spelling: String, _ day: String, _ json: String) throws -> Int? {
      let usage = try #require(BilledUsage(try JSONValue(parsing: json)))
      let terms = BillingTerms(day: try #require(CalendarDay(day)))
      return UsageCost(of: usage, model: try #require(catalog.model(spelling)), terms: terms, catalog: catalog)?
        .nanodollars
    }
    let read = #"{"input_tokens":0,"output_tokens":0,"cache_read_input_tokens":1000}"#
    #expect(try cost("claude-sonnet-5-5", "2026-10-06", read) == 200_000)
    #expect(try cost("claude-sonnet-5-5", "2026-10-07", read) == 100_000)
    let long = #"{"input_tokens":200001,"output_tokens":0}"#
    #expect(try cost("claude-sonnet-4-5", "2026-04-29", long) == 200_001 * 6000)
    #expect(try cost("claude-sonnet-4-5", "2026-04-30", long) == 200_001 * 3000)
  }

  @Test("What an edit takes from the cache is written anew, and a remedy that costs more at first says when it pays")
  func remedies() throws {
    var made = Conversations(seed: 9)
    var request = made.agent(model: "claude-opus-5", exchanges: 30, cycles: 3, words: 40)
    request.messages[request.messages.count - 1] = Message(role: .user, [Self.text(5, cached: "5m")])
    let whole = try plan(request)
    let input = whole.input.total.tokens
    let plan = try plan(request) { policy in
      policy.window = input * 9 / 10
      policy.cachedTokens = input
      policy.remedies = .only(["fifo"])
    }
    let fifo = try #require(plan.remedies.first)
    // All of the messages is written again: only tools and system prompt stand before the change, and nothing marks them.
    #expect(fifo.rewritten == plan.cost?.cachedTokens)
    let left = fifo.after.tokens
    let added = try #require(fifo.addedNanodollars)
    #expect(added > left * 5000, "\(added)")
    let outlook = try #require(fifo.outlook)
    #expect(outlook.turns == 10 && outlook.each.count == CostOutlook.farthest)
    #expect(outlook.each[0] > outlook.each[1])
    // A tenth less to read each turn does not pay for writing the rest soon.
    #expect((fifo.paysAfter ?? .max) > 10)
  }

  @Test("What the API clears moves along: at each such turn all behind the first place is written")
  func clearingGoesOn() throws {
    var made = Conversations(seed: 10)
    var request = made.agent(model: "claude-opus-5", exchanges: 30, cycles: 3, words: 40)
    var system = ContentBlock.text(made.text(900))
    system.setCacheControl(CacheControl())
    request.system = .blocks([system])
    request.messages[request.messages.count - 1] = Message(role: .user, [Self.text(5, cached: "5m")])
    let input = try plan(request).input.total.tokens
    let plan = try plan(request) { policy in
      policy.cachedTokens = input
      policy.remedies = .only(["clear_tool_uses_20250919"])
    }
    let remedy = try #require(plan.remedies.first)
    #expect(remedy.lost.results == 87)
    let head = try #require(plan.cost?.breakpoints.first?.tokens)
    // Three of four turns bring a result, and so clear one: at most what stands before the first of them is read.
    let written = (remedy.after.tokens - head) * 9 / 10
    let outlook = try #require(remedy.outlook)
    #expect(outlook.each[0] > written * 6250)
    #expect(outlook.each[1..<10].count { $0 > written * 6250 } >= 6)
    #expect(outlook.each[1..<10].count { $0 < written * 6250 } >= 2)
    #expect(remedy.paysAfter == nil)
  }
}
