// How the API cuts texts that may be cited.

enum Sentences {
  /// A text's sentences: each ends in `.`, `!` or `?` before white space, and keeps that white space.
  ///
  /// As Python's `re.findall(r".*?(?:[.!?](?=\s)\s*|$)", text, re.S)` without empty matches: a line break that ends a text
  /// stands alone, unless it belongs to a sentence's end. O(n).
  static func ranges(in text: Span<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      let isEnd = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
      index += 1
      guard isEnd, index < text.count, WhiteSpace.length(at: index, in: text) != nil else { continue }
      while index < text.count, let length = WhiteSpace.length(at: index, in: text) { index += length }
      ranges.append(start..<index)
      start = index
    }
    guard start < text.count else { return ranges }
    if text[text.count - 1] == 0x0A, text.count - start > 1 {
      ranges.append(start..<text.count - 1)
      start = text.count - 1
    }
    ranges.append(start..<text.count)
    return ranges
  }

  /// How many pieces a text has when it is split at white space behind `.`, `!` and `?`; at least one.
  static func count(in text: Span<UInt8>) -> Int {
    max(1, ranges(in: text.extracting(WhiteSpace.strippedRange(of: text))).count)
  }

  /// Text in chunks as the prompt has them: each in a tag with an index, whose digits do not matter.
  static func append(chunk: some Collection<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(tag: "x index=\"0-0\">")
    bytes.append(contentsOf: chunk)
    bytes.append(end: "x")
  }

  /// A text with each sentence in a tag of its own.
  static func cited(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for range in ranges(in: text.span) { append(chunk: text[range], to: &bytes) }
    return bytes
  }
}
