// The least number of tiles that covers marked text: one dynamic program over bytes does pieces, markers and the byte
// floor at once, because markers and byte prefixes stand in the trie and every single byte may be a tile.

/// The tiling of marked text over one vocabulary.
///
/// Cost: O(n × longest piece) in the worst case, a few steps a byte on text. No allocation after the first use.
struct MinimumTiling {
  /// Longest piece in bytes is 128 (v3), so a ring of 256 holds every cost still in reach.
  private static let ringLength = 256

  private let trie: UnsafePointer<UInt32>
  /// Costs of the prefixes within reach, by position modulo the ring's length.
  private let best: UnsafeMutablePointer<UInt32>

  init(_ vocabulary: Vocabulary) {
    trie = vocabulary.trie
    best = .allocate(capacity: Self.ringLength)
  }

  /// Frees the ring; the value must not be used afterwards.
  func deallocate() { best.deallocate() }

  /// The least number of tiles that covers the `count` bytes of marked text at `text`.
  ///
  /// Safe: positions stay below `count`, ring indices below the ring's length, and a child's slot is a base of the
  /// trie, whose block of 256 the compiler placed inside the slots, combined with one byte.
  func count(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    guard count < Self.ringLength else { return countLong(text, count) }
    let best = best
    let trie = trie
    for at in 1...max(count, 1) { best[at] = .max }
    best[0] = 0
    let rootBase = Int(trie[0] >> TrieSlot.baseShift)
    for start in 0..<count {
      let cost = best[start] &+ 1
      var at = start
      var base = rootBase
      // A single byte is always a tile.
      if cost < best[start &+ 1] { best[start &+ 1] = cost }
      while at < count {
        let byte = text[at]
        let slot = trie[base ^ Int(byte)]
        guard slot & TrieSlot.labelMask == UInt32(byte) | TrieSlot.taken else { break }
        at &+= 1
        if slot & TrieSlot.terminal != 0, cost < best[at] { best[at] = cost }
        base = Int(slot >> TrieSlot.baseShift)
      }
    }
    return Int(best[count])
  }

  /// The same for text longer than the ring.
  private func countLong(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let mask = Self.ringLength - 1
    for at in 0..<Self.ringLength { best[at] = .max }
    best[0] = 0
    let rootBase = Int(trie[0] >> TrieSlot.baseShift)
    for start in 0..<count {
      let cost = best[start & mask] &+ 1
      best[start & mask] = .max
      var at = start
      var base = rootBase
      if cost < best[(start &+ 1) & mask] { best[(start &+ 1) & mask] = cost }
      while at < count {
        let byte = text[at]
        let slot = trie[base ^ Int(byte)]
        guard slot & TrieSlot.labelMask == UInt32(byte) | TrieSlot.taken else { break }
        at &+= 1
        if slot & TrieSlot.terminal != 0, cost < best[at & mask] { best[at & mask] = cost }
        base = Int(slot >> TrieSlot.baseShift)
      }
    }
    return Int(best[count & mask])
  }
}
