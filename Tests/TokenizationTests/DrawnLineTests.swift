import TestSupport
import Testing
import Tokenization

/// Lines drawn with one character, which are remembered by their length and of which only the end is tiled.
@Suite("A line of one character")
struct DrawnLineTests {
  private static let surroundings = [("", ""), ("a ", " a"), (" ", "\n"), ("a", " "), ("(", ")")]

  @Test("counts as the specification says, of whatever length and whatever stands around it", arguments: Subject.all)
  func lines(subject: Subject) {
    var random = SeededRandom(seed: Effort.seed(31))
    for character in ["=", "-", "#", ".", "/", "─", "█", "·", "😀"] {
      // 128 squared and 256 more is the longest that is tiled whole.
      for length in [14, 15, 16, 64, 127, 128, 300, 4_500, 16_400] {
        let count = length + Int.random(in: 0...260, using: &random)
        let (before, behind) = Self.surroundings.randomElement(using: &random)!
        let text = "a" + before + String(repeating: character, count: count) + behind + "a"
        #expect(subject.tokenizer.count(text) == subject.referenceCount(text), "\(count) times \(character)")
      }
    }
  }
}
