import JSONText

/// The rows that can be read of a line that is no JSON as a whole: rows without a line's end between them, and what is
/// left where a row was cut off.
struct BrokenLine {
  private(set) var rows: [JSONValue] = []
  /// Bytes that belong to no row that can be read; zeros and blanks, which a crash leaves, are none.
  private(set) var lostBytes = 0
  /// A line with more starts of rows than this is damaged in another way.
  private static let mostTries = 64

  /// O(n) for glued rows, O(n × tries) for cut ones.
  init(_ line: ArraySlice<UInt8>) {
    var rest = line
    var tries = 0
    while let start = rest.firstIndex(where: { $0 == UInt8(ascii: "{") }) {
      lose(rest[..<start])
      rest = rest[start...]
      if let end = Self.end(of: rest), let row = try? JSONDocument(parsing: rest[..<end]).root {
        rows.append(row)
        rest = rest[end...]
        continue
      }
      // Another row may begin within one that was cut off.
      tries += 1
      guard tries < Self.mostTries, let next = Self.rowStart(rest.dropFirst()) else { break }
      lose(rest[..<next])
      rest = rest[next...]
    }
    lose(rest)
  }

  private mutating func lose(_ bytes: ArraySlice<UInt8>) {
    if bytes.contains(where: { $0 > 0x20 }) { lostBytes += bytes.count }
  }

  /// Behind the bracket that closes the first one. O(n).
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var isString = false
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "\""): isString.toggle()
      case UInt8(ascii: "\\") where isString: index += 1
      case UInt8(ascii: "{") where !isString: depth += 1
      case UInt8(ascii: "}") where !isString:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// How rows of agents begin.
  private static let starts = [#"{"type""#, #"{"parentUuid""#, #"{"uuid""#, #"{"isSidechain""#, #"{"sessionId""#]
    .map { Array($0.utf8) }

  private static func rowStart(_ text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while let bracket = text[index...].firstIndex(of: UInt8(ascii: "{")) {
      if starts.contains(where: { text[bracket...].starts(with: $0) }) { return bracket }
      index = bracket + 1
    }
    return nil
  }
}
