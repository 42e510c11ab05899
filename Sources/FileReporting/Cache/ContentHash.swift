/// 128 bits that tell texts apart: two different texts share them by chance once in 2^128 pairs. Fast, and no defence
/// against texts that were made to collide.
struct ContentHash: Hashable, Sendable {
  private(set) var low: UInt64
  private(set) var high: UInt64

  /// Odd constants without pattern: the fractional parts of the square roots of 2, 3, 5 and 7.
  private static let roots: [UInt64] = [
    0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
  ]

  /// The hash of `bytes`. O(n), 16 bytes at a time. Safe: loads end at or before the length.
  init(_ bytes: UnsafeRawBufferPointer) {
    let (first, second) = (Self.roots[0], Self.roots[1])
    var low = UInt64(bytes.count) ^ Self.roots[2]
    var high = UInt64(bytes.count) &* Self.roots[3]
    var at = 0
    while at + 16 <= bytes.count {
      let left = unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let right = unsafe bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
      low = Self.fold(low ^ left, first ^ right)
      high = Self.fold(high &+ right, second ^ left) ^ low
      at += 16
    }
    var rest: (UInt64, UInt64) = (0, 0)
    unsafe withUnsafeMutableBytes(of: &rest) { unsafe $0.copyBytes(from: bytes[at...]) }
    low = Self.fold(low ^ rest.0, first ^ rest.1)
    high = Self.fold(high &+ rest.1, second ^ rest.0)
    self.low = Self.fold(low ^ high, Self.roots[2])
    self.high = Self.fold(high ^ low.byteSwapped, Self.roots[3])
  }

  /// The high and the low half of the product, which depend on every bit of both factors; the factors stay in, so that
  /// a zero does not swallow the other.
  private static func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second | 1)
    return product.high ^ product.low ^ first &+ second
  }
}
