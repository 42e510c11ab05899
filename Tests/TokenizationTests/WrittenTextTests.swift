import TestSupport
import Testing
import Tokenization
import _CPlainRuns

/// Spaces and quotes beyond ASCII and controls, which are written as ASCII, or not at all, before plain text is counted.
@Suite("Text that is written as ASCII first")
struct WrittenTextTests {
  private static let written = [
    "\u{A0}", "\u{2009}", "\u{200A}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{2018}", "\u{2019}", "\u{201C}",
    "\u{201D}",
    "\r\n", "\r", "\r\r\n", "\u{1B}[0m", "\u{7F}", "\u{85}", "\u{9F}", "\u{C}",
  ]
  private static let others = [
    "word ", "a", "Dom", "it", "s ", "ll", "\n", "\n\n", " ", "  ", "\t", "12", ".", "('", "'", "é", "люди ", "中文", "。",
    "—",
    "\u{301}", "\u{338}", "½", "😀", "\u{200B}", "\0", "\u{1}\u{301}", "=\r\u{338}", "h\r\r\u{200A}",
    "\u{1100}\r\u{1161}", "\u{0E4D}",
    "\u{3000}",
    "plain text that goes on for a while, ",
  ]

  @Test("counts as the reference does", arguments: Subject.all)
  func mixtures(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(51))
    for _ in 0..<600 {
      var text = ""
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        text += (Int.random(in: 0..<4, using: &random) == 0 ? Self.written : Self.others).randomElement(using: &random)!
      }
      #expect(subject.tokenizer.count(text) == subject.referenceCount(text), "\(text.debugDescription)")
    }
  }

  @Test("and wherever its parts end", arguments: Subject.all)
  func borders(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(52))
    for scalar in Self.written {
      let line = "some words, and\(scalar)more of them\(scalar)\nX"
      var text = String(repeating: "x", count: Int.random(in: 0..<80, using: &random)) + " y\n"
      while text.utf8.count < 9_000 {
        text += line + String(repeating: "z", count: Int.random(in: 1..<40, using: &random))
      }
      #expect(subject.tokenizer.count(text) == subject.referenceCount(text), "\(scalar.debugDescription)")
    }
  }

  @Test("is copied but for those scalars", arguments: [false, true])
  func copies(folds: Bool) {
    var random = SeededRandom(seed: 53)
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        text += (Self.written + Self.others).randomElement(using: &random)!
      }
      let bytes = Array(text.utf8)
      var out = [UInt8](repeating: 0, count: bytes.count)
      let length = ullage_write(bytes, Int64(bytes.count), folds ? 1 : 0, &out)
      #expect(Array(out[..<Int(length)]) == Array(Self.expected(text, folds).utf8), "\(text.debugDescription)")
    }
  }

  private static func expected(_ text: String, _ folds: Bool) -> String {
    let scalars = Array(text.unicodeScalars)
    var expected = String.UnicodeScalarView()
    for (at, scalar) in scalars.enumerated() {
      switch scalar.value {
      case 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F: expected.append(" ")
      case 0x2018 where folds, 0x2019 where folds: expected.append("'")
      case 0x201C where folds, 0x201D where folds: expected.append("\"")
      case 1...8, 0xB...0x1F, 0x7F...0x9F:
        if at + 1 == scalars.count || scalars[at + 1].value >= 0x80 { expected.append(scalar) }
      default: expected.append(scalar)
      }
    }
    return String(expected)
  }
}
