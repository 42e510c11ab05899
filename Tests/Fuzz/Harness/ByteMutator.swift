import TestSupport

/// Changes seeds as libFuzzer does, but from a fixed start and without knowing what the program covers.
struct ByteMutator {
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]
  private var random: SeededRandom

  init(seeds: [[UInt8]], words: [String], seed: UInt64) {
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) } + [[0xFF], [0x80], [0], [0xED, 0xA0, 0x80]]
    random = SeededRandom(seed: seed)
  }

  /// A seed with one to eight changes.
  mutating func next() -> [UInt8] {
    var bytes = random.pick(seeds)
    for _ in 0...random.below(8) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = random.below(bytes.count + 1)
    switch random.below(9) {
    case 0: bytes.insert(contentsOf: random.pick(words), at: place)
    case 1: bytes.replaceSubrange(range(from: place, in: bytes, limit: 8), with: random.pick(words))
    case 2: bytes.removeSubrange(range(from: place, in: bytes, limit: 40))
    case 3 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
    case 4 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 5 where place < bytes.count: bytes[place] &+= UInt8(truncatingIfNeeded: random.below(9) - 4)
    case 6: bytes.insert(contentsOf: bytes[range(from: place, in: bytes, limit: 80)], at: random.below(bytes.count + 1))
    case 7:
      let other = random.pick(seeds)
      let part = range(from: random.below(other.count + 1), in: other, limit: 200)
      bytes.insert(contentsOf: other[part], at: place)
    default:
      // Digits grow: sizes and counts are what overflows.
      if place < bytes.count, (0x30...0x39).contains(bytes[place]) {
        bytes.insert(contentsOf: repeatElement(0x39, count: random.below(20)), at: place)
      }
    }
  }

  private mutating func range(from start: Int, in bytes: [UInt8], limit: Int) -> Range<Int> {
    start..<min(start + random.below(limit + 1), bytes.count)
  }
}
