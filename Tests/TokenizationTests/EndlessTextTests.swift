import TestSupport
import Testing
import Tokenization

/// Text that offers no place to cut for a long time: `RunningCount` counts it scalar by scalar, in bounded memory.
@Suite("Text without a cut")
struct EndlessTextTests {
  /// What stands before and behind the repetition.
  private static let openings = ["", " ", "A", "x ", "1", "e", "'", "."]
  private static let endings = ["", " ", "b", "'s c", "\n\n", " \n", "\u{300}", ".", "  \u{85}\n", "'", "\u{E32}"]

  @Test("counts as the whole in whatever portions it comes", arguments: [Subject.all[0], Subject.all[3]], units)
  func inPortions(_ subject: Subject, _ unit: String) {
    var random = SeededRandom(seed: Effort.seed(13))
    for _ in 0..<Effort.texts(usual: 3) {
      let count = Int.random(in: 1400...1800, using: &random) / unit.unicodeScalars.count
      let opening = Self.openings.randomElement(using: &random)!
      let ending = Self.endings.randomElement(using: &random)!
      let bytes = Array((opening + String(repeating: unit, count: count) + ending).utf8)
      let whole = subject.tokenizer.count(utf8: bytes.span)
      var running = subject.tokenizer.makeRunningCount(
        edges: subject.tokenizer.messageEdges, emptyCount: 0, heldLength: 100, longestRun: 60)
      for start in stride(from: 0, to: bytes.count, by: 701) {
        running.append(utf8: bytes.span.extracting(start..<min(start + 701, bytes.count)))
        #expect(running.lowerBound <= whole)
      }
      #expect(
        running.count == whole, "\(count) times between \(opening.debugDescription) and \(ending.debugDescription)")
    }
  }

  private static let units = [
    "a", "A", "Ab", "é", "е", "ABCDEFGH", "İ", "=", "=-", "— ", " .", " ", "\n", "\t", " \n", "\u{3000}", "\u{A0}",
    "\r\n",
    "\u{1}", "\u{E000}", "١", "²", "²½", "१", "\u{2060}", "'", "\u{301}", "\u{301}\u{323}", "\u{323}\u{301}",
    "\u{301}\u{302}", "\u{301}\u{363}", "\u{64E}", "\u{64E}\u{651}", "\u{94D}", "\u{344}", "\u{F73}",
    "e\u{301}\u{323}", "\u{1161}", "\u{1100}", "\u{1100}\u{1161}\u{11A8}", "\u{9BE}", "\u{F900}", "\u{2126}",
    "\u{FE0F}", "\u{E4D}", "\u{E4D}\u{E32}", "👩‍💻", "한", "\u{1D165}", "\u{FFFF}", "Ⓐ", "\u{730}", "\u{345}", "“x”", "ᮃ",
    "\u{1DD3}\u{323}",
  ]
}
