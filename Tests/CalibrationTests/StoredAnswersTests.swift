import Calibration
import JSONText
import ModelCatalog
import RequestCounting
import Testing

/// Usage that lies around becomes observations: whole requests where they are stored, growth where they are not.
struct StoredAnswersTests {
  static func read(_ lines: [String]) throws -> StoredAnswers {
    let catalog = try Catalog.bundled()
    var answers = StoredAnswers(counter: RequestCounter(catalog: catalog), today: catalog.date)
    for line in lines { answers.read(try JSONValue(parsing: line)) }
    answers.endFile()
    return answers
  }

  private static let request = #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#

  @Test("cache reads and writes are part of the input")
  func cacheReadsAndWritesAre() throws {
    let usage = #"{"input_tokens":5,"cache_read_input_tokens":2,"cache_creation_input_tokens":2,"output_tokens":9}"#
    let answers = try Self.read([#"{"request":\#(Self.request),"response":{"usage":\#(usage)}}"#])
    #expect(answers.items.map(\.observation.remote) == [9])
    #expect(answers.items.map(\.observation.local) == [9])
    #expect(answers.items.map(\.observation.kind) == [.used])
  }

  @Test(
    "the day of an answer is read as it was recorded",
    arguments: ["Thu, 09 May 2024 16:30:05 GMT", "2024-05-09T16:30:05Z", "2024-05-09"])
  func theDayOfAnAnswer(_ text: String) throws {
    let line = #"{"request":\#(Self.request),"usage":{"input_tokens":9},"recorded_at":"\#(text)"}"#
    #expect(try Self.read([line]).items.map { "\($0.observation.day)" } == ["2024-05-09"])
  }

  private static func offering(_ tool: String) -> String {
    #"{"model":"claude-opus-5","tools":[\#(tool)],"messages":[{"role":"user","content":"Hello"}]}"#
  }

  @Test("a tool that the API could have run but did not keeps no answer out")
  func aToolThatTheAPI() throws {
    let tool = Self.offering(#"{"type":"web_search_20250305","name":"web_search"}"#)
    let response = #"{"usage":{"input_tokens":9},"content":[{"type":"text","text":"No."}]}"#
    #expect(try Self.read([#"{"request":\#(tool),"response":\#(response)}"#]).items.count == 1)
  }

  @Test(
    "what tells of no single prompt is left out, with the reason",
    arguments: [
      (
        #"{"request":\#(request),"usage":{"input_tokens":9,"server_tool_use":{"web_search_requests":1}}}"#,
        "several passes"
      ),
      (#"{"request":\#(request),"usage":{"input_tokens":9,"iterations":[{},{}]}}"#, "several passes"),
      (
        #"{"request":\#(offering(#"{"type":"code_execution_20260120","name":"run"}"#)),"usage":{"input_tokens":9}}"#,
        "several passes"
      ),
      (
        #"{"request":\#(request),"response":{"usage":{"input_tokens":9},"content":[{"type":"mcp_tool_use"}]}}"#,
        "several passes"
      ),
      (#"{"request":\#(request),"response":{}}"#, "no usage"),
      (
        #"{"request":\#(request),"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":1}}"#, "no usage"
      ),
      (#"{"request":\#(request),"usage":{"input_tokens":-9}}"#, "no usage"),
      (#"{"request":{"model":"claude-opus-5","messages":7},"usage":{"input_tokens":9}}"#, "not a request"),
      (#"{"request":{"model":"gpt-4","messages":[]},"usage":{"input_tokens":9}}"#, "unknown model"),
    ])
  func whatTellsOfNoSingle(_ line: String, _ reason: String) throws {
    let answers = try Self.read([line])
    #expect(answers.items.isEmpty)
    #expect(answers.skipped == [reason: 1])
  }

  private static func user(_ text: String) -> String {
    #"{"type":"user","message":{"role":"user","content":"\#(text)"},"timestamp":"2026-10-01T10:00:00Z"}"#
  }

  private static func answer(_ id: String, _ text: String, input: Int, cached: Int = 0) -> String {
    #"{"type":"assistant","message":{"id":"\#(id)","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"\#(text)"}],"usage":{"input_tokens":\#(input),"cache_read_input_tokens":\#(cached)}},"timestamp":"2026-10-01T10:00:00Z"}"#
  }

  @Test("in a transcript the growth from answer to answer is compared, whatever stands before")
  func inATranscriptTheGrowth() throws {
    // "Hi." and "Fine." with two marks of turns cost what the second answer's prompt has more.
    let answers = try Self.read([
      #"{"type":"file-history-snapshot"}"#, Self.user("Hello"), Self.answer("a", "Hi.", input: 5_007),
      #"{"type":"user","isSidechain":true,"message":{"role":"user","content":"elsewhere"}}"#, Self.user("Fine."),
      Self.answer("b", "Good", input: 19, cached: 5_000), Self.answer("b", "bye.", input: 19, cached: 5_000),
      Self.user("Bye."), Self.answer("c", "Bye.", input: 5_033),
    ])
    #expect(answers.skipped == ["first of a conversation": 1])
    #expect(answers.items.map(\.observation.remote) == [12, 14])
    #expect(answers.items.map(\.observation.local) == [12, 14])
    #expect(answers.items.allSatisfy { $0.observation.kind == .appended })
    #expect(answers.items.first?.observation.day == CalendarDay("2026-10-01"))
  }

  @Test("rows of one answer between its results are one answer")
  func rowsOfOneAnswerBetween() throws {
    func call(_ id: String) -> String {
      #"{"type":"assistant","message":{"id":"b","role":"assistant","model":"claude-opus-5","content":[{"type":"tool_use","id":"\#(id)","name":"f","input":{}}],"usage":{"input_tokens":5012}}}"#
    }
    func result(_ id: String) -> String {
      #"{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"\#(id)","content":"ok"}]}}"#
    }
    let together = try Self.read([
      Self.user("Hello"), call("x"), call("y"), result("x"), result("y"), Self.answer("c", "Yes.", input: 5_100),
    ])
    let between = try Self.read([
      Self.user("Hello"), call("x"), result("x"), call("y"), result("y"), Self.answer("c", "Yes.", input: 5_100),
    ])
    #expect(between.items.map(\.observation.local) == together.items.map(\.observation.local))
    #expect(between.items.count == 1)
  }

  @Test("a conversation that was cut or compacted teaches nothing across the cut")
  func aConversationThatWasCut() throws {
    let answers = try Self.read([
      Self.user("Hello"), Self.answer("a", "Hi.", input: 5_007), Self.user("Fine."),
      Self.answer("b", "Good.", input: 100), #"{"type":"system","subtype":"compact_boundary"}"#, Self.user("More"),
      Self.answer("c", "Yes.", input: 50), Self.user("On"), Self.answer("d", "Yes.", input: 40),
    ])
    #expect(answers.items.isEmpty)
    #expect(answers.skipped == ["first of a conversation": 1, "the context was edited": 1])
  }
}
