// Class bytes of scalars beyond the basic plane. The compiled vocabulary has none: a price is a search through the trie,
// and a text has few different ones.

/// Remembers the class bytes of some scalars; the memory of one workspace.
///
/// Safe: a place is a scalar cut to the places there are.
@safe
struct AstralBytes {
  private static let count = 512
  /// The scalar and its byte; zero where there is none.
  private let entries: UnsafeMutablePointer<UInt32>

  init() {
    unsafe entries = .allocate(capacity: Self.count)
    unsafe entries.initialize(repeating: 0, count: Self.count)
  }

  /// Frees the entries; the value must not be used afterwards.
  @unsafe func deallocate() { unsafe entries.deallocate() }

  /// The byte remembered for a scalar above U+FFFF.
  @inline(__always)
  func byte(_ scalar: UInt32) -> UInt8? {
    let entry = unsafe entries[Int(scalar) & (Self.count - 1)]
    return entry >> 8 == scalar ? UInt8(truncatingIfNeeded: entry) : nil
  }

  /// Remembers the byte of a scalar above U+FFFF, in the place of another one.
  func remember(_ scalar: UInt32, _ byte: UInt8) {
    unsafe entries[Int(scalar) & (Self.count - 1)] = scalar << 8 | UInt32(byte)
  }
}

extension Workspace {
  /// The class byte of the scalar above U+FFFF that stands at `text`: each is a hard letter.
  func astralByte(_ scalar: UInt32, _ text: UnsafePointer<UInt8>) -> UInt8 {
    let record = table.record(scalar)
    var byte = unsafe ScalarClass.hardLetter | UInt8(tiling.count(text, 4) - 1) << ScalarByte.priceShift
    if record.combiningClass != 0 { byte |= ScalarByte.combining }
    if record.flags & (ScalarRecord.recomposes | ScalarRecord.dropped | ScalarRecord.spaced) != 0 {
      byte |= ScalarByte.unsettled
    }
    astral.remember(scalar, byte)
    return byte
  }
}
