import Foundation
import JSONText
import MessagesAPI
import RequestCounting
import TestSupport
import Testing

@testable import AgentSteps
@testable import Console
@testable import FileReporting
@testable import ModelCatalog

/// Sessions that end at 60 to 99 percent of what the client compacts at, and reads just below and above what is left.
struct HookDecisionTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  @Test("No read that fits is denied, and none that does not is let through", arguments: 0..<50)
  func reads(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let session = try Session(catalog, fill: Int.random(in: 60...99, using: &random), &random)
    let left = HookPolicy.clientWindow - HookPolicy.clientReserve - session.used
    var lines: [String] = []
    var (below, above): ([String], [String]) = ([], [])
    // Growing by a third at a time, then line by line around the border, by the truth: the whole request's count.
    var (fits, tooMany) = (0, 1)
    func text(_ count: Int) -> String {
      while lines.count < count { lines.append(Session.line(&random)) }
      return lines[..<count].joined(separator: "\n") + "\n"
    }
    while try session.growth(reading: text(tooMany)) <= left, tooMany < 2000 {
      (fits, tooMany) = (tooMany, 2 * tooMany)
    }
    if tooMany >= 2000 { return }
    while fits + 1 < tooMany {
      let middle = (fits + tooMany) / 2
      if try session.growth(reading: text(middle)) <= left { fits = middle } else { tooMany = middle }
    }
    (below, above) = (Array(lines[..<fits]), Array(lines[..<tooMany]))
    let answers = try [below, above].map { lines -> HookAnswer in
      try MadeFile.holding(lines.joined(separator: "\n") + "\n") { file in
        try session.ask("Read", ["file_path": JSONValue(file.name)], catalog)
      }
    }
    #expect(fits == 0 || answers[0] == .silence, "\(fits) lines fit into \(left)")
    guard case .denial(let reason) = answers[1] else {
      Issue.record("\(tooMany) lines do not fit into \(left)")
      return
    }
    #expect(reason.contains("\(left) are left before the conversation is compacted"))
  }

  @Test("A denial names lines that fit, and they do")
  func lines() throws {
    var random = SeededRandom(seed: 7)
    let session = try Session(catalog, fill: 95, &random)
    let text = (0..<1900).map { _ in Session.line(&random) }.joined(separator: "\n") + "\n"
    try MadeFile.holding(text) { file in
      let answer = try session.ask("Read", ["file_path": JSONValue(file.name)], catalog)
      guard case .denial(let reason) = answer, let limit = reason.firstMatch(of: /limit (\d+)\)/).flatMap({ Int($0.1) })
      else {
        Issue.record("\(answer)")
        return
      }
      let smaller: JSONValue = [
        "file_path": JSONValue(file.name), "offset": 1, "limit": JSONValue(integerLiteral: limit),
      ]
      #expect(try session.ask("Read", smaller, catalog) == .silence)
      let larger: JSONValue = [
        "file_path": JSONValue(file.name), "limit": JSONValue(integerLiteral: limit + 1),
      ]
      #expect(try session.ask("Read", larger, catalog) != .silence)
    }
  }

  @Test("What is no text file is the tool's own affair", arguments: ["/dev/zero", "/tmp", "/nowhere/at/all"])
  func others(_ path: String) throws {
    var random = SeededRandom(seed: 3)
    let session = try Session(catalog, fill: 99, &random)
    #expect(try session.ask("Read", ["file_path": JSONValue(path)], catalog) == .silence)
  }

  @Test("Without a call nobody knows what is left, and nothing is denied for it")
  func unanchored() throws {
    let rows = #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"hello"}}"#
    try MadeFile.holding(rows + "\n") { transcript in
      try MadeFile.holding(String(repeating: "many words in a line\n", count: 1500)) { file in
        let event = try HookEvent(Session.event("Read", ["file_path": JSONValue(file.name)], transcript))
        #expect(try HookDecision(event, catalog, state: nil).answer == .silence)
      }
    }
  }

  @Test("The model is told once that the window fills up, and again after a compaction")
  func warning() throws {
    var random = SeededRandom(seed: 11)
    let session = try Session(catalog, fill: 99, &random)
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func answer(_ name: String) throws -> HookAnswer {
      let state = AgentState(session: "../a session", folder: folder.path + "/state")
      return try MadeFile.holding(session.transcript) { transcript in
        let event = try HookEvent(Session.event(name, [:], transcript))
        return try HookDecision(event, catalog, state: state).answer
      }
    }
    guard case .context(let text) = try answer("UserPromptSubmit") else {
      Issue.record("nothing was said at \(session.used) tokens")
      return
    }
    #expect(text.contains("\(session.used) of 200000 tokens are used"))
    #expect(try answer("UserPromptSubmit") == .silence)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state") == ["---a-session.json"])
    #expect(try answer("PreCompact") == .silence)
    #expect(try answer("UserPromptSubmit") != .silence)
  }

  @Test("Events that need no answer get none", arguments: ["Stop", "SessionStart", "PostToolUse", "of tomorrow"])
  func otherEvents(_ name: String) throws {
    let event = try HookEvent(Array(#"{"hook_event_name":"\#(name)","transcript_path":"/nowhere"}"#.utf8))
    #expect(try HookDecision(event, catalog, state: nil).answer == .silence)
  }

  @Test("The policy's pattern that matches last decides")
  func patterns() throws {
    var policy = HookPolicy()
    policy.tools = [("mcp__*", 25_000), ("mcp__db__*", 5000), ("WebFetch", 9000)]
    #expect(policy.most(of: "mcp__db__query") == 5000 && policy.most(of: "mcp__git__log") == 25_000)
    #expect(policy.most(of: "WebFetch") == 9000 && policy.most(of: "WebFetcher") == nil)
  }
}

/// A made session: what the API would have counted at its last call stands in its rows.
private struct Session {
  let transcript: String
  /// The next call's input as it is there already.
  let used: Int
  private let messages: [JSONValue]
  private let counter: RequestCounter
  /// What the system prompt and the tools cost.
  private static let overhead = 20_000

  init(_ catalog: Catalog, fill: Int, _ random: inout SeededRandom) throws {
    counter = RequestCounter(catalog: catalog)
    let text = (0..<40).map { _ in Self.line(&random) }.joined(separator: "\n")
    let call: JSONValue = [
      ["type": "tool_use", "id": "toolu_1", "name": "Bash", "input": ["command": "ls"]]
    ]
    let result: JSONValue = [["type": "tool_result", "tool_use_id": "toolu_1", "content": JSONValue(text)]]
    let before: [JSONValue] = [["role": "user", "content": "Look around."]]
    let answered = before + [["role": "assistant", "content": call]]
    messages = answered + [["role": "user", "content": result]]
    // The rest of the window is taken by what is not shown here.
    let counted = try Self.tokens(of: before, counter)
    let whole = try Self.tokens(of: answered, counter)
    used = (HookPolicy.clientWindow - HookPolicy.clientReserve) * fill / 100
    let grown = try Self.tokens(of: messages, counter) - whole
    let prompt = used - grown - (whole - counted)
    transcript =
      [
        #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"Look around."}}"#,
        TranscriptTailTests.answer("b", above: "a", id: "m1", input: prompt, output: whole - counted, content: call),
        (["type": "user", "uuid": "c", "parentUuid": "b", "message": ["role": "user", "content": result]]
          as JSONValue).sourceText,
      ].joined(separator: "\n") + "\n"
  }

  /// What a read adds to the prompt, by the count of the whole conversation with it and without.
  func growth(reading text: String) throws -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.enumerated().map { index, line in
      String(repeating: " ", count: max(6 - String(index + 1).count, 0)) + "\(index + 1)→\(line)\n"
    }.joined()
    let call: JSONValue = [
      ["type": "tool_use", "id": "toolu_2", "name": "Read", "input": ["file_path": "/a"]]
    ]
    let result: JSONValue = [["type": "tool_result", "tool_use_id": "toolu_2", "content": JSONValue(shown)]]
    let called = messages + [["role": "assistant", "content": call]]
    return try Self.tokens(of: called + [["role": "user", "content": result]], counter)
      - Self.tokens(of: called, counter)
  }

  func ask(_ tool: String, _ input: JSONValue, _ catalog: Catalog) throws -> HookAnswer {
    try MadeFile.holding(transcript) { file in
      try HookDecision(HookEvent(Self.event(tool, input, file)), catalog, state: nil).answer
    }
  }

  static func event(_ name: String, _ input: JSONValue, _ transcript: InputPath) -> [UInt8] {
    let isTool = name == "Read"
    let event: JSONValue = [
      "session_id": "s", "transcript_path": JSONValue(transcript.name), "cwd": "/",
      "hook_event_name": JSONValue(isTool ? "PreToolUse" : name), "tool_name": JSONValue(name), "tool_input": input,
    ]
    return Array(event.sourceText.utf8)
  }

  static func line(_ random: inout SeededRandom) -> String {
    let words = ["let", "value", "=", "index", "the quick", "returns", "0x1F", "Übergröße", "{", "}", "// why", "\t"]
    return (0..<Int.random(in: 3...20, using: &random)).map { _ in words.randomElement(using: &random)! }
      .joined(separator: " ")
  }

  private static func tokens(of messages: [JSONValue], _ counter: RequestCounter) throws -> Int {
    let body: JSONValue = ["model": "claude-opus-4-6", "messages": JSONValue(elements: messages)]
    return try counter.count(MessagesRequest(decoding: body)).total.tokens
  }
}
