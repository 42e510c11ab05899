// The parsed form of a document: one 64-bit word for each scalar and two for each container, in source order.
//
//   bits  0 ..< 29  byte offset in the source      (for a string: of the first byte after the quote)
//   bits 29 ..< 58  byte length                    (for a string: without the quotes; containers: with brackets)
//   bit  58         the string's bytes are not its text: it has an escape or ill-formed UTF-8
//   bits 60 ..< 64  kind
//
// A container's second word holds the index of the next node (low half) and its number of elements or members (high
// half). A member is its key's word followed by its value's node. Nothing is copied from the source.

/// What a word of the tape stands for.
enum TapeKind: UInt64 {
  case null, `false`, `true`, integer, float, string, array, object
}

/// One word of the tape.
struct TapeWord: Sendable {
  var bits: UInt64

  /// Offsets and lengths have 29 bits each, so a document is below 512 MB.
  static let largestOffset = (1 << 29) - 1

  init(_ kind: TapeKind, offset: Int, length: Int, needsDecoding: Bool = false) {
    bits =
      UInt64(truncatingIfNeeded: offset) | UInt64(truncatingIfNeeded: length) << 29
      | (needsDecoding ? 1 << 58 : 0) | kind.rawValue << 60
  }

  init(bits: UInt64) { self.bits = bits }

  var offset: Int { Int(truncatingIfNeeded: bits & 0x1FFF_FFFF) }
  var length: Int { Int(truncatingIfNeeded: (bits >> 29) & 0x1FFF_FFFF) }
  var range: Range<Int> { offset..<offset + length }
  var needsDecoding: Bool { bits & (1 << 58) != 0 }
  var kind: TapeKind { TapeKind(rawValue: bits >> 60) ?? .null }
  var isContainer: Bool { bits >> 60 >= TapeKind.array.rawValue }
}

/// The second word of a container.
struct TapeSpan: Sendable {
  var bits: UInt64

  init(next: Int, count: Int) {
    bits = UInt64(truncatingIfNeeded: next) & 0xFFFF_FFFF | UInt64(truncatingIfNeeded: count) << 32
  }

  init(bits: UInt64) { self.bits = bits }

  var next: Int { Int(truncatingIfNeeded: bits & 0xFFFF_FFFF) }
  var count: Int { Int(truncatingIfNeeded: bits >> 32) }
}
