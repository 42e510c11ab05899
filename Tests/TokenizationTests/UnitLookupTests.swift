import TestSupport
import Testing
import Tokenization
import _CPlainRuns

/// Looking up a batch of units, at every level that this processor has, against a reading of the rules entry by entry.
@Suite("Units looked up in a batch") struct UnitLookupTests {
  typealias LookUp = (
    Int32, UnsafePointer<UInt64>?, UnsafePointer<UInt8>?, UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?,
    UnsafeMutablePointer<Int32>?
  ) -> Int64

  @Test("cost what their entries say, and those without one are named", arguments: PlainTextTests.levels)
  func words(level: Int32) {
    check(seed: 21, level, ullage_look_up_words_at) { text, word in
      word.count > ULLAGE_LONGEST_UNIT ? nil : Self.key(text[word])
    }
  }

  @Test("are told apart by the spaces around punctuation", arguments: PlainTextTests.levels)
  func punctuation(level: Int32) {
    check(seed: 22, level, ullage_look_up_punctuation_at) { text, run in
      guard run.count < ULLAGE_LONGEST_UNIT else { return nil }
      var key = Self.key(text[run])
      let bow: UInt64 = text[run.lowerBound - 1] == 0x20 ? 2 : 0
      let eow: UInt64 = text[run.upperBound] == 0x20 && text[run.upperBound + 1] != 0x20 ? 4 : 0
      key.high |= (1 | bow | eow) << 48
      return key
    }
  }

  @Test("long ones too, of which nothing behind the last byte is read")
  func longWords() {
    var random = SeededRandom(seed: 23)
    var entries = [UInt64](repeating: 0, count: 8 << Int(ULLAGE_LONG_BUCKET_BITS))
    var known: [[UInt8]: Int] = [:]
    for _ in 0..<60 {
      // Words of any length, the last one at the very end of the text.
      let words = (0..<Int.random(in: 1...150, using: &random)).map { _ in
        (0..<Int.random(in: 2...40, using: &random)).map { _ in UInt8(0x61 + random.next() % 2) }
      }
      let text = UnsafeMutablePointer<UInt8>.allocate(capacity: words.reduce(0) { $0 + $1.count })
      defer { text.deallocate() }
      var borders: [UInt16] = []
      var length = 0
      for word in words {
        borders += [UInt16(length), UInt16(length + word.count)]
        for byte in word {
          text[length] = byte
          length += 1
        }
      }
      let isKnown = words.map { known[$0] }
      var missed = Array(words.indices.map { UInt16($0) }) + [0]
      var missedCount = Int32(words.count)
      let total = ullage_look_up_long_words(entries, text, borders, &missed, &missedCount)
      #expect(Int(total) == isKnown.reduce(0) { $0 + ($1 ?? 0) })
      #expect(
        missed.prefix(Int(missedCount)).sorted() == words.indices.filter { isKnown[$0] == nil }.map { UInt16($0) })
      for word in words where Bool.random(using: &random) {
        Self.remember(word, cost: Int.random(in: 1...255, using: &random), &entries, &known)
      }
    }
  }

  /// Puts a word of 16 to 31 bytes in front of its bucket; what falls out is known no more.
  private static func remember(
    _ word: [UInt8], cost: Int, _ entries: inout [UInt64], _ known: inout [[UInt8]: Int]
  ) {
    guard (16...31).contains(word.count), known[word] == nil else { return }
    func place(_ word: [UInt8]) -> (at: Int, words: [UInt64]) {
      var words = [UInt64](repeating: 0, count: 4)
      for (at, byte) in word.enumerated() { words[at / 8] |= UInt64(byte) << UInt64(at % 8 * 8) }
      return (Int(ullage_long_place(words[0], words[1], words[2], words[3])), words)
    }
    let (at, words) = place(word)
    for other in known.keys where place(other).at == at && place(other).words.prefix(3) == entries[at + 4..<at + 7] {
      known[other] = nil
    }
    for word in 0..<4 { entries[at + 4 + word] = entries[at + word] }
    entries.replaceSubrange(at..<at + 4, with: words)
    entries[at + 3] |= UInt64(cost) << 56
    known[word] = cost
  }

  struct Key: Hashable {
    var low: UInt64 = 0
    var high: UInt64 = 0
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> Key {
    var key = Key()
    for (at, byte) in bytes.enumerated() {
      if at < 8 { key.low |= UInt64(byte) << UInt64(at * 8) } else { key.high |= UInt64(byte) << UInt64(at * 8 - 64) }
    }
    return key
  }

  /// Random units of few letters over a memory of a few thousand, of which some share a bucket.
  private func check(
    seed: UInt64, _ level: Int32, _ lookUp: LookUp, _ keyOf: ([UInt8], Range<Int>) -> Key?
  ) {
    var random = SeededRandom(seed: seed)
    var entries = [UInt64](repeating: 0, count: 4 << Int(ULLAGE_UNIT_BUCKET_BITS))
    entries[0] = .max
    entries[2] = .max
    for _ in 0..<40 {
      var text: [UInt8] = [0x20]
      var borders: [UInt16] = []
      for _ in 0..<Int.random(in: 0...150, using: &random) {
        if Bool.random(using: &random) { text.append(0x20) }
        borders.append(UInt16(text.count))
        let length = Int.random(in: 1...(random.next() % 8 == 0 ? 24 : 4), using: &random)
        text += (0..<length).map { _ in UInt8(ascii: Bool.random(using: &random) ? "a" : "-") }
        borders.append(UInt16(text.count))
        text += Array(repeating: 0x20, count: Int.random(in: 0...2, using: &random))
      }
      text += Array(repeating: 0x2E, count: 16)
      let units = stride(from: 0, to: borders.count, by: 2).map { Int(borders[$0])..<Int(borders[$0 + 1]) }
      var expected = (total: 0, missed: [UInt16]())
      for (number, unit) in units.enumerated() {
        let cost = keyOf(text, unit).flatMap { Self.cost($0, entries) }
        if let cost { expected.total += cost } else { expected.missed.append(UInt16(number)) }
      }
      var missed = [UInt16](repeating: 0, count: units.count + 1)
      var missedCount: Int32 = -1
      let total = lookUp(level, entries, text, borders, Int32(units.count), &missed, &missedCount)
      #expect(Int(total) == expected.total)
      #expect(Array(missed.prefix(Int(missedCount))) == expected.missed)
      for unit in units where Bool.random(using: &random) {
        if let key = keyOf(text, unit) { Self.remember(key, cost: Int.random(in: 1...255, using: &random), &entries) }
      }
    }
  }

  private static func cost(_ key: Key, _ entries: [UInt64]) -> Int? {
    let bucket = Int(ullage_unit_place(key.low, key.high))
    for entry in [bucket, bucket + 2]
    where entries[entry] == key.low && entries[entry + 1] & (.max >> 8) == key.high {
      return Int(entries[entry + 1] >> 56)
    }
    return nil
  }

  private static func remember(_ key: Key, cost: Int, _ entries: inout [UInt64]) {
    guard Self.cost(key, entries) == nil else { return }
    let bucket = Int(ullage_unit_place(key.low, key.high))
    entries[bucket + 2] = entries[bucket]
    entries[bucket + 3] = entries[bucket + 1]
    entries[bucket] = key.low
    entries[bucket + 1] = key.high | UInt64(cost) << 56
  }
}
