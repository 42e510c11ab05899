import Foundation
import TestSupport
import Tokenization
import VocabularyCompilation

/// What a text is changed with: rules' own words, a scalar of every kind, pieces of both vocabularies.
enum TextWords {
  static func all() -> [String] { rules + scalars() + pieces("v3") + pieces("v4_7") }

  /// What the rules of counting name, and pairs that compose.
  private static let rules = [
    "'s", "'ll", "’", "“", " '", "\n\n\n", "    ", "\t", "\r\n", "ABCD", "İ", "ẞ", "ς", "Ⓐ", "e\u{301}",
    "a\u{323}\u{307}",
    "\u{E4D}\u{E32}", "\u{711}", "\u{93F}", "²", "½", "٣", "中", "한", "\u{1100}\u{1161}\u{11A8}", "😀", "👍🏽", "\u{FE0F}",
    "\u{200D}", "\u{A0}", "\u{3000}", "\u{E000}", "\u{FEFF}", "\u{0}", "\u{20000}", "====", "the quick brown fox ",
  ]

  /// The first and the last scalar of every kind that counting tells apart, which takes in jamo, every class of
  /// combining marks, and capitals of every distance to their small letters.
  private static func scalars() -> [String] {
    var ends: [ScalarRecord: (first: UInt32, last: UInt32)] = [:]
    for (scalar, record) in Subject.records.enumerated() {
      let scalar = UInt32(scalar)
      ends[record, default: (scalar, scalar)].last = scalar
    }
    return Set(ends.values.flatMap { [$0.first, $0.last] }).sorted().compactMap { Unicode.Scalar($0).map(String.init) }
  }

  /// Every fiftieth piece of a vocabulary, spelt as a text has it.
  private static func pieces(_ name: String) -> [String] {
    let file = Package.root.appending(path: "Vocab/\(name).pieces")
    guard let text = try? String(contentsOf: file, encoding: .utf8), let list = try? PieceList(text) else { return [] }
    return stride(from: 0, to: list.pieces.count, by: 50).map { spelt(list.pieces[$0]) }.filter { !$0.isEmpty }
  }

  private static func spelt(_ piece: [UInt8]) -> String {
    let markers: Set = [Marker.bow, Marker.eow, Marker.shift, Marker.caps]
    let word = String(decoding: piece.filter { !markers.contains($0) }, as: UTF8.self)
    let cased = piece.contains(Marker.caps) ? word.uppercased() : piece.contains(Marker.shift) ? word.capitalized : word
    return piece.contains(Marker.bow) ? " " + cased : cased
  }
}
