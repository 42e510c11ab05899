import _CTextEncodings

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

  /// Looks at the next bytes. O(n), 64 ASCII bytes at a time.
  package mutating func append(_ bytes: Span<UInt8>) {
    defer { length += bytes.count }
    var at = 0
    while at < bytes.count, firstIllFormed == nil {
      if missing == 0 {
        let (whole, first) = Self.whole(bytes.extracting(at...))
        if firstNonASCII == nil, let first { firstNonASCII = length + at + first }
        at += whole
        if at == bytes.count { return }
      }
      if firstNonASCII == nil, bytes[at] >= 0x80 { firstNonASCII = length + at }
      if !isAccepted(bytes[at], at: length + at) { firstIllFormed = start }
      at += 1
    }
  }

  /// How many bytes are surely well-formed sequences, and the first that is not ASCII.
  ///
  /// Safe: C reads the bytes that it is told of, for this one call.
  private static func whole(_ bytes: Span<UInt8>) -> (count: Int, firstNonASCII: Int?) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var first = 0
      let whole = unsafe ullage_utf8_whole(buffer.baseAddress, buffer.count, &first)
      return (whole, first < 0 ? nil : first)
    }
  }

  /// Whether a byte is 0. O(n), as fast as the C library searches.
  package static func hasNUL(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { unsafe ullage_has_nul($0.baseAddress, $0.count) }
  }

  /// Ends the text: an open sequence is not UTF-8.
  package mutating func finish() {
    if firstIllFormed == nil, missing > 0 { firstIllFormed = start }
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
