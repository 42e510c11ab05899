import Foundation
import TestSupport
import Testing

/// What the command writes as JSON is what is published.
@Suite("The published schema")
final class SchemaTests {
  private let program: Program
  private let schema: OutputSchema

  init() throws {
    program = try Program()
    schema = try OutputSchema()
    try program.write("a.md", "# Title\n\nSome words.\n")
    try program.write("src/b.swift", "let x = 1\n")
    try program.write("src/blob", Data([0, 1, 2, 3]))
    try program.write("utf16.txt", Data([0xFF, 0xFE, 0x61, 0]))
    try program.write("a.docx", MadeOfficeFile.word(["Some words."], pages: 1))
    try program.write(
      "body.json",
      #"{"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"hello"}],"odd":1}"#)
    try program.write("nameless.json", #"{"max_tokens":100,"messages":[{"role":"user","content":"hello"}]}"#)
    try program.write("bad.json", "{")
    try program.write("typed.json", #"{"model":"claude-opus-5","max_tokens":9,"messages":5}"#)
    let usage = #"{"input_tokens":9,"output_tokens":1,"cache_read_input_tokens":5}"#
    try program.write(
      "answers.jsonl",
      #"{"id":"a","model":"claude-opus-5","usage":\#(usage)}"# + "\n"
        + #"{"id":"b","model":"claude-9","usage":\#(usage)}"# + "\n"
        + #"{"usage":\#(usage),"model":"claude-sonnet-4-5"}"#)
    try program.write(
      "batch.jsonl",
      #"{"custom_id":"a b","params":{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"c"}]}}"#
    )
    try program.write("codex.jsonl", #"{"type":"session_meta","payload":{}}"#)
    let answer =
      #"{"id":"m","role":"assistant","model":"claude-opus-5","content":"b","usage":{"input_tokens":9000}}"#
    try program.write(
      "session.jsonl",
      "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"a\"}}\n{\"type\":\"assistant\",\"message\":\(answer)}"
    )
  }

  deinit { program.clean() }

  /// A command line and the definition of its answer.
  private static let rows: [(arguments: String, definition: String)] = [
    ("count --json a.md", "text_count"),
    ("count --json --message --family v3 a.md missing.md", "text_count"),
    ("count --json --request body.json", "request_count"),
    ("count --json --request nameless.json", "request_count"),
    ("count --json --request bad.json", "request_count_or_skipped"),
    ("count --json --request body.json nameless.json bad.json", "request_counts"),
    ("tokens --json a.md", "tokens"),
    ("tokens --json utf16.txt", "tokens"),
    ("report --json --skipped .", "report"),
    ("plan --json body.json", "plan"),
    ("plan --json session.jsonl", "plan"),
    ("plan --json --next session.jsonl", "plan"),
    ("plan --json --branches 4 --rate-tier start body.json", "plan"),
    ("plan --json codex.jsonl", "unknown_session"),
    ("plan --json typed.json", "uncounted_plan"),
    ("plan --json --window 50 --max-tokens 60 nameless.json", "plan"),
    ("price --json answers.jsonl", "price"),
    ("price --json batch.jsonl", "price"),
    ("price --json --rate-tier start batch.jsonl", "price"),
    ("report --json .", "report"),
    ("report --json --by language .", "report"),
    ("report --json --compare v3,v4.7 .", "report"),
    ("models --json", "models"),
    ("models --json claude-opus-5", "one_model"),
  ]

  @Test("Every answer agrees with its published definition, and names no key beside", arguments: rows)
  func answers(_ arguments: String, _ definition: String) throws {
    let outcome = try program.run(arguments.split(separator: " ").map(String.init), input: Data())
    if definition == "request_count_or_skipped" {
      // The only body cannot be read: there is no count, and the list says why.
      let object = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
      #expect(object["schema_version"] as? Int == 2 && (object["skipped"] as? [Any])?.count == 1)
      return
    }
    #expect(schema.errors(in: outcome.output, definition: definition) == [], "\(arguments)")
  }

  @Test(
    "Every line of a batch agrees with its published definition",
    arguments: [
      ("count --jsonl items.jsonl", "count_line"), ("price --jsonl answers.jsonl", "price_of_call"),
      ("report --format jsonl .", "report_line"),
      ("report --format jsonl --by dir --compare v3,v4.7 .", "report_line"),
    ])
  func lines(_ arguments: String, _ definition: String) throws {
    try program.write(
      "items.jsonl",
      #"{"id":1,"text":"a"}"# + "\n" + #"{"id":2,"message":"b","model":"claude-sonnet-4-5"}"# + "\n"
        + #"{"id":3,"request":{"messages":[{"role":"user","content":"c"}]}}"# + "\n" + #"{"id":"x"}"# + "\n")
    let outcome = try program.run(arguments.split(separator: " ").map(String.init), input: Data())
    let lines = outcome.output.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count > 2)
    for line in lines { #expect(schema.errors(in: line, definition: definition) == [], "\(arguments)") }
  }

  @Test(
    "Lines, and what the server holds, are answers at the root as well",
    arguments: ["count_line", "report_line", "price_of_call", "held_thread"])
  func root(_ name: String) { #expect(schema.answers.contains(name)) }

  @Test("A default model is named, and its counts are at most modelled")
  func defaultModel() throws {
    for arguments in [
      ["count", "--json", "a.md"], ["count", "--json", "--request", "nameless.json"],
      ["plan", "--json", "nameless.json"], ["tokens", "--json", "a.md"], ["report", "--json", "."],
    ] {
      let object = try JSONSerialization.jsonObject(with: try program.run(arguments, input: Data()).output)
      let answer = try #require(object as? [String: Any])
      #expect(answer["model_is_default"] as? Bool == true, "\(arguments)")
      #expect(answer["basis"] as? String == "modelled", "\(arguments)")
    }
    let named = try program.run("count", "--json", "--model", "claude-opus-5", "a.md")
    let answer = try #require(try JSONSerialization.jsonObject(with: named.output) as? [String: Any])
    #expect(answer["model_is_default"] as? Bool == false && answer["basis"] as? String == "exact")
  }

  @Test(
    "What is not as published is found",
    arguments: [
      (#"{"id":1,"input_tokens":3,"lower":3,"upper":3,"basis":"exact","model":null,"model_is_default":1}"#, "boolean"),
      (#"{"id":1,"input_tokens":3,"lower":3,"upper":3,"basis":"sure","model":null,"model_is_default":true}"#, "sure"),
      (#"{"id":1,"input_tokens":3,"lower":3,"upper":3,"basis":"exact","model":null}"#, "no model_is_default"),
      (
        #"{"id":1,"input_tokens":3,"lower":3,"upper":3,"basis":"exact","model":null,"model_is_default":true,"x":1}"#,
        "nothing is published of x"
      ),
    ])
  func check(_ line: String, _ error: String) {
    let errors = schema.errors(in: Data(line.utf8), definition: "count_line")
    #expect(errors.contains { $0.contains(error) }, "\(errors)")
  }
}
