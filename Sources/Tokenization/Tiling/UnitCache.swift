// Remembers what units cost. A unit is a word or a run of punctuation with its border markers: its cost depends on its
// own bytes alone, so a remembered cost is exact. The size is fixed: what is displaced is computed again.

import _CPlainRuns

/// Costs of short units by their bytes.
///
/// An entry is 16 bytes: 15 of the unit, padded with zeros, and its cost. Two entries share a bucket, the newer in
/// front; a look-up of one unit brings it there, a batch leaves both as they are. 262,144 entries are four megabytes,
/// and a cache cannot grow. Where memory is short there are fewer, and batches are not looked up.
///
/// Safe: a place is a hash cut to the buckets that the memory holds.
@safe
struct UnitCache {
  private static let bucketBits = Int(ULLAGE_UNIT_BUCKET_BITS)
  /// Longest unit in bytes that is remembered.
  static let longest = Int(ULLAGE_LONGEST_UNIT)
  /// Highest cost that is remembered.
  static let dearest = 255

  private let memory: ZeroedMemory
  /// Two entries a bucket, each two words.
  let entries: UnsafeMutablePointer<UInt64>
  /// For each length up to 16 the masks that keep that many bytes of two words.
  let masks: UnsafeMutablePointer<UInt64>
  /// Mask that folds a bucket index into the allocated memory.
  private let placeMask: Int
  /// Whether there are as many buckets as a batch is looked up in.
  let isWhole: Bool

  init(limit: Int) {
    memory = ZeroedMemory(length: 32 << Self.bucketBits, limit: limit)
    placeMask = memory.length / 8 - 4
    isWhole = memory.length == 32 << Self.bucketBits
    unsafe entries = memory.words
    // The key of units that are too long is zero; an empty bucket there would be taken for an entry that costs nothing.
    unsafe entries[0] = .max
    unsafe entries[2] = .max
    unsafe masks = .allocate(capacity: 34)
    for length in 0...16 {
      unsafe masks[length * 2] = length >= 8 ? ~0 : (1 << UInt64(length * 8)) - 1
      unsafe masks[length * 2 + 1] = length <= 8 ? 0 : length >= 16 ? ~0 : (1 << UInt64(length * 8 - 64)) - 1
    }
  }

  /// Frees the entries; the value must not be used afterwards.
  @unsafe func deallocate() {
    unsafe memory.deallocate()
    unsafe masks.deallocate()
  }

  /// Where a unit's bucket starts in `entries`.
  @inline(__always)
  private func bucket(_ low: UInt64, _ high: UInt64) -> Int { Int(ullage_unit_place(low, high)) & placeMask }

  /// The cost remembered for a unit, or 0. `high`'s top byte is zero.
  @inline(__always)
  func cost(_ low: UInt64, _ high: UInt64) -> Int {
    let at = unsafe entries + bucket(low, high)
    if unsafe at[0] == low, unsafe (at[1] ^ high) << 8 == 0 { return unsafe Int(truncatingIfNeeded: at[1] >> 56) }
    return unsafe secondCost(low, high, at)
  }

  /// The cost in the bucket's second entry, which then comes to the front; or 0.
  @inline(never)
  func secondCost(_ low: UInt64, _ high: UInt64, _ at: UnsafeMutablePointer<UInt64>) -> Int {
    guard unsafe at[2] == low, unsafe (at[3] ^ high) << 8 == 0 else { return 0 }
    let found = unsafe at[3]
    unsafe at[2] = at[0]
    unsafe at[3] = at[1]
    unsafe at[0] = low
    unsafe at[1] = found
    return Int(truncatingIfNeeded: found >> 56)
  }

  /// Remembers the cost of a unit, which is between 1 and 255.
  func remember(_ low: UInt64, _ high: UInt64, cost: Int) {
    let at = unsafe entries + bucket(low, high)
    unsafe at[2] = at[0]
    unsafe at[3] = at[1]
    unsafe at[0] = low
    unsafe at[1] = high | UInt64(cost) << 56
  }
}
