import Foundation
import Testing

@Suite("ullage count --jsonl")
final class JSONLinesTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  @Test("answers line by line in order, each with its own unit and model")
  func order() throws {
    let run = try program.run(
      "count", "--jsonl", "--model", "claude-opus-5",
      input: """
        {"id": 1, "text": "hello, world"}
        {"id": "b", "message": "the", "model": "anthropic/claude-haiku-4.5"}

        {"text": "the", "id": [1, 2], "model": "claude-opus-5-5"}
        """)
    #expect(
      run.text == """
        {"id":1,"input_tokens":4,"lower":4,"upper":4,"basis":"exact",\
        "model":"claude-opus-5","model_is_default":false,"family":"v4.8"}
        {"id":"b","input_tokens":8,"lower":8,"upper":8,"basis":"exact",\
        "model":"claude-haiku-4-5-20251001","model_is_default":false,"family":"v3"}
        {"id":[1, 2],"input_tokens":1,"lower":1,"upper":1,"basis":"modelled",\
        "model":"claude-opus-5-5","model_is_default":false,"family":"v4.8"}

        """)
    #expect(run.status == 0)
    #expect(run.notices == "")
  }

  @Test("answers a bad line with an error object, goes on, and exits with 2")
  func badLines() throws {
    let run = try program.run(
      "count", "--jsonl", "--model", "claude-opus-5",
      input: """
        {"id": 1, "text": "the"}
        {"id": 2, "text": "the"
        [3]
        {"id": 4}
        {"id": 5, "text": "the", "message": "the"}
        {"id": 6, "text": 7}
        {"id": 7, "text": "the", "model": "claude-opus-9"}
        {"id": 8, "text": "the", "model": 5}
        {"id": 9, "text": "the"}
        """)
    try Snapshot.check(run.text, "jsonl-errors")
    #expect(run.status == 2)
    #expect(run.text.split(separator: "\n").count == 9)
  }

  @Test("answers lines that threads share in their order, and names the default once")
  func manyLines() throws {
    let lines = (0..<3000).map { number in
      let text = String(repeating: "a ", count: number % 40 + 1)
      return number == 1500 ? "nonsense" : #"{"id": \#(number), "text": "\#(text)"}"#
    }
    let run = try program.run("count", "--jsonl", input: lines.joined(separator: "\n"))
    let answers = run.text.split(separator: "\n")
    #expect(answers.count == 3000)
    for (number, answer) in answers.enumerated() where number != 1500 {
      #expect(answer.hasPrefix(#"{"id":\#(number),"input_tokens":"#))
    }
    #expect(answers[1500].hasPrefix(#"{"id":null,"error":"#) && answers[1500].contains(":1501:"))
    #expect(answers[40].dropFirst(8) == answers[80].dropFirst(8))
    #expect(run.notices.split(separator: "\n").count == 1)
    #expect(run.status == 2)
  }

  @Test("exits with 65 where no line is an item")
  func onlyBadLines() throws {
    #expect(try program.run("count", "--jsonl", "-q", input: "nonsense\n").status == 65)
    #expect(try program.run("count", "--jsonl", "-q", input: "").status == 0)
  }

  @Test("counts an unknown model by another's rules where that is asked for, marked assumed")
  func assumed() throws {
    let run = try program.run(
      "count", "--jsonl", "--assume-model", "claude-opus-5",
      input: #"{"id": 1, "text": "the", "model": "claude-next-9"}"#)
    #expect(run.text.hasPrefix(#"{"id":1,"input_tokens":1,"lower":1,"upper":1,"basis":"assumed","model":"#))
    let text = String(repeating: "word ", count: 60)
    let plain = try program.run("count", "--assume-model", "claude-opus-5", "--model", "claude-next-9", input: text)
    #expect(plain.text == "60\n" && plain.notices == "note: assumed, between 40 and 90 tokens\n", "\(plain)")
  }

  @Test("a lone surrogate counts as U+FFFD")
  func loneSurrogate() throws {
    let run = try program.run(
      "count", "--jsonl", "-q", input: #"{"id": 1, "text": "a\ud800b"}"# + "\n" + #"{"id": 1, "text": "a�b"}"#)
    let lines = run.text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first == lines.last)
  }
}
