import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

/// Notes whose text stands elsewhere than usual, or is of another kind: it is never left out without a word.
@Suite("A client's note of another shape") struct ClientNoteShapeTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  /// A note as its session records it; `TEXT` stands for 2,400 letters.
  struct Row: CustomTestStringConvertible, Sendable {
    let note: String
    /// Whether the text is in the number; else the bounds cover it, and the note is named.
    let isCounted: Bool
    init(_ note: String, isCounted: Bool = false) { (self.note, self.isCounted) = (note, isCounted) }
    var testDescription: String { note }
  }

  static let rows: [Row] = [
    Row(
      #""type":"hook_success","hookName":"UserPromptSubmit","hookEvent":"UserPromptSubmit","content":"TEXT""#,
      isCounted: true),
    Row(
      #""type":"hook_success","hookName":"SessionStart:startup","hookEvent":"SessionStart","content":"TEXT""#,
      isCounted: true),
    Row(#""type":"hook_success","hookEvent":"SessionStart","content":["TEXT"]"#),
    Row(#""type":"hook_success","hookEvent":"SessionStart","stdout":"TEXT""#),
    Row(#""type":"hook_success","content":"TEXT""#),
    Row(#""type":"hook_additional_context","hookName":"Stop","content":"TEXT""#, isCounted: true),
    Row(#""type":"hook_additional_context","hookName":"Stop","content":["TEXT"]"#, isCounted: true),
    Row(#""type":"hook_additional_context","hookName":"Stop","content":{"value":"TEXT"}"#),
    Row(
      #""type":"todo_reminder","content":[{"content":"TEXT","status":"pending","activeForm":"Doing"}]"#,
      isCounted: true),
    Row(#""type":"task_reminder","content":[{"id":"1","subject":"TEXT","status":"pending"}]"#, isCounted: true),
    Row(#""type":"todo_reminder","content":"TEXT""#),
    Row(#""type":"task_reminder","content":[{"id":"1","title":"TEXT"}]"#),
    Row(#""type":"queued_command","prompt":"TEXT""#, isCounted: true),
    Row(#""type":"queued_command","prompt":["TEXT"]"#, isCounted: true),
    Row(#""type":"queued_command","prompt":{"text":"TEXT"}"#, isCounted: true),
    Row(
      #""type":"queued_command","prompt":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"TEXT"}}]"#,
      isCounted: true),
    Row(#""type":"queued_command","prompt":[{"type":"hologram","value":"TEXT"}]"#),
    Row(#""type":"queued_command","command":"TEXT""#),
    Row(#""type":"nested_memory","path":"/a","content":{"content":"TEXT"}"#, isCounted: true),
    Row(#""type":"nested_memory","path":"/a","content":[{"content":"TEXT"}]"#),
    Row(#""type":"nested_memory","path":"/a","memories":[{"content":"TEXT"}]"#),
    Row(#""type":"skill_listing","content":[{"name":"a","description":"TEXT","note":"TEXT"}]"#),
    Row(#""type":"mcp_instructions_delta","addedBlocks":["TEXT"]"#, isCounted: true),
    Row(#""type":"mcp_instructions_delta","addedBlocks":[{"name":"x","text":"TEXT"}]"#),
    Row(#""type":"mcp_instructions_delta","addedBlocks":[],"removedNames":["TEXT"]"#, isCounted: true),
    Row(#""type":"deferred_tools_delta","addedLines":["TEXT"]"#, isCounted: true),
    Row(#""type":"deferred_tools_delta","addedNames":[],"addedLines":[{"line":"TEXT"}]"#),
    Row(#""type":"deferred_tools_delta","tools":["TEXT"]"#),
    Row(#""type":"edited_text_file","filename":"/a.py","snippet":[{"text":"TEXT"}]"#),
    Row(#""type":"diagnostics","diagnostics":[{"message":"TEXT"}]"#),
    Row(#""type":"diagnostics","files":[{"uri":"file:///a.py","diagnostics":[{"message":{"value":"TEXT"}}]}]"#),
    Row(#""type":"plan_mode","rendered":"","text":"TEXT""#),
    Row(#""type":"date_change","rendered":"","text":"TEXT""#),
    Row(#""type":"date_change","rendered":{"content":"TEXT"}"#),
    Row(#""type":"date_change","rendered":[{"type":"text","text":"x","extra":"TEXT"}]"#),
    Row(#""type":"date_change","newDate":"2026-01-01","text":"TEXT""#),
    Row(#""type":"budget_usd","used":1,"total":2,"remaining":1,"message":"TEXT""#),
  ]

  @Test(
    "A command of the client's own costs its text, and nothing where it is not sent",
    arguments: ["claude-opus-4-5", "claude-opus-4-7", "claude-opus-5"])
  func command(model: String) throws {
    let text = "<local-command-stdout>Ten small words stand here, again and again.</local-command-stdout>"
    let alone = try TextCounter(model: model).count(text).tokens
    let question = Message(role: .user, "Go on.")
    let before = try counter.count(MessagesRequest(model: model, messages: [question])).total
    let note = ContentBlock.clientNote(ClientNoteBlock(["type": "local_command", "content": .init(text)]))
    let request = MessagesRequest(model: model, messages: [Message(role: .user, [.text("Go on."), note])])
    let count = try counter.count(request).total
    #expect((alone...alone + 30).contains(count.tokens - before.tokens))
    #expect(count.bounds.lowerBound <= before.tokens + 30)
    #expect(count.basis == .modelled)
  }

  @Test("has its text in the number or in the bounds", arguments: rows, ["claude-opus-4-5", "claude-opus-5"])
  func shape(row: Row, model: String) throws {
    let text = String(repeating: "Ten small words stand here, again and again. ", count: 54)
    let alone = try TextCounter(model: model).count(text).tokens
    let json = try JSONDocument(parsing: Array("{\(row.note.replacing("TEXT", with: text))}".utf8)).root
    let question = Message(role: .user, "Go on.")
    let before = try counter.count(MessagesRequest(model: model, messages: [question])).total
    let noted = Message(role: .user, [.text("Go on."), .clientNote(ClientNoteBlock(json))])
    let count = try counter.count(MessagesRequest(model: model, messages: [noted]))
    if row.isCounted {
      #expect(count.total.tokens >= before.tokens + alone)
      #expect(count.total.tokens < before.tokens + alone + 250)
    } else {
      #expect(count.total.bounds.upperBound >= before.bounds.upperBound + alone)
      #expect(count.total.basis == .assumed)
      #expect(count.notices.contains { $0.code == .unknownNote })
    }
  }
}
