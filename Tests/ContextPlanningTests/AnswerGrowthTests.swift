import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

@Suite("What grows while an answer is made")
struct AnswerGrowthTests {
  private func plan(
    _ tools: String, model: String = "claude-sonnet-4-5", endpoint: Endpoint = .messages, window: Int? = nil
  ) throws -> Plan {
    let body =
      #"{"model":"\#(model)","max_tokens":1000,"tools":[\#(tools)],"messages":[{"role":"user","content":"Find it."}]}"#
    var policy = PlanPolicy()
    policy.endpoint = endpoint
    policy.window = window
    return try Planner(catalog: Catalog.bundled()).plan(MessagesRequest(decoding: Array(body.utf8)), policy)
  }

  private static let search = #"{"type":"web_search_20250305","name":"web_search"}"#
  private static let one = #"{"type":"web_search_20250305","name":"web_search","max_uses":1}"#
  private static let own = #"{"name":"look","input_schema":{"type":"object"}}"#

  @Test("Results of tools that the API runs are reserved: the most that recorded answers had")
  func reserved() throws {
    let plan = try plan(Self.search)
    let growth = try #require(plan.growth)
    // 199 recorded answers; two of 2026 were billed 9,390 and 10,516 more after one search.
    #expect((9_000...11_000).contains(growth.likely))
    #expect(growth.most > 10_516)
    #expect(growth.tools == ["web_search"])
    #expect(growth.records == 199)
    #expect(plan.headroom == plan.window.tokens - plan.input.total.bounds.upperBound - 1000 - growth.most)
    #expect(plan.verdict == .fits)
    #expect(plan.notices.contains { $0.code == .serverToolResults })
  }

  @Test("So many uses as the tool allows are reserved")
  func uses() throws {
    let one = try #require(try plan(Self.one).growth)
    #expect(one.most == 31_751)
    let four = try #require(try plan(Self.one.replacing("\"max_uses\":1", with: "\"max_uses\":4")).growth)
    #expect(four.most == 4 * one.most)
    #expect(try plan(Self.one.replacing("\"max_uses\":1", with: "\"max_uses\":0")).growth == nil)
  }

  @Test("Where results do not fit, the answer may be cut")
  func cut() throws {
    #expect(try plan(Self.search, window: 40_000).verdict == .fitsMayBeCut)
    #expect(try plan(Self.search, window: 400_000).verdict == .fits)
  }

  @Test("Tools of one's own add nothing while the answer is made, and counting makes none")
  func none() throws {
    #expect(try plan(Self.own).growth == nil)
    #expect(try plan(Self.search, endpoint: .countTokens).growth == nil)
  }

  @Test(
    "Every kind of tool that the API runs is in the catalogue",
    arguments: [
      "web_search_20260318", "web_fetch_20250910", "code_execution_20260120", "tool_search_tool_bm25_20251119",
      "advisor_20260301",
    ])
  func kinds(type: String) throws {
    let growth = try #require(try plan(#"{"type":"\#(type)","name":"it"}"#, model: "claude-opus-5").growth)
    #expect(growth.most >= growth.likely && growth.likely > 0)
  }
}
