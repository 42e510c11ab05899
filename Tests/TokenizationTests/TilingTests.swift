import TestSupport
import Testing
import Tokenization

@Suite("Tiling")
struct TilingTests {
  @Test("the tiles' costs add up to the count", arguments: Subject.all, TokenizerTests.edges)
  func addsUp(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(7)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 150) {
      let bytes = texts.below(4) == 0 ? texts.nextBytes() : Array(texts.next().utf8)
      guard !bytes.isEmpty else { continue }
      let tiles = subject.tokenizer.tiling(ofUTF8: bytes.span, edges: edges)
      let count = subject.tokenizer.count(utf8: bytes.span, edges: edges)
      #expect(tiles.reduce(0) { $0 + $1.cost } == count, "seed \(seed): \(bytes) \(tiles)")
    }
  }

  @Test("every byte lies in a tile, and tiles stand in the text's order", arguments: Subject.all, TokenizerTests.edges)
  func covers(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(8)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 150) {
      let bytes = texts.below(4) == 0 ? texts.nextBytes() : Array(texts.next().utf8)
      var reached = 0
      for tile in subject.tokenizer.tiling(ofUTF8: bytes.span, edges: edges) {
        #expect(tile.source.lowerBound <= reached, "seed \(seed): \(bytes) before \(tile)")
        #expect(tile.source.upperBound >= reached || tile.kind == .marker, "seed \(seed): \(bytes) at \(tile)")
        reached = max(reached, tile.source.upperBound)
      }
      #expect(reached == bytes.count, "seed \(seed): \(bytes)")
    }
  }

  /// A text and its tiles: piece, kind, source and cost.
  struct Row: Sendable, CustomTestStringConvertible {
    let subject: String
    let text: String
    let tiles: [String]
    var testDescription: String { "\(subject) \(text.debugDescription)" }
  }

  @Test(
    "tiles name their piece, kind, source and cost",
    arguments: [
      Row(subject: "v4.8", text: "", tiles: []),
      Row(
        subject: "v4.8", text: "hello, world",
        tiles: [
          "⟨bow⟩h piece 0..<1 1", "ello⟨eow⟩ piece 1..<5 1", ",⟨eow⟩ piece 5..<6 1", "⟨bow⟩world⟨eow⟩ piece 6..<12 1",
        ]),
      Row(
        subject: "v3", text: " The ÜBER",
        tiles: ["⟨shift⟩⟨bow⟩the⟨eow⟩ piece 0..<4 1", "⟨caps⟩ marker 4..<5 1", "⟨bow⟩über⟨eow⟩ piece 4..<10 1"]),
      Row(
        subject: "v3", text: "e\u{301}tude \u{1}\u{2} “x”",
        tiles: [
          "⟨bow⟩ét piece 0..<4 1", "ude⟨eow⟩ piece 4..<7 1", "   piece 7..<11 1", "⟨bow⟩\" piece 11..<14 1",
          "⟨bow⟩x⟨eow⟩ piece 14..<15 1", "\" piece 15..<18 1",
        ]),
      Row(
        subject: "v4.7", text: "²\u{20000}\u{A0}",
        tiles: [
          "⟨bow⟩ marker 0..<0 1", "² piece 0..<2 1", "⟨0xF0⟩ bytes 2..<3 1", "⟨0xA0⟩ bytes 3..<4 1",
          "⟨0x80⟩ bytes 4..<5 1", "⟨0x80⟩ bytes 5..<6 1", "  piece 6..<8 1",
        ]),
      Row(subject: "v4.8", text: "a\n\n", tiles: ["⟨bow⟩a⟨eow⟩ piece 0..<1 1", "\n\n\n\n frame 1..<3 0"]),
      Row(subject: "Opus 5", text: "a \n\n", tiles: ["⟨bow⟩a⟨eow⟩ piece 0..<1 1", " \n\n free 1..<4 0"]),
    ])
  func rows(_ row: Row) {
    let tiles = Subject.named(row.subject).tokenizer.tiling(of: row.text)
    #expect(tiles.map { "\($0.piece) \($0.kind) \($0.source) \($0.cost)" } == row.tiles)
  }
}
