import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

/// Notes that clients put beside messages: their wording is carried as its price.
@Suite("A client's note") struct ClientNoteTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  /// What a note adds to a turn of one result.
  private func price(_ note: JSONValue, _ model: String, client: String? = nil) throws -> TokenCount {
    let call = [
      Message(role: .user, "Go on."), Message(role: .assistant, [.toolUse(id: "t", name: "look", input: [:])]),
    ]
    let result = ContentBlock.toolResult(toolUseID: "t", "Nothing there.")
    var counts: [Int] = []
    var last = TokenCount(0)
    for notes in [[], [ContentBlock.clientNote(ClientNoteBlock(note, clientVersion: client))]] {
      let request = MessagesRequest(model: model, messages: call + [Message(role: .user, [result] + notes)])
      last = try counter.count(request, betas: []).total
      counts.append(last.tokens)
    }
    return TokenCount(counts[1] - counts[0], below: 0, above: last.bounds.upperBound - last.tokens, basis: last.basis)
  }

  @Test(
    "costs what sessions show",
    arguments: [
      // An empty task reminder: 104 of 111 steps on Opus 4.6, 149 of 157 on 4.7, 70 of 72 on 4.8 (2026).
      // Clients up to 2.1.136 say one sentence more.
      ("claude-opus-4-6", "2.1.140", 99), ("claude-opus-4-6", "2.1.110", 111), ("claude-opus-4-7", "2.1.140", 143),
      ("claude-opus-4-7", "2.1.136", 162), ("claude-opus-4-8", "2.1.140", 129), ("claude-fable-5", "2.1.199", 129),
    ])
  func reminder(model: String, client: String, tokens: Int) throws {
    let note: JSONValue = ["type": "task_reminder", "content": [], "itemCount": 0]
    #expect(try price(note, model, client: client).tokens == tokens)
  }

  @Test(
    "is free where its kind is recorded and never sent",
    arguments: ["hook_success", "command_permissions", "hook_cancelled", "hook_system_message"])
  func free(kind: String) throws {
    #expect(try price(["type": .init(kind), "hookEvent": "Stop", "content": "Done."], "claude-opus-4-8").tokens == 0)
  }

  @Test("is a system turn of its own text on newer models: 24 for a count of tokens left")
  func turn() throws {
    let note: JSONValue = [
      "type": "total_tokens_reminder", "text": "<total_tokens>14991999 tokens left</total_tokens>",
    ]
    let price = try price(note, "claude-opus-5")
    #expect(price.tokens == 24)
    #expect(price.basis == .exact)
  }

  @Test("of a queued prompt has a longer wording from client 2.1.209 to 2.1.229")
  func queued() throws {
    let note: JSONValue = ["type": "queued_command", "commandMode": "prompt", "prompt": "Stop."]
    let before = try price(note, "claude-opus-4-8", client: "2.1.199").tokens
    #expect(try price(note, "claude-opus-4-8", client: "2.1.209").tokens == before + 32)
    #expect(try price(note, "claude-opus-4-8", client: "2.1.230").tokens == before)
  }

  @Test(
    "of a file that the user named has the whole file in its number", arguments: ["claude-opus-4-6", "claude-opus-5"])
  func file(model: String) throws {
    let text = Array(repeating: "The quick brown fox jumps over the lazy dog.", count: 40).joined(separator: "\n")
    let content: JSONValue = ["type": "text", "file": ["filePath": "notes.md", "content": .init(text)]]
    let price = try price(["type": "file", "filename": "notes.md", "content": content], model)
    let alone = try TextCounter(model: model).count(text).tokens
    #expect((alone...alone * 2).contains(price.tokens))
    #expect(price.bounds.upperBound > price.tokens)
    #expect(price.basis == .assumed)
  }

  @Test(
    "behind a question follows it after a newline: one more than the two by themselves", arguments: ["claude-opus-4-7"])
  func question(model: String) throws {
    let note: JSONValue = ["type": "task_reminder", "content": [], "itemCount": 0]
    let question = "I want the proper fix"
    var counts: [Int] = []
    for blocks in [
      [ContentBlock.text(question)],
      [.text(question), .clientNote(ClientNoteBlock(note, clientVersion: "2.1.123"))],
    ] {
      let request = MessagesRequest(model: model, messages: [Message(role: .user, blocks)])
      counts.append(try counter.count(request, betas: []).total.tokens)
    }
    let inside = try TextCounter(model: model).count("<system-reminder>\nx\n</system-reminder>").tokens - 1
    // The wording of clients up to 2.1.136 is 146 tokens (8 of 8 steps, 2026).
    #expect(counts[1] - counts[0] == inside + 146 + 1)
  }

  @Test("of tools that come and go is sent where there are some, and not while servers only wait for a login")
  func deferredTools() throws {
    let login: JSONValue = ["type": "deferred_tools_delta", "addedNames": [], "needsAuthMcpServers": ["a", "b"]]
    #expect(try price(login, "claude-opus-4-8").tokens == 0)
    let servers: JSONValue = [
      "type": "deferred_tools_delta", "pendingMcpServers": ["c"], "needsAuthMcpServers": ["a", "b"],
    ]
    #expect(try price(servers, "claude-opus-4-8").tokens > 278)
    let removed: JSONValue = ["type": "deferred_tools_delta", "removedNames": ["mcp__pdf__read", "mcp__pdf__save"]]
    #expect((78...110).contains(try price(removed, "claude-opus-4-8").tokens))
  }

  /// The beginning of a PNG of that size.
  private static func picture(_ width: UInt16, _ height: UInt16) -> String {
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0]
    let size = [UInt8(width >> 8), UInt8(width & 255), 0, 0, UInt8(height >> 8), UInt8(height & 255), 8, 2, 0, 0, 0]
    return Data(head + size + [UInt8](repeating: 7, count: 3_000)).base64EncodedString()
  }

  @Test("with an image costs the image, however its kind keeps it, and not the image's text")
  func images() throws {
    let data = Self.picture(800, 600)
    // 29 · 22 patches.
    let image = 638
    let source: JSONValue = ["type": "base64", "media_type": "image/png", "data": .init(data)]
    let block: JSONValue = ["type": "image", "source": source]
    let text: JSONValue = ["type": "text", "text": "look"]
    let queued = try price(["type": "queued_command", "prompt": [text, block]], "claude-opus-5").tokens
    let plain = try price(["type": "queued_command", "prompt": [text]], "claude-opus-5").tokens
    #expect((image...(image + 3)).contains(queued - plain))
    let file: JSONValue = ["base64": .init(data), "type": "image/png"]
    let notes: [JSONValue] = [
      ["type": "file", "filename": "/a.png", "content": ["type": "image", "file": file]],
      ["type": "mcp_resource", "content": ["contents": [["mimeType": "image/png", "blob": .init(data)]]]],
      ["type": "anything", "rendered": [text, block]],
    ]
    for note in notes {
      let price = try price(note, "claude-opus-5")
      #expect((image...(image + 150)).contains(price.tokens), "\(price.tokens)")
    }
  }

  @Test("with a PDF nobody can read is bounded by the window")
  func unreadPDF() throws {
    let file: JSONValue = ["base64": "bm9uZQ==", "type": "application/pdf"]
    let price = try price(["type": "file", "content": ["type": "pdf", "file": file]], "claude-opus-5")
    #expect(price.basis == .assumed)
    #expect(price.bounds.upperBound > 900_000)
  }

  @Test("of an unknown kind is bounded by three times its record, and said")
  func unknown() throws {
    let note = ContentBlock.clientNote(ClientNoteBlock(["type": "weather_report", "text": "It rains."]))
    let request = MessagesRequest(
      model: "claude-opus-5", messages: [Message(role: .user, [.text("Go on."), note])])
    let count = try counter.count(request, betas: [])
    #expect(count.total.basis == .assumed)
    #expect(count.total.bounds.count > 30)
    #expect(count.notices.contains { $0.code == .unknownNote })
  }

  @Test("does not end the running loop of calls: thinking before it is still seen")
  func loop() throws {
    let note = ContentBlock.clientNote(ClientNoteBlock(["type": "hook_success"]))
    var counts: [Int] = []
    for notes in [[], [note]] {
      var request = MessagesRequest(
        model: "claude-sonnet-4-5",
        messages: [
          Message(role: .user, "Go on."),
          Message(
            role: .assistant,
            [.thinking("I look there first.", signature: ""), .toolUse(id: "t", name: "look", input: [:])]),
          Message(role: .user, [.toolResult(toolUseID: "t", "Nothing.")] + notes),
        ])
      request.thinking = Thinking(type: "enabled", budgetTokens: 2000)
      counts.append(try counter.count(request, betas: []).total.tokens)
    }
    #expect(counts[0] == counts[1])
  }
}
