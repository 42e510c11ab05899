/// Writes values as Python's `json.dumps(json.loads(text), …)` does, to the byte.
///
/// The API renders tools, tool inputs and schemas this way before they are counted, so spelling here is money:
/// numbers are re-spelt, the last of duplicate keys wins at the place of the first, separators are `", "` and `": "`.
/// An integer of any length keeps its digits (Python's own limit of 4,300 is not applied).
///
///     let value = try JSONValue(parsing: #"{"b": 1E5, "a": "é", "b": [ ]}"#)
///     PythonJSON().string(value)                     // {"b": [], "a": "é"}
///     PythonJSON(sortKeys: true, ensureASCII: true)  // {"a": "\u00e9", "b": []}
public struct PythonJSON: Sendable, Hashable {
  /// Sorts every object's keys by code point, as `sort_keys=True`.
  public var sortKeys: Bool
  /// Escapes all but printable ASCII, as `ensure_ascii=True`. Without it a lone surrogate becomes U+FFFD.
  public var ensureASCII: Bool
  /// Spaces for each level, on lines of their own, as `indent=2`; nil keeps all on one line.
  public var indent: Int?

  /// The arguments of `json.dumps` of the same names.
  public init(sortKeys: Bool = false, ensureASCII: Bool = false, indent: Int? = nil) {
    (self.sortKeys, self.ensureASCII, self.indent) = (sortKeys, ensureASCII, indent)
  }

  /// The text as a string, for messages and tests. O(n log n) with sorting, else O(n).
  public func string(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text. Needs no stack, however deep the value is. O(n log n) with sorting, else O(n) for objects
  /// without duplicate keys.
  public func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    let document = value.document
    var open: [Level] = []
    var node = Int(value.node)
    while true {
      if let level = begin(node, in: document, to: &bytes) { open.append(level) }
      var next: Int?
      while next == nil, !open.isEmpty {
        next = open[open.count - 1].advance(in: document)
        if let value = next {
          separate(open[open.count - 1], depth: open.count, in: document, before: value, to: &bytes)
        } else {
          end(open.removeLast(), depth: open.count, to: &bytes)
        }
      }
      guard let next else { return }
      node = next
    }
  }

  // MARK: Containers

  /// An open array or object.
  private struct Level {
    var isObject: Bool
    /// The tape index of the next element or key, while members come in source order.
    var next: Int
    var remaining: Int
    /// The members in the order to write, where that is not the source's.
    var members: [MemberOrder.Entry]?
    /// How many have begun.
    var begun = 0
    /// The key of the member that has begun last.
    var key = 0

    /// The tape index of the next value to write, or nil at the end.
    mutating func advance(in document: JSONDocument) -> Int? {
      guard remaining > 0 else { return nil }
      remaining -= 1
      begun += 1
      if let members {
        key = members[begun - 1].key
        return members[begun - 1].value
      }
      key = next
      let value = isObject ? next + 1 : next
      next = JSONValue(document: document, node: value).next
      return value
    }
  }

  /// Writes a scalar or an opening bracket.
  private func begin(_ node: Int, in document: JSONDocument, to bytes: inout [UInt8]) -> Level? {
    let value = JSONValue(document: document, node: node)
    switch value.word.kind {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .true: bytes.append(contentsOf: "true".utf8)
    case .false: bytes.append(contentsOf: "false".utf8)
    case .integer, .float: PythonNumber.append(value, to: &bytes)
    case .string: append(string: value.word, in: document, to: &bytes)
    case .array:
      bytes.append(UInt8(ascii: "["))
      return Level(isObject: false, next: node + 2, remaining: value.count)
    case .object:
      bytes.append(UInt8(ascii: "{"))
      let members = MemberOrder.entries(of: value, sorted: sortKeys)
      return Level(isObject: true, next: node + 2, remaining: members?.count ?? value.count, members: members)
    }
    return nil
  }

  /// Writes what stands before a value: comma, line break, key.
  private func separate(
    _ level: Level, depth: Int, in document: JSONDocument, before value: Int, to bytes: inout [UInt8]
  ) {
    if level.begun > 1 { bytes.append(UInt8(ascii: ",")) }
    if indent != nil {
      breakLine(depth: depth, to: &bytes)
    } else if level.begun > 1 {
      bytes.append(UInt8(ascii: " "))
    }
    guard level.isObject else { return }
    append(string: document.tape[level.key], in: document, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
  }

  private func end(_ level: Level, depth: Int, to bytes: inout [UInt8]) {
    if level.begun > 0 { breakLine(depth: depth, to: &bytes) }
    bytes.append(level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
  }

  private func breakLine(depth: Int, to bytes: inout [UInt8]) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(indent, 0) * depth))
  }

  // MARK: Strings

  private func append(string word: TapeWord, in document: JSONDocument, to bytes: inout [UInt8]) {
    let text = StringText(word: word, source: document.source)
    bytes.append(UInt8(ascii: "\""))
    if word.needsDecoding {
      var decoded: [UInt8] = []
      text.decode(into: &decoded, loneSurrogates: .kept)
      unsafe decoded.withUnsafeBufferPointer { unsafe append(decoded: $0, to: &bytes) }
    } else if ensureASCII {
      unsafe text.withUTF8 { unsafe append(decoded: $0, to: &bytes) }
    } else {
      unsafe text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends text, in which a surrogate takes three bytes, with Python's escapes.
  ///
  /// Safe: text is lent for this call, and a sequence is read no further than its length.
  private func append(decoded text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var index = 0
    // What needs no escape is copied in runs.
    var run = 0
    while index < text.count {
      let byte = unsafe text[index]
      let isPlain = byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      if byte < 0x7F && isPlain || !ensureASCII && (byte == 0x7F || byte >= 0x80 && byte != 0xED) {
        index += 1
        continue
      }
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<index]))
      if byte < 0x80 {
        bytes.appendEscape(of: UInt16(byte))
        index += 1
        run = index
        continue
      }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      var scalar = UInt32(byte) & (0x7F >> UInt32(length))
      for offset in 1..<length where index + offset < text.count {
        scalar = unsafe scalar << 6 | UInt32(text[index + offset]) & 0x3F
      }
      index += length
      run = index
      append(scalar: scalar, to: &bytes)
    }
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run...]))
  }

  private func append(scalar: UInt32, to bytes: inout [UInt8]) {
    if !ensureASCII {
      bytes.appendScalar(0xD800...0xDFFF ~= scalar ? 0xFFFD : scalar)
    } else if scalar < 0x10000 {
      bytes.appendEscape(of: UInt16(truncatingIfNeeded: scalar))
    } else {
      let rest = scalar - 0x10000
      bytes.appendEscape(of: UInt16(truncatingIfNeeded: 0xD800 + rest >> 10))
      bytes.appendEscape(of: UInt16(truncatingIfNeeded: 0xDC00 + rest & 0x3FF))
    }
  }
}
