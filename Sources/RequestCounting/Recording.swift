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
    guard let source = request.json?.sourceBytes, let first = range(of: dashes, in: source, from: source.startIndex)
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count + 16)
    var start = source.startIndex
    var next: Range<Int>? = first
    while let place = next {
      bytes += source[start..<place.lowerBound]
      bytes += " \u{2014} ".utf8
      start = place.upperBound
      next = range(of: dashes, in: source, from: start)
    }
    bytes += source[start...]
    return try? MessagesRequest(decoding: bytes, shape: request.shape)
  }

  private static let dashes = Array(" -- ".utf8)

  private static func range(of needle: [UInt8], in text: ArraySlice<UInt8>, from start: Int) -> Range<Int>? {
    let bytes = text.span
    let offset = text.startIndex
    var index = start - offset
    while index + needle.count <= bytes.count {
      if bytes[index + 1] == needle[1], bytes[index] == needle[0], bytes[index + 2] == needle[2],
        bytes[index + 3] == needle[3]
      {
        return index + offset..<index + offset + needle.count
      }
      index += 1
    }
    return nil
  }
}
