import JSONText
import MessagesAPI
import SessionReading
import TestSupport
import Testing

@Suite("Reading sessions")
struct SessionReadingTests {
  /// Rows, and what is read: the messages as `role: kind kind`, with texts in quotes.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let rows: [String]
    let messages: [String]
    var testDescription: String { name }
  }

  private static func row(
    _ type: String, _ id: String, _ parent: String?, _ content: String, answer: String? = nil, more: String = ""
  ) -> String {
    let parent = parent.map { "\"\($0)\"" } ?? "null"
    let head = answer.map { #""id":"\#($0)","model":"claude-opus-4-6","# } ?? ""
    return
      #"{"type":"\#(type)","uuid":"\#(id)","parentUuid":\#(parent)\#(more),"message":{\#(head)"role":"\#(type)","content":\#(content)}}"#
  }

  private static func user(_ id: String, _ parent: String?, _ text: String, more: String = "") -> String {
    row("user", id, parent, "\"\(text)\"", more: more)
  }

  private static func result(_ id: String, _ parent: String?, _ call: String, _ text: String) -> String {
    row("user", id, parent, #"[{"type":"tool_result","tool_use_id":"\#(call)","content":"\#(text)"}]"#)
  }

  private static func text(_ id: String, _ parent: String?, _ text: String, answer: String) -> String {
    row("assistant", id, parent, #"[{"type":"text","text":"\#(text)"}]"#, answer: answer)
  }

  private static func call(_ id: String, _ parent: String?, _ call: String, answer: String) -> String {
    row("assistant", id, parent, #"[{"type":"tool_use","id":"\#(call)","name":"f","input":{}}]"#, answer: answer)
  }

  private static func counted(_ id: String, _ parent: String, _ text: String, _ prompt: Int) -> String {
    #"{"type":"assistant","uuid":"\#(id)","parentUuid":"\#(parent)","message":{"id":"same","model":"claude-opus-4-6","role":"assistant","content":[{"type":"text","text":"\#(text)"}],"usage":{"input_tokens":\#(prompt)}}}"#
  }

  private static func note(_ id: String, _ parent: String) -> String {
    #"{"type":"attachment","uuid":"\#(id)","parentUuid":"\#(parent)","attachment":{"type":"hook_success"}}"#
  }

  private static let boundary =
    #"{"type":"system","subtype":"compact_boundary","uuid":"b","parentUuid":null,"compactMetadata":{"postTokens":77}}"#
  private static func keeping(_ facts: String) -> String {
    #"{"type":"system","subtype":"compact_boundary","uuid":"b","parentUuid":null,"compactMetadata":{\#(facts)}}"#
  }
  private static let summary = user("s", "b", "sum", more: #","isCompactSummary":true"#)

  static let cases: [Case] = [
    Case(
      name: "a rewound branch is left out",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "lost"),
        text("4", "3", "lost", answer: "n"), user("5", "2", "c"),
      ], messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "a late attachment on an older row does not choose the branch",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c"), text("4", "3", "d", answer: "n"),
        user("5", "4", "e"), note("6", "2"), note("7", "6"),
      ], messages: ["user 'a'", "assistant 'b'", "user 'c'", "assistant 'd'", "user 'e'"]),
    Case(
      name: "a command of the client's own does",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "lost"),
        #"{"type":"system","subtype":"local_command","uuid":"4","parentUuid":"2","content":"done"}"#,
      ], messages: ["user 'a'", "assistant 'b'"]),
    Case(
      name: "a text that an answer has twice",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), call("3", "2", "x", answer: "m"),
        text("4", "3", "b", answer: "m"), result("5", "4", "x", "rx"),
      ], messages: ["user 'a'", "assistant 'b' x 'b'", "user =x"]),
    Case(
      name: "an answer whose rows are all written again",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), call("3", "2", "x", answer: "m"),
        text("4", "3", "b", answer: "m"), call("5", "4", "x", answer: "m"), result("6", "5", "x", "rx"),
      ], messages: ["user 'a'", "assistant 'b' x", "user =x"]),
    Case(
      name: "a copy of some of an answer's rows beside the conversation",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), call("3", "2", "x", answer: "m"),
        text("4", "1", "b", answer: "m"), result("5", "3", "x", "rx"),
      ], messages: ["user 'a'", "assistant 'b' x", "user =x"]),
    Case(
      name: "answers of a proxy that gives all of them one id",
      rows: [
        user("1", nil, "a"), counted("2", "1", "b", 100), user("3", "2", "c"), counted("4", "3", "d", 150),
        user("5", "4", "e"), counted("6", "5", "d", 200), user("7", "6", "f"),
      ],
      messages: [
        "user 'a'", "assistant 'b'", "user 'c'", "assistant 'd'", "user 'e'", "assistant 'd'", "user 'f'",
      ]),
    Case(
      name: "one id and one prompt are one answer, whatever stands between",
      rows: [
        user("1", nil, "a"), counted("2", "1", "b", 100), user("3", "2", "c"), counted("4", "3", "d", 100),
      ], messages: ["user 'a'", "assistant 'b' 'd'", "user 'c'"]),
    Case(
      name: "rows of one answer between results of its calls",
      rows: [
        user("1", nil, "a"), call("2", "1", "x", answer: "m"), result("3", "2", "x", "rx"),
        call("4", "3", "y", answer: "m"), result("5", "4", "y", "ry"), user("6", "5", "and"),
      ], messages: ["user 'a'", "assistant x y", "user =x =y 'and'"]),
    Case(
      name: "results that hang on their own call beside the chain",
      rows: [
        user("1", nil, "a"), call("2", "1", "x", answer: "m"), call("3", "2", "y", answer: "m"),
        result("4", "2", "x", "rx"), result("5", "3", "y", "ry"), text("6", "5", "done", answer: "n"),
      ], messages: ["user 'a'", "assistant x y", "user =x =y", "assistant 'done'"]),
    Case(
      name: "parts of one answer that all hang on the question, each with its result",
      rows: [
        user("1", nil, "a"), call("2", "1", "x", answer: "m"), result("3", "2", "x", "rx"),
        call("4", "1", "y", answer: "m"), result("5", "4", "y", "ry"), call("6", "1", "z", answer: "m"),
        result("7", "6", "z", "rz"), text("8", "7", "done", answer: "n"),
      ], messages: ["user 'a'", "assistant x y z", "user =x =y =z", "assistant 'done'"]),
    Case(
      name: "a compaction: the summary and what follows",
      rows: [user("1", nil, "a"), text("2", "1", "b", answer: "m"), boundary, summary, user("3", "s", "c")],
      messages: ["user 'sum'", "user 'c'"]),
    Case(
      name: "a compaction that keeps the last rows behind its summary",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c"), text("4", "3", "d", answer: "n"),
        keeping(#""preservedSegment":{"headUuid":"3","anchorUuid":"s","tailUuid":"4"}"#), summary, user("5", "s", "e"),
      ], messages: ["user 'sum'", "user 'c'", "assistant 'd'", "user 'e'"]),
    Case(
      name: "the same where the next row hangs on what was kept",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c"), text("4", "3", "d", answer: "n"),
        keeping(#""preservedSegment":{"headUuid":"3","anchorUuid":"s","tailUuid":"4"}"#), summary, user("5", "4", "e"),
      ], messages: ["user 'sum'", "user 'c'", "assistant 'd'", "user 'e'"]),
    Case(
      name: "the same with the kept rows by name",
      rows: [
        user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c"), text("4", "3", "d", answer: "n"),
        keeping(#""preservedMessages":{"anchorUuid":"s","uuids":["3","4"]}"#), summary, user("5", "s", "e"),
      ], messages: ["user 'sum'", "user 'c'", "assistant 'd'", "user 'e'"]),
    Case(
      name: "a compaction in rows without names",
      rows: [
        #"{"type":"user","message":{"role":"user","content":"old"}}"#,
        #"{"type":"system","subtype":"compact_boundary"}"#,
        #"{"type":"user","isCompactSummary":true,"message":{"role":"user","content":"sum"}}"#,
      ], messages: ["user 'sum'"]),
    Case(
      name: "a rewind to before a compaction brings the conversation back",
      rows: [user("1", nil, "a"), text("2", "1", "b", answer: "m"), boundary, summary, user("3", "2", "c")],
      messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "a repeated row stands where it stood first",
      rows: [user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c"), user("1", nil, "a")],
      messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "a side conversation is left out",
      rows: [
        user("1", nil, "a"), user("9", nil, "side", more: #","isSidechain":true"#), text("2", "1", "b", answer: "m"),
      ], messages: ["user 'a'", "assistant 'b'"]),
    Case(
      name: "a subagent's own file is its conversation",
      rows: [
        user("1", nil, "a", more: #","isSidechain":true"#), user("2", "1", "b", more: #","isSidechain":true"#),
      ], messages: ["user 'a' 'b'"]),
    Case(
      name: "an answer that the client made up is left out",
      rows: [
        user("1", nil, "a"),
        #"{"type":"assistant","uuid":"2","parentUuid":"1","message":{"role":"assistant","model":"<synthetic>","content":"no"}}"#,
        user("3", "2", "b"),
      ], messages: ["user 'a' 'b'"]),
    Case(
      name: "stream-json: rows under a call are a subagent's",
      rows: [
        #"{"type":"user","session_id":"s","message":{"role":"user","content":"a"},"parent_tool_use_id":null}"#,
        #"{"type":"user","session_id":"s","message":{"role":"user","content":"side"},"parent_tool_use_id":"t"}"#,
        #"{"type":"assistant","session_id":"s","message":{"id":"m","role":"assistant","content":[{"type":"text","text":"b"}]},"parent_tool_use_id":null}"#,
      ], messages: ["user 'a'", "assistant 'b'"]),
    Case(
      name: "a parent that is missing is the row before",
      rows: [user("1", nil, "a"), text("2", "1", "b", answer: "m"), user("3", "gone", "c")],
      messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "parents in a circle end where they close",
      rows: [user("1", "2", "a"), text("2", "1", "b", answer: "m"), user("3", "2", "c")],
      messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "rows on one line, and one that was cut off before another",
      rows: [user("1", nil, "a") + text("2", "1", "b", answer: "m"), #"{"type":"user","mess"# + user("3", "2", "c")],
      messages: ["user 'a'", "assistant 'b'", "user 'c'"]),
    Case(
      name: "pi: its names for calls and results, a compaction that keeps the end",
      rows: [
        #"{"type":"session","version":3,"id":"s","cwd":"/x"}"#,
        #"{"type":"message","id":"1","parentId":null,"message":{"role":"user","content":"old"}}"#,
        #"{"type":"message","id":"2","parentId":"1","message":{"role":"assistant","model":"claude-opus-4-6","content":[{"type":"toolCall","id":"x","name":"f","arguments":{}}],"usage":{"input":5,"cacheRead":2,"cacheWrite":3,"output":4},"stopReason":"toolUse"}}"#,
        #"{"type":"message","id":"3","parentId":"2","message":{"role":"toolResult","toolCallId":"x","content":[{"type":"text","text":"r"}]}}"#,
        #"{"type":"compaction","id":"4","parentId":"3","summary":"sum","firstKeptEntryId":"2","tokensBefore":9}"#,
        #"{"type":"message","id":"5","parentId":"4","message":{"role":"user","content":[{"type":"text","text":"on"}]}}"#,
      ], messages: ["user 'sum'", "assistant x", "user =x 'on'"]),
    Case(
      name: "opencode: parts of steps become answers and results",
      rows: [
        #"{"info":{"id":"s"},"messages":[{"info":{"role":"user"},"parts":[{"type":"text","text":"a"}]},{"info":{"role":"assistant","modelID":"claude-opus-4-8"},"parts":[{"type":"step-start"},{"type":"text","text":"b"},{"type":"tool","callID":"x","tool":"f","state":{"status":"completed","input":{},"output":"r"}},{"type":"step-finish","tokens":{"input":3,"output":2,"cache":{"read":4,"write":0}}},{"type":"step-start"},{"type":"text","text":"c"}]}]}"#
      ], messages: ["user 'a'", "assistant 'b' x", "user =x", "assistant 'c'"]),
    Case(
      name: "an array of messages",
      rows: [
        #"[{"role":"user","content":"a","ts":1},"#, #"{"role":"assistant","content":[{"type":"text","text":"b"}]}]"#,
      ],
      messages: ["user 'a'", "assistant 'b'"]),
    Case(
      name: "chat completions, told from the first call",
      rows: [
        #"{"role":"user","content":"a"}"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"{}"}}]}"#,
        #"{"role":"tool","tool_call_id":"x","content":"r"}"#,
      ], messages: ["user 'a'", "assistant x", "user =x"]),
    Case(
      name: "whole requests: the last one with its answer",
      rows: [
        #"{"request":{"model":"claude-opus-5","messages":[{"role":"user","content":"a"}]},"response":{"role":"assistant","content":[{"type":"text","text":"b"}],"usage":{"input_tokens":9}}}"#
      ], messages: ["user 'a'", "assistant 'b'"]),
  ]

  private static func shown(_ messages: [Message]) -> [String] {
    messages.map { message in
      let blocks = message.blocks.map { block in
        switch block {
        case .text(let text): "'\(text.text.string)'"
        case .toolUse(let call): call.id
        case .toolResult(let result): "=\(result.toolUseID)"
        default: block.type
        }
      }
      return ([message.role.rawValue] + blocks).joined(separator: " ")
    }
  }

  @Test("What is in the context is read, and nothing else", arguments: cases)
  func context(row: Case) throws {
    let session = try SessionReader.session(Array(row.rows.joined(separator: "\n").utf8))
    #expect(Self.shown(session.request.messages) == row.messages)
  }

  @Test("The size of the chunks makes no difference", arguments: cases)
  func chunks(row: Case) throws {
    let bytes = Array(row.rows.joined(separator: "\r\n\n").utf8)
    let whole = try SessionReader.session(bytes)
    for size in [1, 7, 64] {
      var reader = SessionReader()
      for start in stride(from: 0, to: bytes.count, by: size) {
        reader.append(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      let session = try reader.finish()
      #expect(session.request.messages == whole.request.messages)
      #expect(session.notes == whole.notes)
    }
  }

  @Test("An attachment that is passed over is named with its line")
  func strayAttachment() throws {
    let rows = [
      Self.user("1", nil, "a"), Self.text("2", "1", "b", answer: "m"), Self.user("3", "2", "c"), Self.note("4", "3"),
      Self.note("5", "1"),
    ]
    let bytes = Array(rows.joined(separator: "\n").utf8)
    let session = try SessionReader.session(bytes)
    #expect(session.isGuessed)
    #expect(session.notes.contains { $0.code == .strayRow && $0.line == 5 })
    #expect(session.attachments.map(\.line) == [4])
    #expect(try !SessionReader.session(Array(rows.dropLast().joined(separator: "\n").utf8)).isGuessed)
  }

  @Test("Thousands of attachments that are passed over are read in linear time", .timeLimit(.minutes(1)))
  func manyStrayAttachments() throws {
    let messages = 20_000
    var rows = (1...messages).map { Self.user("\($0)", $0 > 1 ? "\($0 - 1)" : nil, "a") }
    // Each one's way leads past all messages but the last.
    rows += (1...messages).map { Self.note("n\($0)", "\(messages - 1)") }
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.isGuessed)
    #expect(session.attachments.isEmpty)
  }

  @Test("A cut last row is told, and each of its bytes may be a token")
  func cutRow() throws {
    let rows = [Self.user("1", nil, "a"), #"{"type":"user","uuid":"2","message":{"rol"#]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.unreadBytes == rows[1].utf8.count)
    #expect(session.notes.contains { $0.code == .unreadRow && $0.line == 2 })
  }

  @Test("Zeros that a crash leaves are no row and cost nothing")
  func zeros() throws {
    let bytes = Array(Self.user("1", nil, "a").utf8) + [0x0A] + [UInt8](repeating: 0, count: 64) + [0x0A]
    let session = try SessionReader.session(bytes)
    #expect(session.unreadBytes == 0)
    #expect(session.request.messages.count == 1)
  }

  @Test("A row before a compaction that cannot be read costs nothing")
  func cutBeforeCompaction() throws {
    let rows = [Self.user("1", nil, "a"), #"{"type":"user""#, Self.boundary, Self.summary]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.unreadBytes == 0)
    #expect(session.tokensAfterCompaction == 77)
  }

  @Test("Rows that are each other's parents are named with a line, and the conversation begins there")
  func circle() throws {
    let rows = [Self.user("1", "3", "a"), Self.user("2", "1", "b"), Self.user("3", "2", "c")]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    let note = try #require(session.notes.first { $0.code == .circle })
    #expect(note.line == 3)
    #expect(note.message.contains("circle"))
    #expect(session.isGuessed)
    #expect(session.request.messages.count == 1)
    let own = try SessionReader.session(Array(Self.user("1", "1", "a").utf8))
    #expect(own.request.messages.count == 1)
  }

  @Test("A row longer than the limit is named with its line, and each of its bytes may be a token")
  func longRow() throws {
    let long = Self.user("2", "1", String(repeating: "dog ", count: 4_000))
    var reader = SessionReader(rowLimit: 4_096)
    // In chunks, as a file comes: nothing of the row is put together.
    let bytes = Array([Self.user("1", nil, "a"), long, Self.user("3", "1", "b")].joined(separator: "\n").utf8)
    for start in stride(from: 0, to: bytes.count, by: 1_000) {
      reader.append(Array(bytes[start..<min(start + 1_000, bytes.count)]))
    }
    let session = try reader.finish()
    let note = try #require(session.notes.first { $0.code == .unreadRow })
    #expect(note.line == 2)
    #expect(note.message.contains("longer than 4096"))
    #expect(session.unreadBytes >= long.utf8.count)
    #expect(session.request.messages.count == 1)
  }

  @Test("A session that is nothing but a row too long is one of which nothing can be said")
  func onlyLongRow() {
    let error = #expect(throws: SessionError.self) {
      var reader = SessionReader(rowLimit: 64)
      reader.append(Array(Self.user("1", nil, String(repeating: "dog ", count: 100)).utf8))
      _ = try reader.finish()
    }
    #expect(error?.code == .noMessages)
  }

  @Test("Half of a surrogate pair is told with its line")
  func surrogate() throws {
    let rows = [Self.user("1", nil, "a"), Self.user("2", "1", #"\ud83d"#), Self.user("3", "2", #"\ud83d\ude00"#)]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.notes.filter { $0.code == .loneSurrogate }.map(\.line) == [2])
  }

  @Test("A field that nobody knows stands where its block stands in the conversation")
  func unknownFields() throws {
    let rows = [
      Self.user("1", nil, "a"), Self.text("2", "1", "b", answer: "m"),
      Self.row("assistant", "3", "2", #"[{"type":"tool_use","id":"x","name":"f","input":{},"odd":"o"}]"#, answer: "m"),
      Self.row("user", "4", "3", #"[{"type":"text","text":"t","strange":"s"}]"#), Self.result("5", "4", "x", "r"),
    ]
    let request = try SessionReader.session(Array(rows.joined(separator: "\n").utf8)).request
    #expect(
      request.unknownFields.map(\.description) == ["messages[1].content[1].odd", "messages[2].content[1].strange"])
  }

  @Test("Blocks that are the same keep their fields apart, in one row and in several")
  func unknownFieldsOfTheSame() throws {
    let same = #"{"type":"text","text":"t","odd":"o","strange":"s"}"#
    let rows = [
      Self.row("user", "1", nil, "[\(same),\(same)]"), Self.row("user", "2", "1", "[\(same)]"),
    ]
    let request = try SessionReader.session(Array(rows.joined(separator: "\n").utf8)).request
    #expect(
      request.unknownFields.map(\.description)
        == (0..<3).flatMap { ["messages[0].content[\($0)].odd", "messages[0].content[\($0)].strange"] })
  }

  @Test("A request with its answer is read in the shape of chat completions as well, with what the API counted")
  func chatLog() throws {
    let request =
      #"{"model":"claude-opus-5","messages":[{"role":"system","content":"s"},{"role":"user","content":"a"}]}"#
    let call = #"[{"id":"x","type":"function","function":{"name":"f","arguments":"{}"}}]"#
    let response =
      #"{"id":"c","model":"claude-opus-5","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":\#(call)}}],"usage":{"prompt_tokens":70,"completion_tokens":5}}"#
    let session = try Self.read([#"{"request":\#(request),"response":\#(response)}"#])
    #expect(session.calls.map(\.usage) == [SessionUsage(prompt: 70, output: 5)])
    #expect(session.request.messages.map(\.role) == [.user, .assistant])
    #expect(session.request.messages.last?.blocks.count == 1)
  }

  @Test(
    "A file without JSON and one without messages are told apart",
    arguments: [
      ("no JSON at all", SessionError.Code.notJSON), (#"{"type":"summary","summary":"x"}"#, .noMessages),
      ("", .notJSON),
    ])
  func unreadable(text: String, code: SessionError.Code) {
    let error = #expect(throws: SessionError.self) { try SessionReader.session(Array(text.utf8)) }
    #expect(error?.code == code)
  }

  @Test("Usage: what the call read, with the cache; of several passes the last one's")
  func usage() throws {
    func session(_ usage: String, _ content: String = #"[{"type":"text","text":"b"}]"#) throws -> SessionUsage? {
      let rows = [
        Self.user("1", nil, "a"),
        #"{"type":"assistant","uuid":"2","parentUuid":"1","message":{"id":"m","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","content":\#(content),"usage":\#(usage)}}"#,
      ]
      return try SessionReader.session(Array(rows.joined(separator: "\n").utf8)).calls.last?.usage
    }
    let plain = try session(
      #"{"input_tokens":3,"cache_read_input_tokens":20,"cache_creation_input_tokens":100,"output_tokens":7,"output_tokens_details":{"thinking_tokens":4}}"#
    )
    #expect(plain == SessionUsage(prompt: 123, output: 7, thinking: 4))
    let searched = try session(
      #"{"input_tokens":63000,"cache_read_input_tokens":270000,"server_tool_use":{"web_search_requests":4}}"#)
    #expect(searched?.isSinglePass == false)
    let advised = try session(
      #"{"input_tokens":133,"output_tokens":9,"iterations":[{"type":"message","input_tokens":60,"output_tokens":2},{"type":"advisor_message","input_tokens":70},{"type":"message","input_tokens":73,"output_tokens":7}]}"#
    )
    #expect(advised?.prompt == 73)
    #expect(advised?.isSinglePass == true)
    #expect(advised?.output == 7)
    #expect(try session(#"{"input_tokens":-1}"#) == nil)
    let cached = try session(#"{"cache_read_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":3}}"#)
    #expect(cached == SessionUsage(prompt: 23))
    // A model that answers in another's place ends the passes.
    let fallen = try session(
      #"{"input_tokens":9,"iterations":[{"type":"message","input_tokens":60},{"type":"fallback_message","input_tokens":55}]}"#
    )
    #expect(fallen?.prompt == 55)
    // What a compaction has read is none of what it leaves.
    let paused = try session(
      #"{"input_tokens":60,"iterations":[{"type":"message","input_tokens":60},{"type":"compaction","input_tokens":70}]}"#
    )
    #expect(paused?.isSinglePass == false)
    #expect(
      try session(#"{"input_tokens":0,"iterations":[{"type":"compaction","input_tokens":70}]}"#)?.isSinglePass == false)
  }

  private static func answer(_ id: String, _ parent: String, _ text: String, model: String = "claude-opus-5") -> String
  {
    #"{"type":"assistant","uuid":"\#(id)","parentUuid":"\#(parent)","message":{"id":"m\#(id)","role":"assistant","model":"\#(model)","stop_reason":"end_turn","content":[{"type":"text","text":"\#(text)"}],"usage":{"input_tokens":500}}}"#
  }

  private static func read(_ rows: [String]) throws -> Session {
    try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
  }

  @Test("Platforms' spellings of a model are a model of Claude's", arguments: ["us.anthropic.", "anthropic/", ""])
  func spellings(prefix: String) throws {
    let session = try Self.read([Self.user("1", nil, "a"), Self.answer("2", "1", "b", model: prefix + "claude-opus-5")])
    #expect(session.request.model == prefix + "claude-opus-5")
  }

  @Test("An answer that was stopped before its first letter is no call of the state behind a compaction")
  func blankAnswer() throws {
    let session = try Self.read([
      Self.user("1", nil, "a"), Self.answer("2", "1", "b"), Self.boundary, Self.summary, Self.answer("3", "s", ""),
      Self.user("4", "3", "again"),
    ])
    #expect(session.calls.isEmpty)
    #expect(session.lastMeasured?.calls.map(\.id) == ["m2"])
    #expect(Self.shown(session.request.messages) == ["user 'sum'", "user 'again'"])
  }

  @Test("A branch without a call has the state of the last call on another, however often it was left")
  func leftBranches() throws {
    let session = try Self.read([
      Self.user("1", nil, "a"), Self.answer("2", "1", "b"), Self.user("3", nil, "c"), Self.answer("4", "3", ""),
      Self.user("5", nil, "d"),
    ])
    #expect(session.calls.isEmpty)
    #expect(Self.shown(session.request.messages) == ["user 'd'"])
    let measured = try #require(session.lastMeasured)
    #expect(measured.calls.isEmpty)
    #expect(measured.lastMeasured?.calls.map(\.id) == ["m2"])
  }

  private static func clearing(_ id: String, _ parent: String, _ calls: String) -> String {
    #"{"type":"system","subtype":"microcompact_boundary","uuid":"\#(id)","parentUuid":"\#(parent)","microcompactMetadata":{"compactedToolIds":[\#(calls)]}}"#
  }

  @Test("Results that the client has cleared are a short remark, and calls from before measured them whole")
  func clearedResults() throws {
    let rows = [
      Self.user("1", nil, "a"), Self.call("2", "1", "x", answer: "m"), Self.result("3", "2", "x", "long"),
      Self.answer("4", "3", "b"), Self.clearing("5", "4", "\"x\""), Self.user("6", "5", "c"),
    ]
    func results(_ session: Session) -> [String] {
      session.request.messages.flatMap(\.blocks).compactMap { block in
        guard case .toolResult(let result) = block, case .text(let text) = result.content else { return nil }
        return text.string
      }
    }
    let session = try Self.read(rows)
    #expect(results(session) == ["[Old tool result content cleared]"])
    #expect(session.calls.map(\.isBeforeClearing) == [true])
    #expect(session.lastMeasured.map(results) == ["long"])
    #expect(session.notes.contains { $0.code == .compaction && $0.line == 5 && $0.rows == 1 })
    let since = try Self.read(rows + [Self.answer("7", "6", "d")])
    #expect(since.calls.map(\.isBeforeClearing) == [false, false])
    #expect(since.lastMeasured == nil)
  }

  @Test("Before an answer's compaction and behind it are two passes: the second one's prompt has it")
  func compactionInAnswer() throws {
    let block = #"{"type":"compaction","content":"sum"},{"type":"text","text":"b"}"#
    let rows = [
      Self.user("1", nil, "a"),
      #"{"type":"assistant","uuid":"2","parentUuid":"1","message":{"id":"m","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","content":[\#(block)],"usage":{"input_tokens":9,"iterations":[{"type":"compaction","input_tokens":70},{"type":"message","input_tokens":9}]}}}"#,
    ]
    let call = try #require(try Self.read(rows).calls.first)
    #expect(call.usage.prompt == 9)
    #expect(call.usage.isSinglePass)
    #expect(call.blocksInPrompt == 1)
  }

  @Test("Attachments stand behind the message in whose turn they are; a snapshot of the prompt makes the count whole")
  func attachments() throws {
    let rows = [
      Self.user("1", nil, "a"), Self.call("2", "1", "x", answer: "m"), Self.result("3", "2", "x", "r"),
      #"{"type":"attachment","uuid":"4","parentUuid":"3","version":"2.1.9","attachment":{"type":"date_change","newDate":"2026-01-01"}}"#,
      #"{"type":"attachment","attachment":{"type":"queued_command","prompt":"q"}}"#,
      #"{"type":"attachment","uuid":"5","parentUuid":"4","attachment":{"type":"prompt_snapshot","system":["one","two"],"tools":[{"name":"f","description":"d","inputSchema":{"type":"object"}}]}}"#,
    ]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.attachments.map(\.type) == ["date_change", "queued_command"])
    #expect(session.attachments.map(\.messagesBefore) == [3, 3])
    #expect(session.attachments.first?.clientVersion == "2.1.9")
    #expect(session.isWhole)
    #expect(session.request.systemBlocks.count == 2)
    #expect(session.request.tools.map(\.name) == ["f"])
  }
}
