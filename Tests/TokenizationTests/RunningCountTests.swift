import TestSupport
import Testing
import Tokenization

@Suite("Running count")
struct RunningCountTests {
  @Test("after every byte the count is that of the whole", arguments: Subject.all, TokenizerTests.edges)
  func everyByte(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(3)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 60) {
      let bytes = Array(texts.next().utf8)
      var running = subject.tokenizer.makeRunningCount(edges: edges)
      for end in bytes.indices {
        running.append(utf8: bytes.span.extracting(end...end))
        let whole = subject.tokenizer.count(utf8: bytes.span.extracting(...end), edges: edges)
        #expect(running.count == whole, "seed \(seed): \(bytes[...end])")
      }
    }
  }

  @Test("however a text is split, the count is that of the whole", arguments: Subject.all)
  func anySplit(_ subject: Subject) {
    let seed = Effort.seed(4)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 300) {
      var bytes: [UInt8] = []
      for _ in 0...texts.below(120) { bytes += texts.below(8) == 0 ? texts.nextBytes() : Array(texts.next().utf8) }
      var running = subject.tokenizer.makeRunningCount()
      var at = 0
      for split in texts.splits(of: bytes.count) + [bytes.count] {
        running.append(utf8: bytes.span.extracting(at..<split))
        at = split
        #expect(running.lowerBound <= running.count, "seed \(seed)")
      }
      #expect(running.length == bytes.count)
      #expect(running.count == subject.tokenizer.count(utf8: bytes.span), "seed \(seed): \(bytes)")
    }
  }

  @Test(
    "counting scalar by scalar, without a cut, is the specification's", arguments: Subject.all, TokenizerTests.edges)
  func scalarByScalar(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(6)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 150) {
      let text = texts.next()
      let count = subject.reference.count(text, edges: edges)
      for (heldLength, longestRun) in [(0, 3), (0, 5), (9, 1024), (40, 3)] {
        var running = subject.tokenizer.makeRunningCount(
          edges: edges, emptyCount: edges.opensAtBow ? 1 : 0, heldLength: heldLength, longestRun: longestRun)
        let bytes = Array(text.utf8)
        var at = 0
        for split in texts.splits(of: bytes.count) + [bytes.count] {
          running.append(utf8: bytes.span.extracting(at..<split))
          at = split
          #expect(running.lowerBound <= count, "seed \(seed): \(text.debugDescription)")
        }
        #expect(running.count == count, "seed \(seed), held \(heldLength), \(longestRun): \(text.debugDescription)")
      }
    }
  }

  @Test("what an edge takes off the end is taken off however it arrived", arguments: Subject.all)
  func trailingWhitespace(_ subject: Subject) {
    let body = String(repeating: "one two, three\n", count: 30)
    for end in ["\n", "\n    ", " \n \n\t", "\r\n \r   ", "     \n     ", "\n\u{85}\n ", "\u{E000}\n\u{E000}\n"] {
      let bytes = Array((body + end).utf8)
      let whole = subject.tokenizer.count(utf8: bytes.span)
      for split in bytes.count - end.utf8.count - 3...bytes.count {
        var running = subject.tokenizer.makeRunningCount()
        running.append(utf8: bytes.span.extracting(..<split))
        running.append(utf8: bytes.span.extracting(split...))
        #expect(running.count == whole, "\(end.debugDescription) split at \(split)")
      }
    }
  }

  @Test("the empty text counts 0, and between edges what the edges say", arguments: Subject.all)
  func empty(_ subject: Subject) {
    var running = subject.tokenizer.makeRunningCount()
    #expect(running.count == 0)
    running.append("")
    #expect(running.count == 0)
    for edges in TokenizerTests.edges {
      var running = subject.tokenizer.makeRunningCount(edges: edges)
      let nothing: [UInt8] = []
      #expect(running.count == subject.tokenizer.count(utf8: nothing.span, edges: edges))
    }
  }

  @Test("a copy goes its own way")
  func copies() {
    let tokenizer = Subject.named("v4.8").tokenizer
    var first = tokenizer.makeRunningCount()
    first.append("hello, ")
    var second = first
    first.append("world")
    second.append("moon and stars")
    #expect(first.count == tokenizer.count("hello, world"))
    #expect(second.count == tokenizer.count("hello, moon and stars"))
  }

  @Test("buffers count as their concatenation", arguments: Subject.all, TokenizerTests.edges)
  func concatenation(_ subject: Subject, _ edges: TextEdges) {
    let seed = Effort.seed(5)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 60) {
      let parts = (0..<texts.below(5)).map { _ in Array(texts.next().utf8) }
      let whole = parts.flatMap { $0 }
      let copies = parts.map { part in
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: part.count)
        _ = copy.initialize(from: part)
        return UnsafeBufferPointer(copy)
      }
      defer { for copy in copies { copy.deallocate() } }
      let count = subject.tokenizer.count(concatenating: copies, edges: edges)
      #expect(count == subject.tokenizer.count(utf8: whole.span, edges: edges), "seed \(seed): \(whole)")
    }
  }
}
