// What fits a number of tokens: whether a text does, how far it does, and how to part it so that each part does.
//
// Counts are not monotone in length (a longer word may be one token where its start is two), so that a prefix over the
// limit does not end the search. What ends it is the lower bound of a running count: what is settled stays.

extension Tokenizer {
  /// Tokens of `text` if they are at most `limit`; nil if there are more.
  ///
  /// ```swift
  /// tokenizer.count("hello, world", upTo: 8_000)   // 4 with v4.8
  /// ```
  ///
  /// Cost: O(what `limit` tokens take), however long the text is.
  public func count(_ text: String, upTo limit: Int) -> Int? {
    var text = text
    return text.withUTF8 { unsafe count($0, upTo: limit) }
  }

  /// The same for part of a string.
  public func count(_ text: Substring, upTo limit: Int) -> Int? {
    var text = text
    return text.withUTF8 { unsafe count($0, upTo: limit) }
  }

  /// The same for UTF-8 bytes.
  public func count(utf8 bytes: Span<UInt8>, upTo limit: Int) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { unsafe count($0, upTo: limit) }
  }

  /// The longest prefix of `text` that ends between two `Character`s and counts at most `limit` tokens.
  ///
  /// It is the longest of all such prefixes, also where a shorter one counts more. Empty where not even the first
  /// character fits.
  ///
  /// ```swift
  /// tokenizer.longestPrefix(of: "hello, world", fitting: 3)   // "hello," with v4.8
  /// ```
  ///
  /// Cost: O(what `limit` tokens take) for what surely fits, then a count of at most a kilobyte for each of the last
  /// characters, of ordinary text a few dozen.
  public func longestPrefix(of text: Substring, fitting limit: Int) -> Substring {
    guard limit >= 0, !text.isEmpty else { return text[..<text.startIndex] }
    // A copy lies in one piece where the string is not native.
    var native = text
    native.makeContiguousUTF8()
    let characters = native
    let length = native.withUTF8 { unsafe PrefixSearch(self, characters, $0, limit).longest() }
    return text[..<text.utf8.index(text.startIndex, offsetBy: length)]
  }

  /// The longest prefix of `text` that ends between two `Character`s and counts at most `limit` tokens.
  public func longestPrefix(of text: String, fitting limit: Int) -> Substring {
    longestPrefix(of: text[...], fitting: limit)
  }

  /// `text` in parts that each count at most `maximum` tokens as a text of their own, cut between `Character`s. Their
  /// concatenation is the text.
  ///
  /// Each part is the longest that fits from where it starts. A single character that counts more than `maximum` stands
  /// alone in a part that counts more. The empty text has no parts.
  ///
  /// Cost: as `longestPrefix` for each part, together O(n) and some for each border.
  public func chunks(of text: Substring, maximum: Int) -> [Substring] {
    var chunks: [Substring] = []
    var rest = text
    while !rest.isEmpty {
      var chunk = longestPrefix(of: rest, fitting: maximum)
      if chunk.isEmpty { chunk = rest.prefix(1) }
      chunks.append(chunk)
      rest = rest[chunk.endIndex...]
    }
    return chunks
  }

  /// `text` in parts that each count at most `maximum` tokens as a text of their own, cut between `Character`s.
  public func chunks(of text: String, maximum: Int) -> [Substring] { chunks(of: text[...], maximum: maximum) }

  private func count(_ bytes: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> Int? {
    guard limit >= 0 else { return nil }
    var running = makeRunningCount()
    var at = 0
    while at < bytes.count {
      // Portions grow with what is still missing: a token is seldom more than eight bytes.
      let portion = min(max((limit - running.lowerBound) * 8, 2048), 65_536, bytes.count - at)
      unsafe running.append(UnsafeBufferPointer(rebasing: bytes[at..<at + portion]))
      at += portion
      if running.lowerBound > limit { return nil }
    }
    let count = running.count
    return count <= limit ? count : nil
  }
}

/// A search for the longest prefix that fits.
///
/// 1. Append stretch by stretch until the lower bound is over the limit: no prefix from there on fits.
/// 2. From the last stretch back to the first, try each border between characters of the stretch, up to the limit's end;
///    the first stretch that has one that fits has the answer.
/// A long stretch is searched in the same way by shorter ones.
///
/// Safe: it is made and used up inside the closure that lends it the bytes; the offsets are those of `text`, whose
/// bytes they are.
@safe
private struct PrefixSearch {
  /// Stretches up to this many bytes are searched character by character.
  private static let shortStretch = 256
  private static let parts = 16
  /// More bytes without a cut are counted scalar by scalar: a count is asked for at every border.
  private static let heldLength = 1024

  private let text: Substring
  private let bytes: UnsafeBufferPointer<UInt8>
  private let limit: Int
  private let empty: RunningCount

  init(_ tokenizer: Tokenizer, _ text: Substring, _ bytes: UnsafeBufferPointer<UInt8>, _ limit: Int) {
    self.text = text
    unsafe self.bytes = bytes
    self.limit = limit
    empty = tokenizer.makeRunningCount(edges: tokenizer.messageEdges, emptyCount: 0, heldLength: Self.heldLength)
  }

  /// The length in bytes of the longest prefix that fits.
  func longest() -> Int { unsafe longest(empty, to: bytes.count) ?? 0 }

  /// The longest prefix that fits and ends behind `start.length` and at or before `end`; nil where there is none.
  private func longest(_ start: RunningCount, to end: Int) -> Int? {
    guard hasBorder(after: start.length, through: end) else { return nil }
    if end - start.length <= Self.shortStretch { return longestByCharacter(start, to: end) }
    let stretch = max((end - start.length) / Self.parts, Self.shortStretch)
    // Stretches grow from the start while nothing is known, so that a small limit does not pay for a long text.
    var starts = [start]
    var running = start
    var portion = start.length == 0 ? min(stretch, max(limit * 4, Self.shortStretch)) : stretch
    while running.length < end {
      unsafe running.append(UnsafeBufferPointer(rebasing: bytes[running.length..<min(running.length + portion, end)]))
      if running.lowerBound > limit { break }
      starts.append(running)
      portion = min(portion * 2, max(stretch, portion))
    }
    var upper = min(running.length, end)
    while let start = starts.popLast() {
      if start.length < upper, let found = longest(start, to: upper) { return found }
      upper = start.length
    }
    return nil
  }

  /// The same, border by border.
  private func longestByCharacter(_ start: RunningCount, to end: Int) -> Int? {
    var found: Int?
    var running = start
    for border in borders(after: start.length, through: end) {
      unsafe running.append(UnsafeBufferPointer(rebasing: bytes[running.length..<border]))
      if running.lowerBound > limit { break }
      if running.count <= limit { found = border }
    }
    return found
  }

  /// Whether a border between characters lies there: not inside a character of a megabyte.
  private func hasBorder(after start: Int, through end: Int) -> Bool {
    let index = text.index(characterAt: text.utf8.index(text.startIndex, offsetBy: start))
    return text.utf8.distance(from: text.startIndex, to: text.index(after: index)) <= end
  }

  /// Offsets of the borders between characters, `text`'s end among them.
  private func borders(after start: Int, through end: Int) -> [Int] {
    var borders: [Int] = []
    var index = text.utf8.index(text.startIndex, offsetBy: start)
    // The character that `start` lies in, or that starts there.
    index = text.index(characterAt: index)
    while index < text.endIndex {
      index = text.index(after: index)
      let offset = text.utf8.distance(from: text.startIndex, to: index)
      if offset > end { break }
      if offset > start { borders.append(offset) }
    }
    return borders
  }
}

extension Substring {
  /// Where the character starts that the byte at `index` belongs to. O(length of that character).
  fileprivate func index(characterAt index: Index) -> Index {
    guard index > startIndex, index < endIndex else { return index }
    let first = self.index(after: startIndex)
    if index < first { return startIndex }
    return self.index(after: self.index(before: index))
  }
}
