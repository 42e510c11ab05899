import TestSupport
import Testing
import Tokenization

@Suite("Counting a text")
struct TokenizerTests {
  @Test("the fast count is the specification's", arguments: Subject.all)
  func agreesWithReference(_ subject: Subject) {
    let seed = Effort.seed(1)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 3000) {
      let text = texts.next()
      #expect(subject.tokenizer.count(text) == subject.referenceCount(text), "seed \(seed): \(text.debugDescription)")
    }
  }

  @Test("the fast count is the specification's between any edges", arguments: Subject.all, edges)
  func agreesBetweenEdges(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(2)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 500) {
      let text = texts.next()
      let count = subject.tokenizer.count(utf8: text.utf8Span.span, edges: edges)
      #expect(count == subject.reference.count(text, edges: edges), "seed \(seed): \(text.debugDescription)")
    }
  }

  /// Every combination of edges.
  static let edges: [TextEdges] = [false, true].flatMap { bow in
    [false, true].flatMap { joins in
      [.none, .recorded, .widest].map { TextEdges(opensAtBow: bow, joinsNewlines: joins, freeEnd: $0) }
    }
  }
}
