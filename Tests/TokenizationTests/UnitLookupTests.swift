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
