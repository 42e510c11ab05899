// The only two loads from a document's bytes.
//
// Safe: `RawSpan` compares both with its length, and every pattern of bits is a valid `UInt8` or `UInt64`.

extension RawSpan {
  subscript(byte index: Int) -> UInt8 {
    @inline(__always) get { unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self) }
  }

  /// Eight bytes from `index`, the first in the lowest bits on every platform.
  @inline(__always)
  func eightBytes(at index: Int) -> UInt64 {
    unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }
}
