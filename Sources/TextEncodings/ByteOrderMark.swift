/// U+FEFF at the start of a file, which says how the rest is encoded.
package struct ByteOrderMark: Sendable, Hashable {
  /// The encoding that it stands for.
  package let encoding: TextEncoding
  /// Its own bytes.
  package let length: Int

  /// The mark that a file begins with; nil where there is none. UTF-32's in little endian begins as UTF-16's does, which
  /// would otherwise be followed by a NUL.
  package init?(startOf bytes: some Collection<UInt8>) {
    // Most files begin with ASCII.
    guard let first = bytes.first, first >= 0xEF || first == 0 else { return nil }
    let start = Array(bytes.prefix(4))
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      (encoding, length) = (.utf8, 3)
    } else if start == [0xFF, 0xFE, 0, 0] {
      (encoding, length) = (.utf32LittleEndian, 4)
    } else if start == [0, 0, 0xFE, 0xFF] {
      (encoding, length) = (.utf32BigEndian, 4)
    } else if start.starts(with: [0xFF, 0xFE]) {
      (encoding, length) = (.utf16LittleEndian, 2)
    } else if start.starts(with: [0xFE, 0xFF]) {
      (encoding, length) = (.utf16BigEndian, 2)
    } else {
      return nil
    }
  }
}
