import Foundation
import JSONText
import TestSupport
import Testing

@testable import AgentSteps
@testable import Console

struct TranscriptTailTests {
  /// Invented sessions of every shape, each with what is in the context at its end. They lie outside the package.
  static let made: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../shared/data/transcripts-made").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { folder.appending(path: $0).path }
  }()

  @Test("What follows the last answer is what the context has behind it", arguments: made)
  func messages(_ path: String) throws {
    let tail = try TranscriptTail(InputPath(bytes: Array(path.utf8)))
    let context = try JSONDocument(
      parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path.replacing(".jsonl", with: ".context.json"))))
    ).root
    let messages = Array(try #require(context["messages"]).elements)
    let behind = messages.reversed().prefix { $0["role"]?.isText("assistant") != true }.reversed()
    let expected = behind.flatMap { $0["content"].map { Array($0.elements) } ?? [] }
      .compactMap { $0["tool_use_id"]?.string }
    let found = tail.since.flatMap { $0["content"].map { Array($0.elements) } ?? [] }
      .compactMap { $0["tool_use_id"]?.string }
    #expect(Set(found) == Set(expected) && found.count == expected.count, "\(path)")
    if let model = context["model"]?.string, !tail.calls.isEmpty { #expect(tail.calls[0].model == model) }
  }

  @Test("A damaged or half written row, a side agent and an answer without a call are passed over")
  func noise() throws {
    let tail = try Self.tail([
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"first"}}"#,
      Self.answer("b", above: "a", id: "m1", input: 10, cached: 90, output: 7),
      #"{"type":"user","uuid":"s","parentUuid":"b","isSidechain":true,"message":{"role":"user","content":"side"}}"#,
      #"{"type":"user","uuid":"c","parentUuid":"b","message":{"role":"user","content":"second"}}"#,
      #"{"type":"assistant","uuid":"d","parentUuid":"c","isApiErrorMessage":true,"message":{"role":"assistant","#
        + #""model":"<synthetic>","content":[],"usage":{"input_tokens":0}}}"#,
      #"{"broken"#,
      #"{"type":"summary","summary":"x"}"#,
      #"{"type":"user","uuid":"e","parentUuid":"d","message":{"role":"user","con"#,
    ])
    #expect(tail.calls == [TranscriptTail.Call(id: "m1", model: "claude-opus-4-6", prompt: 100, output: 7)])
    #expect(tail.since.map { $0["content"]?.string } == ["second"])
  }

  @Test("After a rewind the branch of the last row counts")
  func rewound() throws {
    let tail = try Self.tail([
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"first"}}"#,
      Self.answer("b", above: "a", id: "m1", input: 100, output: 5),
      #"{"type":"user","uuid":"c","parentUuid":"b","message":{"role":"user","content":"dropped"}}"#,
      Self.answer("d", above: "c", id: "m2", input: 900, output: 5),
      #"{"type":"user","uuid":"e","parentUuid":"b","message":{"role":"user","content":"instead"}}"#,
    ])
    #expect(tail.calls.map(\.id) == ["m1"])
    #expect(tail.since.map { $0["content"]?.string } == ["instead"])
  }

  @Test("After a compaction there is no call, and what it left is what its row says")
  func compacted() throws {
    let boundary =
      #"{"type":"system","subtype":"compact_boundary","uuid":"c","parentUuid":null,"#
      + #""compactMetadata":{"preTokens":160000,"postTokens":28000}}"#
    let tail = try Self.tail([
      Self.answer("b", above: nil, id: "m1", input: 160_000, output: 5), boundary,
      #"{"type":"user","uuid":"d","parentUuid":"c","isCompactSummary":true,"#
        + #""message":{"role":"user","content":"summary"}}"#,
    ])
    #expect(tail.calls.isEmpty && tail.isCompacted && tail.tokensAfterCompaction == 28_000)
  }

  @Test("Rows longer than a portion are read whole")
  func longRows() throws {
    let long = String(repeating: "word ", count: 60_000)
    let tail = try Self.tail([
      Self.answer("b", above: nil, id: "m1", input: 100, output: 5),
      #"{"type":"user","uuid":"c","parentUuid":"b","message":{"role":"user","content":"\#(long)"}}"#,
      #"{"type":"user","uuid":"d","parentUuid":"c","message":{"role":"user","content":"short"}}"#,
    ])
    #expect(tail.calls.map(\.prompt) == [100])
    #expect(tail.since.map { $0["content"]?.string?.count } == [300_000, 5])
  }

  // MARK: Made rows

  static func answer(
    _ uuid: String, above: String?, id: String, input: Int, cached: Int = 0, output: Int, content: JSONValue = []
  ) -> String {
    let usage: JSONValue = [
      "input_tokens": JSONValue(integerLiteral: input), "cache_read_input_tokens": JSONValue(integerLiteral: cached),
      "output_tokens": JSONValue(integerLiteral: output),
    ]
    let row: JSONValue = [
      "type": "assistant", "uuid": JSONValue(uuid), "parentUuid": above.map { JSONValue($0) } ?? .null,
      "message": [
        "id": JSONValue(id), "role": "assistant", "model": "claude-opus-4-6", "content": content, "usage": usage,
      ],
    ]
    return row.sourceText
  }

  static func tail(_ rows: [String]) throws -> TranscriptTail {
    try MadeFile.holding(rows.joined(separator: "\n") + "\n") { try TranscriptTail($0) }
  }
}

/// A file of a test's own, removed after use.
enum MadeFile {
  static func holding<Result>(_ text: String, _ body: (InputPath) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "ullage-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(InputPath(bytes: Array(file.path.utf8)))
  }
}
