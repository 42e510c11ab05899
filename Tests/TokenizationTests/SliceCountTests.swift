import TestSupport
import Testing
import Tokenization

@Suite("Slices of a text")
struct SliceCountTests {
  @Test("joined in order count the whole, however it was sliced", arguments: Subject.all, TokenizerTests.edges)
  func anySlices(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(41)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 60) {
      var bytes: [UInt8] = []
      for _ in 0...texts.below(60) { bytes += texts.below(8) == 0 ? texts.nextBytes() : Array(texts.next().utf8) }
      let whole = subject.tokenizer.count(utf8: bytes.span, edges: edges)
      let nothing: [UInt8] = []
      var left = SliceCount(of: nothing.span, by: subject.tokenizer)
      var slices: [SliceCount] = []
      var at = 0
      for split in texts.splits(of: bytes.count) + [bytes.count] {
        slices.append(SliceCount(of: bytes.span.extracting(at..<split), by: subject.tokenizer))
        left.append(slices[slices.count - 1])
        at = split
      }
      #expect(left.length == bytes.count)
      #expect(left.count(edges: edges) == whole, "seed \(seed), from the left: \(bytes)")
      // Joined from the right: neighbours may be joined in any order.
      var right = slices.removeLast()
      while var slice = slices.popLast() {
        slice.append(right)
        right = slice
      }
      #expect(right.count(edges: edges) == whole, "seed \(seed), from the right: \(bytes)")
    }
  }

  @Test("without a cut, or byte by byte, still count the whole", arguments: Subject.all)
  func bytes(_ subject: Subject) {
    for text in [
      "", "a", String(repeating: "x", count: 600), "two words", "\n\n", "é, ü", String(repeating: " ", count: 50),
    ] {
      let bytes = Array(text.utf8)
      var sum = SliceCount(of: bytes.span.extracting(..<0), by: subject.tokenizer)
      for at in bytes.indices { sum.append(SliceCount(of: bytes.span.extracting(at...at), by: subject.tokenizer)) }
      let edges = subject.tokenizer.messageEdges
      #expect(sum.count(edges: edges) == subject.tokenizer.count(utf8: bytes.span, edges: edges), "\(text)")
    }
  }
}
