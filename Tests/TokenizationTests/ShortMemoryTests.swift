import TestSupport
import Testing
import Tokenization

/// Caches of the smallest size and of sizes between stand for what a system without memory leaves (`ulimit -v`).
@Suite("Where memory is short")
struct ShortMemoryTests {
  @Test("smaller caches make no difference to counts", arguments: Subject.all, [0, 4096, 100_000, 2 << 20])
  func counts(_ subject: Subject, _ limit: Int) throws {
    let seed = Effort.seed(51)
    let tokenizer = try Tokenizer(
      subject.tokenizer.family, vocabulary: .bundled(subject.tokenizer.family), cacheLimit: limit)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 40) {
      // Long enough that units displace one another and that batches are put together.
      let text = (0...texts.below(60)).map { _ in texts.next() }.joined(separator: " words of all lengths ")
      let count = tokenizer.count(utf8: text.utf8.span, edges: subject.tokenizer.messageEdges)
      #expect(count == subject.tokenizer.count(text), "seed \(seed): \(text)")
    }
  }
}
