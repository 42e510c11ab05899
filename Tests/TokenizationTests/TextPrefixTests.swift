import TestSupport
import Testing
import Tokenization

@Suite("What fits a number of tokens")
struct TextPrefixTests {
  /// Every prefix of `text` between characters with its count.
  private static func prefixes(_ text: String, _ tokenizer: Tokenizer) -> [(text: Substring, count: Int)] {
    (text.indices + [text.endIndex]).map { (text[..<$0], tokenizer.count(text[..<$0])) }
  }

  /// Limits worth trying on a text of that count: all of a short one's, and the last ones.
  private static func limits(_ count: Int) -> Set<Int> { Set(0...min(count, 6)).union(max(count - 3, 0)...count + 1) }

  @Test("count up to a limit is the count, or nil where there are more", arguments: Subject.all)
  func upTo(_ subject: Subject) {
    let seed = Effort.seed(9)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 150) {
      let text = texts.next()
      let count = subject.tokenizer.count(text)
      for limit in Self.limits(count) {
        let found = subject.tokenizer.count(text, upTo: limit)
        #expect(found == (count <= limit ? count : nil), "seed \(seed): \(text.debugDescription), \(limit)")
      }
    }
    #expect(subject.tokenizer.count("", upTo: 0) == 0)
    #expect(subject.tokenizer.count("", upTo: -1) == nil)
  }

  @Test("no longer prefix fits than the one found, tried exhaustively", arguments: Subject.all)
  func exhaustive(_ subject: Subject) {
    let seed = Effort.seed(10)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 40) {
      let text = texts.next()
      let prefixes = Self.prefixes(text, subject.tokenizer)
      for limit in Self.limits(prefixes.last?.count ?? 0) {
        let longest = prefixes.last { $0.count <= limit }?.text ?? ""
        let found = subject.tokenizer.longestPrefix(of: text, fitting: limit)
        #expect(found == longest, "seed \(seed): \(text.debugDescription), \(limit)")
      }
    }
  }

  @Test("on longer text too, though one prefix counts more than a longer one", arguments: Subject.all.prefix(2))
  func longer(_ subject: Subject) {
    let seed = Effort.seed(11)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 3) {
      let text = (0..<30).map { _ in texts.next() }.joined(separator: " ")
      let prefixes = Self.prefixes(text, subject.tokenizer)
      for limit in stride(from: 0, through: prefixes.last!.count, by: 97) {
        let longest = prefixes.last { $0.count <= limit }?.text ?? ""
        let found = subject.tokenizer.longestPrefix(of: text, fitting: limit)
        #expect(found == longest, "seed \(seed): \(text.debugDescription), \(limit)")
      }
    }
  }

  @Test("a longer prefix may count less")
  func notMonotone() {
    let tokenizer = Subject.named("v3").tokenizer
    #expect(tokenizer.count("internationaliz") > tokenizer.count("internationalization"))
    let all = "internationalization"
    #expect(tokenizer.longestPrefix(of: all, fitting: tokenizer.count(all)) == all)
  }

  @Test("chunks fit, concatenate to the text, and none could take in the next character", arguments: Subject.all)
  func chunks(_ subject: Subject) {
    let seed = Effort.seed(12)
    var texts = TextMutator(seed: seed)
    for _ in 0..<Effort.texts(usual: 4) {
      let text = (0..<5).map { _ in texts.next() }.joined()
      for maximum in [1, 5, 17] {
        let chunks = subject.tokenizer.chunks(of: text, maximum: maximum)
        #expect(chunks.joined() == text, "seed \(seed)")
        for chunk in chunks {
          let fits = subject.tokenizer.count(chunk) <= maximum
          #expect(fits || chunk.count == 1, "seed \(seed): \(chunk.debugDescription), \(maximum)")
          #expect(chunk == subject.tokenizer.longestPrefix(of: text[chunk.startIndex...], fitting: maximum) || !fits)
        }
      }
    }
    #expect(subject.tokenizer.chunks(of: "", maximum: 10).isEmpty)
    #expect(subject.tokenizer.chunks(of: "👨‍👩‍👧👨‍👩‍👧", maximum: 0).map(\.count) == [1, 1])
  }

  @Test("text of any shape is searched, however little of it can be cut", arguments: shapes)
  func anyShape(_ shape: String) {
    let tokenizer = Subject.named("v4.8").tokenizer
    let text = String(repeating: shape, count: 6000 / shape.utf8.count)
    let whole = tokenizer.count(text)
    #expect(tokenizer.count(text, upTo: whole) == whole)
    #expect(tokenizer.count(text, upTo: whole - 1) == nil)
    let prefix = tokenizer.longestPrefix(of: text, fitting: whole / 2)
    #expect(tokenizer.count(prefix) <= whole / 2)
    guard prefix.endIndex < text.endIndex else { return }
    #expect(tokenizer.count(text[..<text.index(after: prefix.endIndex)]) > whole / 2)
  }

  private static let shapes = [
    "word ", "a", "=", " ", "\n", "中", "aB3/", "é\u{301}", "\u{301}", "👩‍💻", " .", "²", "\u{1}",
  ]
}
