// The least number of tiles that covers marked text: one dynamic program over bytes does pieces, markers and the byte
// floor at once, because markers and byte prefixes stand in the trie and every single byte may be a tile.

/// The tiling of marked text over one vocabulary.
///
/// Cost: O(n × longest piece) in the worst case, a few steps a byte on text. No allocation after the first use.
///
/// Safe: the ring is its own until the workspace frees it; the trie is the vocabulary's, which the workspace keeps.
@safe
struct MinimumTiling {
  /// Longest piece in bytes is 128 (v3), so a ring of 256 holds every cost still in reach.
  private static let ringLength = 256

  private let trie: UnsafePointer<UInt32>
  /// Costs of the prefixes within reach, by position modulo the ring's length.
  private let best: UnsafeMutablePointer<UInt32>

  init(_ vocabulary: Vocabulary) {
    unsafe trie = vocabulary.trie
    unsafe best = .allocate(capacity: Self.ringLength)
  }

  /// Frees the ring; the value must not be used afterwards.
  @unsafe func deallocate() { unsafe best.deallocate() }

  /// The least number of tiles that covers the `count` bytes of marked text at `text`.
  ///
  /// Safe: at most 127 bytes are positions of the wider set.
  func count(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    if count < UInt64.bitWidth { return unsafe search(text, count, UInt64.self) }
    return unsafe count < UInt128.bitWidth ? search(text, count, UInt128.self) : countLong(text, count)
  }

  /// Searches breadth first: the positions that one tile reaches, then those that two reach, each set as the bits of a
  /// word. A word that is a piece takes one walk through the trie, and positions that only dear tilings reach take none.
  /// Within a set the last position goes first, since it is the most likely to reach the end.
  ///
  /// Safe: positions stay below `count`, which is below the bits of a set.
  @inline(__always)
  private func search<Positions: FixedWidthInteger & UnsignedInteger>(
    _ text: UnsafePointer<UInt8>, _ count: Int, _: Positions.Type
  ) -> Int {
    if count == 0 { return 0 }
    let root = unsafe TrieCursor(trie)
    let end = Positions(1) &<< Positions(truncatingIfNeeded: count)
    var seen: Positions = 1
    var level: Positions = 1
    var tiles = 1
    while true {
      var next: Positions = 0
      repeat {
        let start = Positions.bitWidth &- 1 &- level.leadingZeroBitCount
        level ^= 1 &<< Positions(truncatingIfNeeded: start)
        // A single byte is always a tile.
        var ends: Positions = 2 &<< Positions(truncatingIfNeeded: start)
        var at = start
        var cursor = root
        while at < count, unsafe cursor.step(text[at]) {
          at &+= 1
          ends |= Positions(truncatingIfNeeded: cursor.pieces) &<< Positions(truncatingIfNeeded: at)
        }
        if ends & end != 0 { return tiles }
        next |= ends
      } while level != 0
      level = next & ~seen
      seen |= next
      tiles &+= 1
    }
  }

  /// The same for longer text, position by position; costs still in reach stand in a ring.
  private func countLong(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let mask = Self.ringLength - 1
    for at in 0..<Self.ringLength { unsafe best[at] = .max }
    unsafe best[0] = 0
    let root = unsafe TrieCursor(trie)
    for start in 0..<count {
      let cost = unsafe best[start & mask] &+ 1
      unsafe best[start & mask] = .max
      var at = start
      var cursor = root
      if unsafe cost < best[(start &+ 1) & mask] { unsafe best[(start &+ 1) & mask] = cost }
      while at < count, unsafe cursor.step(text[at]) {
        at &+= 1
        if cursor.isPiece, unsafe cost < best[at & mask] { unsafe best[at & mask] = cost }
      }
    }
    return unsafe Int(best[count & mask])
  }

  /// A run of `count` times `byte` with what its shortest tiling surely has taken off: how long the rest is, and how many
  /// tiles those are. Exact whatever markers stand at the run's ends.
  ///
  /// Let `longest` be the longest piece of `byte` alone. Pigeonhole: among `longest` shorter tiles, some consecutive ones
  /// sum to a multiple of `longest`; longest pieces cover them with fewer tiles. So a minimal tiling has fewer than
  /// `longest` shorter tiles, and everything beyond `longest` squared bytes is longest pieces. A piece with a marker
  /// covers at most 127 bytes of the run.
  func shortened(_ byte: UInt8, _ count: Int) -> (count: Int, tiles: Int) {
    guard count > Self.ringLength else { return (count, 0) }
    var longest = 1
    var depth = 0
    var cursor = unsafe TrieCursor(trie)
    while depth < Self.ringLength, cursor.step(byte) {
      depth += 1
      if cursor.isPiece { longest = depth }
    }
    let surplus = count - longest * longest - Self.ringLength
    guard surplus > longest else { return (count, 0) }
    let tiles = surplus / longest
    return (count - tiles * longest, tiles)
  }
}
