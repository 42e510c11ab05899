import Foundation
import Testing

/// `ullage plan` of several requests at once.
@Suite("ullage plan of a batch")
struct PlanBatchTests {
  private let program: Program

  init() throws { program = try Program() }

  private static func item(_ id: String, _ text: String) -> String {
    #"{"custom_id":"\#(id)","params":{"model":"claude-opus-5","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"\#(text)"}]}]}}"#
  }

  @Test("plans each request, and the worst verdict decides")
  func body() throws {
    defer { program.clean() }
    try program.write("batch.json", #"{"requests":[\#(Self.item("a", "Hello")),\#(Self.item("b", ""))]}"#)
    let run = try program.run("plan", "batch.json")
    #expect(run.status == 1)
    let lines = run.text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "VERDICT  INPUT  HEADROOM  REQUEST")
    #expect(lines[1] == "fits         9    999891  batch.json, requests[0] a")
    #expect(lines[2].hasPrefix("refused") && lines[2].hasSuffix("batch.json, requests[1] b"))
    #expect(
      run.text.contains(
        "\nrefused: batch.json, requests[1] b\n   says: messages: text content blocks must be non-empty\n"))
  }

  @Test("reads an item a line, and answers in JSON a line each")
  func lines() throws {
    defer { program.clean() }
    try program.write("batch.jsonl", Self.item("a", "Hello") + "\n" + Self.item("b", "Hello") + "\n")
    let run = try program.run("plan", "--json", "batch.jsonl")
    #expect(run.status == 0)
    let answers = try run.text.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    #expect(answers.map { $0?["verdict"] as? String } == ["fits", "fits"])
  }

  @Test(
    "plans each item in the form of Anthropic, Vertex AI, OpenAI and Bedrock",
    arguments: [
      #"{"custom_id":"ID","params":BODY}"#, #"{"custom_id":"ID","request":BODY}"#,
      #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","body":BODY}"#,
      #"{"recordId":"ID","modelInput":BODY}"#,
    ])
  func forms(form: String) throws {
    defer { program.clean() }
    let lines = [("large", String(repeating: "word ", count: 300)), ("small", "Hello")].map { id, text in
      let body = #"{"model":"claude-opus-5","max_tokens":100,"messages":[{"role":"user","content":"\#(text)"}]}"#
      return form.replacingOccurrences(of: "ID", with: id).replacingOccurrences(of: "BODY", with: body)
    }
    try program.write("items.jsonl", lines.joined(separator: "\n") + "\n")
    let run = try program.run("plan", "--window", "250", "items.jsonl")
    #expect(run.status == 1)
    let rows = run.text.split(separator: "\n").map(String.init)
    #expect(rows.contains { $0.hasPrefix("refused") && $0.hasSuffix("items.jsonl:1 large") })
    #expect(rows.contains { $0.hasPrefix("fits") && $0.hasSuffix("items.jsonl:2 small") })
  }

  @Test("says that a log has a longer request than the last one, which is planned")
  func passedOver() throws {
    defer { program.clean() }
    let lines = [String(repeating: "word ", count: 300), "Hello"].map {
      #"{"model":"claude-opus-5","max_tokens":100,"messages":[{"role":"user","content":"\#($0)"}]}"#
    }
    try program.write("log.jsonl", lines.joined(separator: "\n") + "\n")
    let run = try program.run("plan", "log.jsonl")
    #expect(run.notices.contains("line 1: not part of the conversation: another request, longer than the one after it"))
    try program.write("grown.jsonl", lines.reversed().joined(separator: "\n") + "\n")
    #expect(!(try program.run("plan", "grown.jsonl").notices.contains("another request")))
  }

  @Test("names an id that stands twice, and an item that is no request")
  func faults() throws {
    defer { program.clean() }
    try program.write("twice.json", #"{"requests":[\#(Self.item("a", "Hello")),\#(Self.item("a", "Hello"))]}"#)
    let twice = try program.run("plan", "twice.json")
    #expect(twice.status == 1)
    #expect(twice.notices == "refused: the id \"a\" stands twice in the batch\n")
    try program.write(
      "odd.json", #"{"requests":[\#(Self.item("a", "Hello")),{"custom_id":"b","params":{"messages":7}}]}"#)
    try program.write("list.json", #"{"requests":[\#(Self.item("a", "Hello")),[7]]}"#)
    try program.write("spelt.jsonl", Self.item("a", "Hello") + "\n" + Self.item("b:1", "Hello") + "\n")
    let spelt = try program.run("plan", "spelt.jsonl")
    #expect(spelt.status == 1)
    #expect(
      spelt.text.contains("says: requests.1.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'\n"))
    let odd = try program.run("plan", "odd.json")
    #expect(odd.status == 1)
    #expect(odd.text.contains("refused: odd.json, requests[1] b\n   says: messages: Input should be a valid array\n"))
    let list = try program.run("plan", "list.json")
    #expect(list.status == 2)
    #expect(list.notices.contains("list.json, requests[1]"))
  }

  @Test("takes neither --apply nor a picture")
  func refused() throws {
    defer { program.clean() }
    try program.write("batch.json", #"{"requests":[\#(Self.item("a", "Hello")),\#(Self.item("b", "Hello"))]}"#)
    #expect(try program.run("plan", "--apply", "evict", "batch.json").status == 64)
    #expect(try program.run("plan", "--format", "svg", "batch.json").status == 64)
  }
}
