// The readable vocabulary: one piece a line with the witness that proves it, as `Vocab/import.py` writes it.

import Tokenization

/// The pieces of one family, as bytes of marked text.
package struct PieceList: Sendable {
  /// The family that the file names, `v3` or `v4.7`.
  package var family: String
  /// Every string of marked text that costs one token; markers are the bytes of `Marker`.
  package var pieces: [[UInt8]]
  /// Starts of a scalar's UTF-8 form that cost one token where no piece covers the scalar.
  package var bytePrefixes: [[UInt8]]
  /// Number of pieces and prefixes in the file.
  package var entries: Int

  /// Reads the text of a `.pieces` file. O(n).
  ///
  /// Throws `PieceListError` with the line of what cannot be read.
  package init(_ text: String) throws(PieceListError) {
    var family: String?
    var group = ""
    pieces = []
    bytePrefixes = []
    entries = 0
    var announced = 0
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      // A piece may start with a number sign: comments stand before the first group only.
      if line.isEmpty || (group.isEmpty && line.hasPrefix("#")) { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      if fields.count <= 3, fields[0] == "family" || fields[0] == "base" || fields[0] == "group" {
        if fields[0] == "family" { family = String(fields[1]) }
        if fields[0] == "group" {
          group = String(fields[1])
          announced += fields.count == 3 ? Int(fields[2]) ?? 0 : 0
        }
        continue
      }
      if fields[0] == "template", group.isEmpty { continue }
      guard fields.count == 4, !group.isEmpty else {
        throw PieceListError(line: number, found: String(line), expected: "piece, probe, count and kind")
      }
      entries += 1
      if group == "bytes_fallback" {
        bytePrefixes.append(try Self.hexadecimal(fields[0], line: number))
        continue
      }
      let piece = try Self.marked(fields[0], line: number)
      pieces.append(piece)
      // The file spells a contraction `'t`; marked text writes it `'t⟨eow⟩`.
      if group == "contractions" { pieces.append(piece + [Marker.eow]) }
    }
    guard let family else {
      throw PieceListError(line: number, found: "", expected: "a line `family`")
    }
    guard entries == announced else {
      throw PieceListError(
        line: number, found: "\(entries) pieces", expected: "the \(announced) that the groups announce")
    }
    self.family = family
  }

  private static let markers: [(Substring, UInt8)] = [
    ("⟨bow⟩", Marker.bow), ("⟨eow⟩", Marker.eow), ("⟨shift⟩", Marker.shift), ("⟨caps⟩", Marker.caps),
  ]

  /// The bytes of a piece as the file spells it: ⟨bow⟩ and its like are markers, `\s \t \n \\ \u{…}` are escapes.
  package static func marked(_ spelled: Substring, line: Int) throws(PieceListError) -> [UInt8] {
    var out: [UInt8] = []
    var rest = spelled
    while let c = rest.unicodeScalars.first {
      if c == "⟨" {
        guard let (text, byte) = markers.first(where: { rest.hasPrefix($0.0) }) else {
          throw PieceListError(line: line, found: String(spelled), expected: "a marker after ⟨")
        }
        out.append(byte)
        rest = rest.dropFirst(text.count)
      } else if c == "\\" {
        let (scalar, length) = try escaped(rest, line: line)
        out.append(contentsOf: Array(String(scalar).utf8))
        rest.unicodeScalars.removeFirst(length)
      } else {
        out.append(contentsOf: Array(String(c).utf8))
        rest.unicodeScalars.removeFirst()
      }
    }
    return out
  }

  private static func escaped(_ text: Substring, line: Int) throws(PieceListError) -> (Unicode.Scalar, Int) {
    let scalars = Array(text.unicodeScalars.prefix(12))
    let named: [Unicode.Scalar: Unicode.Scalar] = ["s": " ", "t": "\t", "n": "\n", "\\": "\\"]
    if scalars.count > 1, let scalar = named[scalars[1]] { return (scalar, 2) }
    if scalars.count > 4, scalars[1] == "u", let end = scalars.firstIndex(of: "}") {
      var digits = ""
      for c in scalars[3..<end] { digits.unicodeScalars.append(c) }
      if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) { return (scalar, end + 1) }
    }
    throw PieceListError(line: line, found: String(text.prefix(12)), expected: "an escape: \\s \\t \\n \\\\ \\u{…}")
  }

  private static func hexadecimal(_ text: Substring, line: Int) throws(PieceListError) -> [UInt8] {
    var out: [UInt8] = []
    var rest = text
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else {
        throw PieceListError(line: line, found: String(text), expected: "bytes in hexadecimal")
      }
      out.append(byte)
      rest = rest.dropFirst(2)
    }
    return out
  }
}

/// A `.pieces` file that cannot be read: the line, what stands there, what was expected.
package struct PieceListError: Error, Hashable, CustomStringConvertible {
  package var line: Int
  package var found: String
  package var expected: String

  package var description: String {
    "line \(line): expected \(expected), found \"\(found)\"; write the file anew: python3 Vocab/import.py"
  }
}
