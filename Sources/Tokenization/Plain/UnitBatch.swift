// Prices units many at a time. A unit's cost lies anywhere in megabytes; looked up one by one, every word waits for the
// memory, and a wrong guess at what it will say costs as much again. A batch asks for all of them before it reads one:
// 1.5 times the speed on English text.
//
// Safe: borders lie inside the text, as whoever found them says; `missed` has room for `ULLAGE_BORDERS`, more than there
// are units in a batch; sixteen bytes are read at once only of units that `pairs` lets through.

import _CPlainRuns

extension Workspace {
  /// Tokens of the `count` words between `borders`, pairs of a start and an end from `text` on. `readable` bytes may be
  /// read there. At most `ULLAGE_BORDERS / 2` words.
  func wordCosts(_ text: UnsafePointer<UInt8>, _ borders: UnsafePointer<UInt16>, _ count: Int, readable: Int) -> Int {
    let near = unsafe pairs(borders, count, startingBefore: readable - 15)
    var missedCount: Int32 = 0
    var total = unsafe Int(ullage_look_up_words(cache.entries, text, borders, Int32(near), missed, &missedCount))
    for pair in near..<count { unsafe missed[Int(missedCount) - near + pair] = UInt16(pair) }
    missedCount += Int32(count - near)
    if longWords.isWhole {
      unsafe total += Int(ullage_look_up_long_words(longWords.entries, text, borders, missed, &missedCount))
    }
    let misses = Int(missedCount)
    for at in 0..<misses {
      let (start, length) = unsafe Self.unit(borders, Int(missed[at]))
      if length > LongWordCache.longestShort { unsafe longWords.prefetch(text + start, length) }
    }
    for at in 0..<misses {
      let (start, length) = unsafe Self.unit(borders, Int(missed[at]))
      unsafe total += wordCost(text + start, length, limit: readable - start)
    }
    return total
  }

  /// The same for runs of punctuation. One byte before each and two behind each may be read.
  func punctuationCosts(
    _ text: UnsafePointer<UInt8>, _ borders: UnsafePointer<UInt16>, _ count: Int, readable: Int
  ) -> Int {
    let near = unsafe pairs(borders, count, startingBefore: readable - 15)
    var missedCount: Int32 = 0
    var total = unsafe Int(ullage_look_up_punctuation(cache.entries, text, borders, Int32(near), missed, &missedCount))
    let misses = Int(missedCount) + count - near
    for pair in near..<count { unsafe missed[misses - count + pair] = UInt16(pair) }
    for at in 0..<misses {
      let (start, length) = unsafe Self.unit(borders, Int(missed[at]))
      unsafe total += punctuationCost(text + start, length, limit: readable - start)
    }
    return total
  }

  /// The cost of a run of punctuation between what stands around it.
  func punctuationCost(_ text: UnsafePointer<UInt8>, _ count: Int, limit: Int) -> Int {
    unsafe borderedCost(
      text, count, bow: text[-1] == 0x20, eow: text[count] == 0x20 && text[count + 1] != 0x20, limit: limit)
  }

  @inline(__always)
  private static func unit(_ borders: UnsafePointer<UInt16>, _ pair: Int) -> (start: Int, length: Int) {
    let start = unsafe Int(borders[pair * 2])
    return unsafe (start, Int(borders[pair * 2 + 1]) - start)
  }

  /// How many of the pairs start before `limit`: behind it sixteen bytes cannot be read at once. None where memory was
  /// short: a batch is looked up in as many buckets as there are otherwise.
  @inline(__always)
  private func pairs(_ borders: UnsafePointer<UInt16>, _ count: Int, startingBefore limit: Int) -> Int {
    var near = cache.isWhole ? count : 0
    while near > 0, unsafe Int(borders[near * 2 - 2]) >= limit { near -= 1 }
    return near
  }
}
