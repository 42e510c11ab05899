import TestSupport
import Tokenization
import VocabularyCompilation
import _CPlainRuns

extension FuzzTarget {
  /// A text counted by the fast path, in every way it can be counted, against the specification of counting.
  static let text = FuzzTarget(name: "text", seeds: Seeds.texts, words: TextWords.all()) { input in
    let bytes = Array(input.prefix(2000))
    return TextWays.vectorComplaint(bytes)
      ?? Subject.all.firstComplaint { subject in
        TextWays.complaint(bytes, subject, comparesReference: true)
      }
  }

  /// The same for texts of up to 128 KB, made of the input over and over: windows, stretches and memories of words fill.
  /// The specification would take seconds: it is asked up to a window and a half, beyond the ways are compared with each
  /// other. The first byte says how long the text is, whose tokenizer counts it, and whether the repetitions differ, as
  /// those of a text do.
  static let longText = FuzzTarget(name: "long-text", seeds: longTextSeeds, words: TextWords.all()) { input in
    guard let first = input.first else { return nil }
    let part = Array(input.dropFirst().prefix(4000))
    var bytes: [UInt8] = []
    // Most are of a few windows: a text of the full length takes a hundred times as long.
    let limit = [1000, 3000, 5000, 8000, 10_000, 20_000, 40_000, 128_000][Int(first % 8)]
    while !part.isEmpty, bytes.count < limit {
      bytes += part
      if first & 0x80 != 0 { bytes.append(0x61 + UInt8(bytes.count % 26)) }
    }
    let subject = Subject.all[Int(first / 8) % Subject.all.count]
    return TextWays.complaint(bytes, subject, comparesReference: bytes.count < 3 * Int(ULLAGE_WINDOW) / 2)
  }

  /// Every length with every tokenizer, and a text of another kind for each.
  private static let longTextSeeds: @Sendable () -> [[UInt8]] = {
    let texts = Seeds.texts()
    return (0..<64).map { [UInt8($0 % 32 | $0 / 32 << 7)] + texts[($0 * 997) % texts.count] }
  }
}

/// The ways to count a text.
private enum TextWays {
  /// The specification takes ICU's normalisation, which must be that of Unicode 15.0.
  private static let hasReference =
    VocabularyCompiler.unicodeVersion() == (try? ScalarTable.bundled())?.unicodeVersion

  static func complaint(_ bytes: [UInt8], _ subject: Subject, comparesReference: Bool) -> String? {
    let tokenizer = subject.tokenizer
    let whole = tokenizer.count(utf8: bytes.span)
    var counts: [(way: String, count: Int)] = []
    if comparesReference, hasReference {
      counts.append(("by the specification", subject.referenceCount(String(decoding: bytes, as: UTF8.self))))
    }
    var random = SeededRandom(seed: digest(bytes.prefix(200)))
    let splits = (0..<random.below(7)).map { _ in random.below(bytes.count + 1) }.sorted() + [bytes.count]

    var running = tokenizer.makeRunningCount()
    var endless = tokenizer.makeRunningCount(
      edges: tokenizer.messageEdges, emptyCount: 0, heldLength: random.below(3) * 8, longestRun: 3 + random.below(2))
    var slices = SliceCount(of: bytes.span.extracting(..<0), by: tokenizer)
    var at = 0
    for split in splits {
      let piece = bytes.span.extracting(at..<split)
      running.append(utf8: piece)
      endless.append(utf8: piece)
      slices.append(SliceCount(of: piece, by: tokenizer))
      at = split
    }
    counts.append(("in pieces", running.count))
    counts.append(("without cuts", endless.count))
    if !bytes.isEmpty { counts.append(("in slices", slices.count(edges: tokenizer.messageEdges))) }
    counts.append(("as tiles", tokenizer.tiling(ofUTF8: bytes.span).reduce(0) { $0 + $1.cost }))
    counts.append(("up to itself", tokenizer.count(utf8: bytes.span, upTo: whole) ?? -1))
    if let other = counts.first(where: { $0.count != whole }) {
      return "\(subject.name) counts \(whole), \(other.way) \(other.count); split at \(splits)"
    }
    if running.lowerBound > whole { return "\(subject.name) counts \(whole), less than its lower bound" }
    return comparesReference ? prefixComplaint(bytes, subject, whole) : nil
  }

  private static func prefixComplaint(_ bytes: [UInt8], _ subject: Subject, _ whole: Int) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let limit = whole / 2
    let prefix = subject.tokenizer.longestPrefix(of: text, fitting: limit)
    let count = subject.tokenizer.count(prefix)
    return count > limit ? "\(subject.name): a prefix that fits \(limit) counts \(count)" : nil
  }

  private static let scalars: [UInt8] = {
    guard let vocabulary = try? Vocabulary.bundled(.v3) else { return Array(repeating: 0, count: 0x10000) }
    return (UInt32(0)..<0x10000).map { vocabulary.scalarByte($0) }
  }()

  /// What the vector code says at every level that this processor has.
  static func vectorComplaint(_ bytes: [UInt8]) -> String? {
    let length = Int64(bytes.count)
    let plain = ullage_plain_length_at(1, scalars, bytes, length)
    let stretch = ullage_next_stretch_at(1, scalars, bytes, 0, length)
    for level in 2...max(2, Int32(ullage_vector_level())) where level <= ullage_vector_level() {
      if ullage_plain_length_at(level, scalars, bytes, length) != plain {
        return "plain length differs at level \(level)"
      }
      if ullage_next_stretch_at(level, scalars, bytes, 0, length) != stretch {
        return "next stretch differs at level \(level)"
      }
    }
    return nil
  }
}

extension Sequence {
  /// The first complaint about an element.
  func firstComplaint(_ complaint: (Element) -> String?) -> String? {
    for element in self {
      if let complaint = complaint(element) { return complaint }
    }
    return nil
  }
}
