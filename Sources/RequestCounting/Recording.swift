import JSONText
import MessagesAPI

// What recorders do to bodies, as far as it can be seen in them.

enum Recording {
  /// Whether each object of the body has its keys sorted, and there are enough of them for that to be no accident: of
  /// 199 recorded bodies with a schema for the answer all 37 that were sorted by their recorder, and no others. O(n).
  static func isSorted(_ request: MessagesRequest) -> Bool {
    guard let root = request.json else { return false }
    var objects = 0
    return isSorted(root, &objects) && objects >= 3
  }

  private static func isSorted(_ value: JSONValue, _ objects: inout Int) -> Bool {
    if value.isArray { return value.elements.allSatisfy { isSorted($0, &objects) } }
    guard value.isObject else { return true }
    var last: String?
    for member in value.members {
      let key = member.key
      if let last, key < last { return false }
      last = key
      if !isSorted(member.value, &objects) { return false }
    }
    if value.count > 1 { objects += 1 }
    return true
  }

  /// The body with an em dash for each `--` between spaces; nil where it has none. O(n).
  static func withEmDashes(_ request: MessagesRequest) -> MessagesRequest? {
    guard let source = request.json?.sourceBytes, let first = dashes(in: source, from: source.startIndex) else {
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count + 16)
    var start = source.startIndex
    var next: Range<Int>? = first
    while let place = next {
      bytes += source[start..<place.lowerBound]
      bytes += " \u{2014} ".utf8
      start = place.upperBound
      next = dashes(in: source, from: start)
    }
    bytes += source[start...]
    return try? MessagesRequest(decoding: bytes, shape: request.shape)
  }

  /// The first two hyphens between spaces, with the spaces, from `start` on. O(n).
  private static func dashes(in text: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
    var from = start
    while let hyphen = text.position(of: UInt8(ascii: "-"), from: from) {
      from = hyphen + 1
      if hyphen > start, text[(hyphen - 1)...].starts(with: " -- ".utf8) { return hyphen - 1..<hyphen + 3 }
    }
    return nil
  }
}
