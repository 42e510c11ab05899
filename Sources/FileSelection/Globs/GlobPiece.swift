/// What a pattern is made of.
enum GlobPiece: Hashable {
  case byte(UInt8)
  /// `?`: a byte other than `/`.
  case anyByte
  /// `*`: bytes other than `/`.
  case anyName
  /// Any bytes.
  case anything
  /// `**/` at the beginning: nothing, or folders.
  case anyFolders
  /// `/**` at the end: everything inside.
  case everythingInside
  /// `/**/`: a `/`, or folders between two.
  case foldersBetween
  case set(ByteSet)
  case alternatives([[GlobPiece]])
}

/// Some of the 256 bytes.
struct ByteSet: Hashable {
  private var words: SIMD4<UInt64> = .zero

  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  mutating func remove(_ byte: UInt8) { words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63)) }

  mutating func invert() { words = ~words }
}
