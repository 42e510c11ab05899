/// Which encoding bytes are in, where neither a mark says so nor UTF-8 fits.
///
/// A text in the wrong encoding is a jumble, and a vocabulary has no pieces for jumbles: of all encodings that the bytes
/// can be in, the right one gives the text with the fewest tokens. Encodings that are rare must be better by a token or
/// two.
package struct EncodingDetection {
  /// The likeliest first, at most three; none where the bytes are no text in any.
  package let encodings: [TextEncoding]
  /// How many bytes speak for it: those of 0x80 and above that were looked at.
  package let evidence: Int

  /// Bytes that are looked at: a few hundred words.
  private static let sampleLength = 4096

  /// - Parameter cost: the tokens of a text in UTF-8.
  ///
  /// Cost: a search for bytes above ASCII, then a count of 4 KB for each encoding.
  package init(_ bytes: [UInt8], cost: (Span<UInt8>) -> Int) {
    let sample = Self.sample(bytes)
    evidence = sample.reduce(0) { $0 + ($1 < 0x80 ? 0 : 1) }
    var found = Self.scores(Self.candidates, sample[...], evidence, cost)
    // UTF-16 without a mark and without NULs: not one ASCII character. Words are no unit in it.
    if bytes.count.isMultiple(of: 2) {
      let start = bytes.prefix(Self.sampleLength)
      let wide = Self.scores(Self.wide.prefix(2), start, 0, cost)
      if let best = found.first, let bestWide = wide.first {
        let text = best.encoding.text(of: start).utf8
        if bestWide.score < cost(text.span) * Self.tokenWeight { found = wide + found }
      } else {
        found = wide + found
      }
    }
    encodings = found.prefix(3).map(\.encoding)
  }

  /// UTF-16 or UTF-32 without a mark, for bytes with NULs among them; nil where they are no text in it either.
  package static func wide(_ bytes: [UInt8], cost: (Span<UInt8>) -> Int) -> TextEncoding? {
    let fitting = wide.filter { bytes.count.isMultiple(of: $0.unitLength) }
    let start = bytes.prefix(sampleLength)
    guard let best = scores(fitting, start, 0, cost).first else { return nil }
    let text = best.encoding.text(of: start)
    // Numbers in a row can be characters, too, but rare ones. In UTF-16 it is Latin letters that NULs come from, or
    // characters of East Asia whose number ends in 00, as that of "one" does.
    let holders = String(decoding: text.utf8, as: UTF8.self).unicodeScalars.reduce(0) {
      $0 + ($1.value < 0x100 || $1.value & 0xFF == 0 && (0x3000...0x9FFF).contains($1.value) ? 1 : 0)
    }
    let nuls = start.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    let isText =
      text.length >= 8 && best.score <= tokenWeight * (text.length + text.length / 2)
      && (best.encoding.unitLength == 4 || 4 * holders >= 3 * nuls)
    return isText ? best.encoding : nil
  }

  private struct Score {
    var encoding: TextEncoding
    var score: Int
  }

  private static let tokenWeight = 8

  /// Encodings, and by how many eighths of a token each must be better than Windows' for the West.
  private struct Candidate {
    var encoding: TextEncoding
    var handicap: Int

    init(_ encoding: TextEncoding, _ handicap: Int = 0) { (self.encoding, self.handicap) = (encoding, handicap) }
  }

  private static let candidates: [Candidate] =
    [Candidate(.windows1252), Candidate(.utf8)]
    + [TextEncoding.gb18030, .shiftJIS, .eucJP, .eucKR, .big5].map { Candidate($0, 6) }
    + [("windows-125", [0, 1, 3, 4, 5, 6, 7], 5), ("windows-125", [8], 18)].flatMap { prefix, numbers, handicap in
      numbers.compactMap { TextEncoding(named: "\(prefix)\($0)").map { Candidate($0, handicap) } }
    }
    + [
      ("koi8-r", 11), ("koi8-u", 12), ("windows-874", 14), ("iso-8859-2", 14), ("iso-8859-5", 16), ("iso-8859-7", 16),
      ("iso-8859-15", 14), ("macintosh", 22), ("x-mac-cyrillic", 22), ("ibm866", 18), ("ibm850", 22), ("ibm852", 22),
      ("ibm437", 24),
    ].compactMap { name, handicap in TextEncoding(named: name).map { Candidate($0, handicap) } }

  private static let wide: [TextEncoding] = [
    .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian,
  ]

  private static func scores(
    _ candidates: [Candidate], _ sample: ArraySlice<UInt8>, _ evidence: Int, _ cost: (Span<UInt8>) -> Int
  ) -> [Score] {
    var scores: [Score] = []
    for candidate in candidates {
      let text = candidate.encoding.text(of: sample)
      let faults = text.illFormed + text.implausible
      // A stray byte in twenty may be damage. UTF-8 is hardly met by chance.
      let tolerated = candidate.encoding == .utf8 ? evidence / 4 : evidence / 20
      if faults > tolerated { continue }
      let score = (cost(text.utf8.span) + 4 * faults + 2 * text.mixtures) * tokenWeight + candidate.handicap
      scores.append(Score(encoding: candidate.encoding, score: score))
    }
    // Sorting is stable: the earlier candidate wins where two are even.
    return scores.enumerated().sorted { ($0.element.score, $0.offset) < ($1.element.score, $1.offset) }.map(\.element)
  }

  private static func scores(
    _ encodings: some Sequence<TextEncoding>, _ sample: ArraySlice<UInt8>, _ evidence: Int,
    _ cost: (Span<UInt8>) -> Int
  ) -> [Score] {
    scores(encodings.map { Candidate($0) }, sample, evidence, cost)
  }

  /// The words with bytes above ASCII, with what ends each, up to 4 KB. No byte of a pair is below 0x30.
  private static func sample(_ bytes: [UInt8]) -> [UInt8] {
    var sample: [UInt8] = []
    var start = 0
    var isWanted = false
    for (at, byte) in bytes.enumerated() {
      if byte >= 0x80 { isWanted = true }
      if at - start >= sampleLength, byte < 0x80 { (start, isWanted) = (at, false) }
      guard byte < 0x30 else { continue }
      if isWanted { sample += bytes[start...at] }
      (start, isWanted) = (at + 1, false)
      if sample.count >= sampleLength { break }
    }
    if isWanted, sample.count < sampleLength { sample += bytes[start...].prefix(sampleLength) }
    return sample
  }
}
