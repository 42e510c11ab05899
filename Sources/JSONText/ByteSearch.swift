// Plain searches. The standard library's own come with its regular expressions, 1.4 MB of a static program.

extension Collection where Element == UInt8 {
  /// Where the bytes of `part` begin first; nil where they do not stand here. O(n · m), without allocation.
  package func position(of part: String.UTF8View) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].starts(with: part) { return start }
      formIndex(after: &start)
    }
    return nil
  }
}

extension [UInt8] {
  /// The same, without going through the protocols: a byte that cannot begin `part` takes a few instructions.
  ///
  /// Safe: the bytes are only looked at.
  package func position(of part: String.UTF8View) -> Int? {
    guard let first = part.first else { return isEmpty ? nil : 0 }
    let bytes = unsafe span.bytes
    for index in indices where bytes[byte: index] == first {
      if self[index...].starts(with: part) { return index }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// Where the first line feed is; nil where there is none. O(n), eight bytes at a time.
  package var lineFeed: Int? { position(of: UInt8(ascii: "\n"), from: startIndex) }

  /// Where a byte stands first, from `start` on; nil where it does not. O(n), eight bytes at a time.
  ///
  /// Safe: the bytes are only looked at.
  package func position(of byte: UInt8, from start: Int) -> Int? {
    let bytes = unsafe span.bytes
    let repeated = UInt64(byte) &* 0x0101_0101_0101_0101
    var index = start - startIndex
    while index + 8 <= bytes.byteCount {
      let word = bytes.eightBytes(at: index) ^ repeated
      let mark = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if mark != 0 { return startIndex + index + mark.trailingZeroBitCount >> 3 }
      index += 8
    }
    while index < bytes.byteCount {
      if bytes[byte: index] == byte { return startIndex + index }
      index += 1
    }
    return nil
  }
}

extension Span<UInt8> {
  /// Whether both have the same bytes. O(n), eight bytes at a time.
  ///
  /// Safe: the bytes are only looked at.
  package func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let (left, right) = unsafe (bytes, other.bytes)
    var index = 0
    while index + 8 <= count {
      if left.eightBytes(at: index) != right.eightBytes(at: index) { return false }
      index += 8
    }
    while index < count {
      if left[byte: index] != right[byte: index] { return false }
      index += 1
    }
    return true
  }
}

extension String {
  /// Every `part` written as `other`, from the left; the text itself where `part` is empty. O(n · m).
  package func writing(_ other: String, for part: String) -> String {
    if part.isEmpty { return self }
    let (text, searched) = (Array(utf8), Array(part.utf8))
    var written: [UInt8] = []
    var at = 0
    while at < text.count {
      if text[at...].starts(with: searched) {
        written += Array(other.utf8)
        at += searched.count
      } else {
        written.append(text[at])
        at += 1
      }
    }
    return String(decoding: written, as: UTF8.self)
  }
}
