import TestSupport
import Testing
import Tokenization
import _CPlainRuns

/// Plain text is split in windows of 4096 bytes from the first cut on: what lies across the border between two of them.
@Suite("The border between two windows")
struct WindowBorderTests {
  /// The first window starts at the first cut, behind the first space.
  private static let opening = "a b"
  private static let border = 2 + Int(ULLAGE_WINDOW)

  private static let fillings = ["lorem.", "ipsum  ", "dolor sit ", "люди.", "मनु  ", "中文，"]

  /// Plain text of `length` bytes.
  private static func filling(_ length: Int, _ random: inout SeededRandom) -> String {
    let unit = fillings.randomElement(using: &random)!
    let count = length / unit.utf8.count
    return String(repeating: unit, count: count)
      + String(repeating: "x", count: length - count * unit.utf8.count)
  }

  private static func expectReference(_ subject: Subject, _ text: String, _ what: String) {
    #expect(subject.tokenizer.count(text) == subject.referenceCount(text), "\(what.debugDescription)")
  }

  @Test("makes no difference to what lies across it", arguments: Subject.all)
  func across(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(41))
    for odd in Self.odds {
      let before = Self.border - Int.random(in: 0...odd.utf8.count, using: &random)
      let text =
        Self.opening + Self.filling(before - Self.opening.utf8.count, &random) + odd
        + Self.filling(Int.random(in: 0...100, using: &random), &random) + " b c"
      Self.expectReference(subject, text, odd)
    }
  }

  private static let odds = [
    "é", "中", "文字", "х'с", "it's", "x's", "x'sя", " 'a", "'", "''", "。'", "  ", " ", " a ", " I ", ".", "x.", " . ",
    "12", "1234", "12345678901", "«x»", "“", "\u{3000}", " \u{3000} ", "\u{3000}'a", "e\u{301}", "ক\u{9BE}",
    "\u{9C7}\u{9BE}",
    "\u{64E}\u{651}", "\u{1100}\u{1161}\u{11A8}", "가\u{11A8}", "²", "Ⓐ", "😀", "\u{FE0F}", "\u{A0}", "\t\t", "\n\n\n",
    String(repeating: " ", count: 17), String(repeating: "\n", count: 33), String(repeating: "\t", count: 70),
  ]

  @Test("counts white space once where the text behind it turns out not to be plain", arguments: Subject.all)
  func takenBack(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(42))
    for other in ["²", "😀", "न\u{93C}", "\u{A0}", "\u{301}"] {
      // The last cut before that scalar stands between a newline and a space, behind the border.
      let white =
        String(repeating: "\n", count: 40) + String(repeating: [" ", "\t"].randomElement(using: &random)!, count: 20)
      let before = Self.border - Int.random(in: 1..<40, using: &random)
      let text =
        Self.opening + Self.filling(before - Self.opening.utf8.count, &random) + white + other
        + Self.filling(200, &random) + " b c"
      Self.expectReference(subject, text, other)
    }
  }

  @Test("lets a window without a cut be counted again", arguments: Subject.all)
  func countedAgain(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(43))
    for other in ["²", "😀", "中'", "\u{301}"] {
      let words = String(repeating: "lorem ", count: 20)
      let text =
        words + String(repeating: "x.", count: Int(ULLAGE_WINDOW) / 2 + 200) + other + Self.filling(100, &random)
        + " b c"
      Self.expectReference(subject, text, other)
    }
  }
}
