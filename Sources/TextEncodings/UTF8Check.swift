/// Whether bytes that come in portions are UTF-8 (Unicode 15.0, table 3-7); a count replaces what is not.
package struct UTF8Check: Sendable {
  /// The offset of the first sequence that is not UTF-8.
  package private(set) var firstIllFormed: Int?
  /// The offset of the first byte that is not ASCII.
  package private(set) var firstNonASCII: Int?
  private var length = 0
  /// Where the open sequence began, how many bytes it still needs, and what the next may be.
  private var start = 0
  private var missing = 0
  private var next: ClosedRange<UInt8> = 0x80...0xBF

  package init() {}

  /// Whether all bytes are UTF-8. O(n).
  package static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    var check = UTF8Check()
    check.append(bytes)
    check.finish()
    return check.firstIllFormed == nil
  }

  /// Looks at the next bytes. O(n), 32 ASCII bytes at a time.
  package mutating func append(_ bytes: Span<UInt8>) {
    defer { length += bytes.count }
    var at = 0
    while at < bytes.count, firstIllFormed == nil {
      if missing == 0 {
        let last = at
        at = Self.end(ofWholeSequences: bytes, from: at, &firstNonASCII, length)
        if at > last { continue }
      }
      if firstNonASCII == nil, bytes[at] >= 0x80 { firstNonASCII = length + at }
      if !isAccepted(bytes[at], at: length + at) { firstIllFormed = start }
      at += 1
    }
  }

  /// Ends the text: an open sequence is not UTF-8.
  package mutating func finish() {
    if firstIllFormed == nil, missing > 0 { firstIllFormed = start }
  }

  /// The end of the well-formed sequences from `start` on that lie wholly in blocks of 32 bytes with three more behind.
  ///
  /// Safe: each load is checked against the length, and every pattern of bits is a number.
  private static func end(
    ofWholeSequences bytes: Span<UInt8>, from start: Int, _ firstNonASCII: inout Int?, _ offset: Int
  ) -> Int {
    let raw = unsafe bytes.bytes
    func word(_ at: Int) -> UInt64 { unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self) }
    var at = start
    while at + 35 <= bytes.count {
      if (word(at) | word(at + 8) | word(at + 16) | word(at + 24)) & 0x8080_8080_8080_8080 == 0 {
        at += 32
        continue
      }
      let end = at + 32
      while at < end {
        let four = unsafe UInt32(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
        if four & 0x80 == 0 {
          at += 1
          continue
        }
        if firstNonASCII == nil { firstNonASCII = offset + at }
        if four & 0xC0E0 == 0x80C0, four & 0x1E != 0 {
          at += 2
        } else if four & 0xC0_C0F0 == 0x80_80E0, four & 0x200F != 0, four & 0x200F != 0x200D {
          at += 3
        } else if four & 0xC0C0_C0F8 == 0x8080_80F0, four & 0x3007 != 0, four & 4 == 0 || four & 0x3003 == 0 {
          at += 4
        } else {
          return at
        }
      }
    }
    return at
  }

  private mutating func isAccepted(_ byte: UInt8, at offset: Int) -> Bool {
    if missing > 0 {
      missing -= 1
      defer { next = 0x80...0xBF }
      return next.contains(byte)
    }
    start = offset
    switch byte {
    case 0x00...0x7F: return true
    case 0xC2...0xDF: missing = 1
    case 0xE0...0xEF: missing = 2
    case 0xF0...0xF4: missing = 3
    default: return false
    }
    next =
      switch byte {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    return true
  }
}

extension UTF8Check {
  /// Whether a piece of a long text is UTF-8, so that all pieces are if and only if the text is.
  ///
  /// - Parameters:
  ///   - bytes: the piece, and up to three bytes of the next one.
  ///   - count: how many of them are the piece.
  ///   - isFirst: whether no piece stands before: else leading bytes that continue a sequence are the one before's to
  ///     check.
  package static func isUTF8(piece bytes: Span<UInt8>, count: Int, isFirst: Bool) -> Bool {
    var start = 0
    while !isFirst, start < min(3, count), bytes[start] & 0xC0 == 0x80 { start += 1 }
    var check = UTF8Check()
    check.append(bytes.extracting(start..<count))
    var at = count
    while at < bytes.count, bytes[at] & 0xC0 == 0x80 {
      check.append(bytes.extracting(at..<at + 1))
      at += 1
    }
    check.finish()
    return check.firstIllFormed == nil
  }
}
