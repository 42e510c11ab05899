/// SipHash-2-4 with 128 bits (Aumasson and Bernstein 2012, and their reference code): names a text so that nobody without
/// the key can find two texts of one name, or the name of any.
package struct ContentHash: Hashable, Sendable {
  package let low: UInt64
  package let high: UInt64

  /// 128 bits, which are a secret.
  package struct Key: Sendable, Hashable {
    package var low: UInt64
    package var high: UInt64

    package init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    /// Another key, which is known where this one and `name` are.
    func derived(for name: String) -> Key {
      let hash = unsafe Array(name.utf8).withUnsafeBytes { bytes in unsafe ContentHash(bytes, key: self) }
      return Key(low: hash.low, high: hash.high)
    }
  }

  /// The hash of `bytes`. O(n), 8 bytes at a time. Safe: loads end at or before the length.
  package init(_ bytes: UnsafeRawBufferPointer, key: Key) {
    var state = State(key)
    var at = 0
    while at + 8 <= bytes.count {
      state.take(UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
      at += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for index in at..<bytes.count { unsafe last |= UInt64(bytes[index]) << UInt64(8 * (index - at)) }
    state.take(last)
    (low, high) = state.finish()
  }

  private struct State {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    /// "somepseudorandomlygeneratedbytes", and the mark of the long output.
    init(_ key: Key) {
      v0 = 0x736F_6D65_7073_6575 ^ key.low
      v1 = 0x646F_7261_6E64_6F6D ^ key.high ^ 0xEE
      v2 = 0x6C79_6765_6E65_7261 ^ key.low
      v3 = 0x7465_6462_7974_6573 ^ key.high
    }

    @inline(__always)
    mutating func take(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> (low: UInt64, high: UInt64) {
      v2 ^= 0xEE
      for _ in 0..<4 { round() }
      let low = v0 ^ v1 ^ v2 ^ v3
      v1 ^= 0xDD
      for _ in 0..<4 { round() }
      return (low, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
      v0 &+= v1
      v2 &+= v3
      v1 = Self.turned(v1, 13) ^ v0
      v3 = Self.turned(v3, 16) ^ v2
      v0 = Self.turned(v0, 32)
      v2 &+= v1
      v0 &+= v3
      v1 = Self.turned(v1, 17) ^ v2
      v3 = Self.turned(v3, 21) ^ v0
      v2 = Self.turned(v2, 32)
    }

    @inline(__always)
    private static func turned(_ word: UInt64, _ count: UInt64) -> UInt64 { word << count | word >> (64 - count) }
  }
}
