import TestSupport
import Testing
import Tokenization
import _CPlainRuns

/// Spaces and quotes beyond ASCII, which are written as ASCII before plain text is counted.
@Suite("Text that is written as ASCII first")
struct WrittenTextTests {
  private static let written = [
    "\u{A0}", "\u{2009}", "\u{200A}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{2018}", "\u{2019}", "\u{201C}",
    "\u{201D}",
  ]
  private static let others = [
    "word ", "a", "Dom", "it", "s ", "ll", "\n", "\n\n", " ", "  ", "\t", "12", ".", "('", "'", "é", "люди ", "中文", "。",
    "—",
    "\u{301}", "\u{338}", "½", "😀", "\u{200B}", "\u{85}", "\u{0E4D}", "\u{3000}",
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
      var expected = ""
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        let part = (Self.written + Self.others).randomElement(using: &random)!
        text += part
        switch part {
        case "\u{2018}", "\u{2019}": expected += folds ? "'" : part
        case "\u{201C}", "\u{201D}": expected += folds ? "\"" : part
        case _ where Self.written.contains(part): expected += " "
        default: expected += part
        }
      }
      let bytes = Array(text.utf8)
      var out = [UInt8](repeating: 0, count: bytes.count + 32)
      let length = ullage_write(bytes, Int64(bytes.count), folds ? 1 : 0, &out)
      #expect(Array(out[..<Int(length)]) == Array(expected.utf8), "\(text.debugDescription)")
    }
  }
}
