/// Whether bytes that come in portions are UTF-8, to tell the user where they are not; the count itself replaces what is
/// not (Unicode 15.0, table 3-7).
struct UTF8Check {
  /// The offset of the first sequence that is not UTF-8.
  private(set) var firstIllFormed: Int?
  private var length = 0
  /// Where the open sequence began, how many bytes it still needs, and what the next may be.
  private var start = 0
  private var missing = 0
  private var next: ClosedRange<UInt8> = 0x80...0xBF

  /// Looks at the next bytes. O(n), eight ASCII bytes at a time.
  ///
  /// Safe: the load is checked against the length, and every pattern of bits is a number.
  mutating func append(_ bytes: Span<UInt8>) {
    defer { length += bytes.count }
    guard firstIllFormed == nil else { return }
    var at = 0
    while at < bytes.count {
      if missing == 0, at + 8 <= bytes.count,
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        at += 8
        continue
      }
      guard isAccepted(bytes[at], at: length + at) else {
        firstIllFormed = start
        return
      }
      at += 1
    }
  }

  /// Ends the text: an open sequence is not UTF-8.
  mutating func finish() {
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
