import Foundation
import Testing

@Suite("ullage tokens")
final class TokensTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private static let text = "The ÜBER-café’s 12345\n\t\u{1B}[0m \u{202E}𠀀\u{1}\"\\\n\n"

  @Test("shows each token with its bytes, cost and kind, controls escaped", arguments: ["v3", "v4.8"])
  func table(_ family: String) throws {
    try program.write("a", Self.text)
    let run = try program.run("tokens", "--family", family, "a")
    #expect(run.status == 0)
    #expect(run.notices == "")
    #expect(!run.text.unicodeScalars.contains("\u{1B}"))
    try Snapshot.check(run.text, "tokens-\(family)")
  }

  @Test("answers in JSON")
  func json() throws {
    let run = try program.run("tokens", "--json", "--model", "claude-opus-4-7", input: "Hello, ⁴\n")
    try Snapshot.check(run.text, "tokens-json")
    #expect(run.notices == "")
  }

  @Test("adds up to what count says", arguments: ["claude-sonnet-4-5", "claude-opus-4-7", "claude-opus-5"])
  func addsUp(_ model: String) throws {
    let count = try program.run("count", "--model", model, input: Self.text)
    let tokens = try program.run("tokens", "--json", "--model", model, input: Self.text)
    let report = try #require(try JSONSerialization.jsonObject(with: tokens.output) as? [String: Any])
    #expect("\(report["input_tokens"] ?? "")\n" == count.text)
    let rows = try #require(report["tokens"] as? [[String: Any]])
    #expect(rows.reduce(0) { $0 + ($1["tokens"] as? Int ?? 0) } == report["input_tokens"] as? Int)
  }

  /// Arguments and environment, and whether they make colour where nobody reads at a terminal.
  struct ColorRow: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let environment: [String: String]
    let isColored: Bool
    var testDescription: String { "\(arguments) \(environment)" }
  }

  @Test(
    "colours where asked to",
    arguments: [
      ColorRow(arguments: [], environment: [:], isColored: false),
      ColorRow(arguments: ["--color", "always"], environment: ["NO_COLOR": "1"], isColored: true),
      ColorRow(arguments: ["--color", "never"], environment: ["CLICOLOR_FORCE": "1"], isColored: false),
      ColorRow(arguments: [], environment: ["CLICOLOR_FORCE": "1"], isColored: true),
      ColorRow(arguments: [], environment: ["CLICOLOR_FORCE": "0"], isColored: false),
      ColorRow(arguments: [], environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], isColored: false),
    ])
  func color(_ row: ColorRow) throws {
    let arguments = ["tokens", "--family", "v4.8"] + row.arguments
    let run = try program.run(arguments, input: Data("hello".utf8), environment: row.environment)
    #expect(run.status == 0)
    #expect(run.text.contains("\u{1B}[36m\"⟨bow⟩h\"\u{1B}[0m") == row.isColored)
  }

  @Test("the empty text has no tokens")
  func empty() throws {
    #expect(
      try program.run("tokens", "--family", "v3", input: "").text
        == "START    END  TOKENS  KIND    TOKEN\n    0      0       0  total\n")
  }

  @Test("says what is wrong with its input as count does")
  func badInput() throws {
    try program.write("latin", Data([0x61, 0xE9, 0x00]))
    let run = try program.run("tokens", "--family", "v3", "--encoding", "utf-8", "latin")
    #expect(run.status == 0)
    #expect(
      run.notices == """
        note: latin is not UTF-8, first at byte 1; such bytes count as U+FFFD
        note: latin has a NUL, first at byte 2, which counts as a space; is it a text?

        """)
    let missing = try program.run("tokens", "missing", "--family", "v3")
    #expect(missing.status == 2)
    #expect(missing.notices.hasPrefix("error: there is no such file\n   at: missing\n"))
    #expect(
      try program.runIntoClosedPipe("tokens", "--family", "v3", "--encoding", "utf-8", "latin").status == 0)
  }

  @Test("shows a text in another encoding as the text it holds, with its encoding named, and costs as count has them")
  func encodings() throws {
    let text = "Где здесь ближайшая станция метро? Она за углом, в двух шагах отсюда.\n"
    try program.write("utf16", Data([0xFF, 0xFE]) + (try #require(text.data(using: .utf16LittleEndian))))
    try program.write("cyrillic", try #require(text.data(using: .windowsCP1251)))
    let original = try program.json(["tokens", "--json", "--family", "v3"], input: text)
    for (name, encoding, flags) in [
      ("utf16", "utf-16le", [String]()), ("cyrillic", "windows-1251", []),
      ("cyrillic", "windows-1251", ["--encoding", "windows-1251"]),
    ] {
      let shown = try program.json(["tokens", "--json", "--family", "v3", name] + flags)
      #expect(shown["encoding"] as? String == encoding)
      #expect(shown["basis"] as? String != "exact")
      #expect(shown["tokens"] as? [[String: AnyHashable]] == original["tokens"] as? [[String: AnyHashable]])
      let counted = try program.json(["count", "--json", "--family", "v3", name] + flags)
      for key in ["input_tokens", "lower", "upper", "basis"] {
        #expect("\(shown[key] ?? "")" == "\(counted[key] ?? "")", "\(key)")
      }
      let table = try program.run(["tokens", "--family", "v3", name] + flags, input: Data())
      #expect(table.notices == "note: \(name) is \(encoding), counted as the text it holds\n")
    }
    try program.write("picture", Data([0x89, 0x50, 0x4E, 0x47]))
    #expect(try program.run("tokens", "--family", "v3", "picture").status == 2)
  }
}
