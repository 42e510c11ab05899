/// Tags and texts of XML one after the other, as office programs write it: without checking, without namespaces.
struct MarkupEvents {
  enum Event {
    /// `<w:p …>`: the name behind the colon, the attributes as they stand, and whether it is closed at once.
    case start(name: ArraySlice<UInt8>, attributes: ArraySlice<UInt8>, isEmpty: Bool)
    case end(name: ArraySlice<UInt8>)
    /// With its references written out.
    case text([UInt8])
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next event; nil at the end. O(its length).
  mutating func next() -> Event? {
    guard let first = rest.first else { return nil }
    guard first == UInt8(ascii: "<") else {
      let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
      defer { rest = rest[end...] }
      return .text(Self.written(rest[..<end]))
    }
    let close = rest.firstIndex(of: UInt8(ascii: ">")) ?? rest.endIndex
    var tag = rest[..<close].dropFirst()
    rest = rest[close...].dropFirst()
    if tag.first == UInt8(ascii: "/") { return .end(name: Self.local(tag.dropFirst())) }
    let isEmpty = tag.last == UInt8(ascii: "/")
    if isEmpty { tag = tag.dropLast() }
    let end = tag.firstIndex { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } ?? tag.endIndex
    return .start(name: Self.local(tag[..<end]), attributes: tag[end...], isEmpty: isEmpty)
  }

  private static func local(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
  }

  /// A text with `&amp;`, `&#8217;` and the like as what they stand for.
  private static func written(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    var (written, rest): ([UInt8], ArraySlice<UInt8>) = ([], text)
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      written += rest[..<start]
      guard let end = rest[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let character = character(String(decoding: rest[(start + 1)..<end], as: UTF8.self))
      else {
        written.append(rest[start])
        rest = rest[(start + 1)...]
        continue
      }
      written += Array(String(character).utf8)
      rest = rest[(end + 1)...]
    }
    return written + rest
  }

  private static func character(_ name: String) -> Character? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
      return number.flatMap(Unicode.Scalar.init).map { Character($0) }
    }
  }
}
