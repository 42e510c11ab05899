// Remembers words of 16 to 63 bytes: most words of scripts with two or three bytes a letter, and names that programs
// put together from several.

import _CPlainRuns

/// Costs of longer words by their bytes, in two megabytes, or less where memory is short. Words of up to 31 bytes take
/// an entry of 32 bytes, two a bucket with the one used last in front; words of up to 63 bytes one of 64 bytes, alone in
/// its place.
///
/// Safe: a place is a hash cut to the buckets that half of the memory holds; a key's bytes are those of the word.
@safe
struct LongWordCache {
  /// Bytes of an entry for a longer word, and of a bucket for two shorter ones.
  private static let bucketLength = 64
  /// Longest word in bytes that is remembered, and the longest that takes a short entry.
  static let longest = 63
  static let longestShort = Int(ULLAGE_LONGEST_LONG_WORD)

  /// A word's bytes as four words, padded with zeros. The last byte is left for the cost.
  struct Key: Equatable {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// The key of the `count` bytes at `text`, between 16 and 31.
    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, _ count: Int) {
      let raw = unsafe UnsafeRawPointer(text)
      words.0 = unsafe raw.loadUnaligned(as: UInt64.self)
      words.1 = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      // The word's last sixteen bytes, shifted to drop those that stand in the first two words already: nothing is read
      // beyond the word.
      let low = unsafe raw.loadUnaligned(fromByteOffset: count - 16, as: UInt64.self)
      let high = unsafe raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      let surplus = UInt64(32 - count) * 8
      if surplus < 64 {
        words.2 = low >> surplus | high << (64 - surplus)
        words.3 = high >> surplus
      } else {
        words.2 = surplus == 64 ? high : high >> (surplus - 64)
      }
    }

    @inline(__always)
    static func == (left: Key, right: Key) -> Bool {
      (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1) | (left.words.2 ^ right.words.2)
        | (left.words.3 ^ right.words.3) == 0
    }
  }

  /// Buckets for shorter words, and behind them as many places for longer ones.
  private let memory: ZeroedMemory
  /// Two entries a bucket, each four words.
  let entries: UnsafeMutablePointer<UInt64>
  /// Keeps of a place what the memory holds.
  private let placeMask: Int
  /// Whether there are as many buckets as a batch is looked up in.
  let isWhole: Bool

  init(limit: Int) {
    let length = (2 * Self.bucketLength) << Int(ULLAGE_LONG_BUCKET_BITS)
    memory = ZeroedMemory(length: length, limit: limit)
    unsafe entries = memory.words
    placeMask = memory.length / 16 - 1
    isWhole = memory.length == length
  }

  /// Frees the entries; the value must not be used afterwards.
  @unsafe func deallocate() { unsafe memory.deallocate() }

  @inline(__always)
  private func bucket(_ key: Key) -> UnsafeMutablePointer<UInt64> {
    let place = ullage_long_place(key.words.0, key.words.1, key.words.2, key.words.3)
    return unsafe entries + Int(place) & placeMask
  }

  /// The cost remembered for a word, or 0.
  @inline(__always)
  func cost(_ key: Key) -> Int {
    let at = unsafe bucket(key)
    for way in 0..<2 {
      let entry = unsafe at + way &* 4
      let difference =
        unsafe (entry[0] ^ key.words.0) | (entry[1] ^ key.words.1) | (entry[2] ^ key.words.2)
        | ((entry[3] ^ key.words.3) << 8)
      guard difference == 0 else { continue }
      let found = unsafe entry[3]
      if way == 1 {
        unsafe (at + 4).update(from: at, count: 4)
        unsafe write(key, found, to: at)
      }
      return Int(truncatingIfNeeded: found >> 56)
    }
    return 0
  }

  /// Remembers the cost of a word, which is between 1 and 255.
  func remember(_ key: Key, cost: Int) {
    let at = unsafe bucket(key)
    unsafe (at + 4).update(from: at, count: 4)
    unsafe write(key, key.words.3 | UInt64(cost) << 56, to: at)
  }

  /// Asks the memory for the place of the word of `count` bytes at `text`, longer than the first cache takes.
  @inline(__always)
  func prefetch(_ text: UnsafePointer<UInt8>, _ count: Int) {
    guard count <= Self.longest else { return }
    if count > Self.longestShort {
      unsafe ullage_prefetch(place(Self.longKey(text, count)))
    } else {
      unsafe ullage_prefetch(bucket(Key(text, count)))
    }
  }

  private func write(_ key: Key, _ last: UInt64, to entry: UnsafeMutablePointer<UInt64>) {
    unsafe entry[0] = key.words.0
    unsafe entry[1] = key.words.1
    unsafe entry[2] = key.words.2
    unsafe entry[3] = last
  }

  // MARK: Words of 32 to 63 bytes

  /// The word's bytes, padded with zeros. The last byte is left for the cost.
  typealias LongKey = SIMD8<UInt64>

  /// The key of the `count` bytes at `text`, between 32 and 63.
  @inline(__always)
  static func longKey(_ text: UnsafePointer<UInt8>, _ count: Int) -> LongKey {
    var key = LongKey.zero
    unsafe withUnsafeMutableBytes(of: &key) { bytes in
      unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: text, count: count))
    }
    return key
  }

  private func place(_ key: LongKey) -> UnsafeMutablePointer<LongKey> {
    var mixed: UInt64 = 0
    for index in 0..<8 { mixed = (mixed ^ key[index]) &* 0x9E37_79B9_7F4A_7C15 ^ (mixed >> 29) }
    let places = unsafe UnsafeMutableRawPointer(memory.words) + memory.length / 2
    return unsafe places.assumingMemoryBound(to: LongKey.self)
      + Int(truncatingIfNeeded: mixed >> (64 &- UInt64(ULLAGE_LONG_BUCKET_BITS))) & placeMask >> 3
  }

  /// The cost remembered for a long word, or 0.
  func cost(_ key: LongKey) -> Int {
    var entry = unsafe place(key).pointee
    let cost = Int(truncatingIfNeeded: entry[7] >> 56)
    entry[7] &= 0x00FF_FFFF_FFFF_FFFF
    return entry == key ? cost : 0
  }

  /// Remembers the cost of a long word, which is between 1 and 255.
  func remember(_ key: LongKey, cost: Int) {
    var entry = key
    entry[7] |= UInt64(cost) << 56
    unsafe place(key).pointee = entry
  }
}
