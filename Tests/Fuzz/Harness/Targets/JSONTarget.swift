import JSONText

extension FuzzTarget {
  /// A text read as JSON, against a reader of RFC 8259; then written and read again. The same as JSON Lines in chunks.
  static let json = FuzzTarget(
    name: "json", seeds: Seeds.json,
    words: [
      "null", "true", "false", "\\u00e9", "\\ud83d", "\\ude00", "\\\"", "\\\\", "\\/", "1e400", "-0", "5e-324", "0.1",
      "18446744073709551616", "\r\n", "[[", "]]", "{\"\":", "\u{FEFF}", "\u{2028}",
    ]
  ) { input in
    linesComplaint(input) ?? readingComplaint(input)
  }

  private static func readingComplaint(_ input: [UInt8]) -> String? {
    let limits = JSONLimits(depth: 100)
    let reference = ReferenceJSON(input, depth: limits.depth)
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: input, limits: limits)
    } catch {
      if reference != nil { return "refused: \(error)" }
      return placeComplaint(error, input)
    }
    guard let reference else { return "read what is no JSON" }
    if let complaint = complaint(about: document.root, reference) { return complaint }
    return writingComplaint(document.root)
  }

  private static func placeComplaint(_ error: JSONError, _ input: [UInt8]) -> String? {
    guard (0...input.count).contains(error.offset) else { return "\(error) lies outside the text" }
    let line = 1 + input[..<error.offset].count { $0 == UInt8(ascii: "\n") }
    return error.line == line ? nil : "\(error) is on line \(line)"
  }

  private static func complaint(about value: JSONValue, _ reference: ReferenceJSON) -> String? {
    let differs = "\(value.excerpt) is read as another value"
    switch (value.kind, reference) {
    case (.null, .null): return nil
    case (.bool, .bool(let bool)): return value.bool == bool ? nil : differs
    case (.integer, .number(let spelling)), (.float, .number(let spelling)):
      let isInteger = !spelling.unicodeScalars.contains { [".", "e", "E"].contains($0) }
      return value.numberSpelling == spelling && (value.kind == .integer) == isInteger
        && value.double?.bitPattern == Double(spelling)?.bitPattern && value.int == (isInteger ? Int(spelling) : nil)
        ? nil : differs
    case (.string, .string(let units)):
      let text = String(decoding: units, as: UTF16.self)
      var bytes: [UInt8] = []
      value.appendUTF8(to: &bytes)
      let isSame = value.string.map { $0.utf8.elementsEqual(text.utf8) } ?? false
      return isSame && bytes.elementsEqual(text.utf8) && value.isText(text)
        && value.withUTF8 { lent in lent.indices.map { lent[$0] } } == bytes ? nil : differs
    case (.array, .array(let elements)):
      if value.count != elements.count || value.elements.reduce(0, { count, _ in count + 1 }) != value.count {
        return differs
      }
      return zip(value.elements, elements).firstComplaint { complaint(about: $0, $1) }
    case (.object, .object(let members)):
      if value.count != members.count { return differs }
      return zip(value.members, members).firstComplaint { member, other in
        let key = String(decoding: other.key, as: UTF16.self)
        guard member.key.utf8.elementsEqual(key.utf8) else {
          return "the key \(member.name.excerpt) is read as another"
        }
        let last = members.last { String(decoding: $0.key, as: UTF16.self).utf8.elementsEqual(key.utf8) }
        guard let found = value[key], let last, complaint(about: found, last.value) == nil else {
          return "of equal keys \(member.name.excerpt) the last is not found"
        }
        return complaint(about: member.value, other.value)
      }
    default: return differs
    }
  }

  /// What is written reads as the same, and is written alike again.
  private static func writingComplaint(_ value: JSONValue) -> String? {
    for style in [PythonJSON(), PythonJSON(sortKeys: true, ensureASCII: true, indent: 1)] {
      let text = style.string(value)
      // Python has words for what overflows that JSON has not.
      if text.contains("Infinity") { continue }
      guard let again = try? JSONValue(parsing: text) else { return "what was written cannot be read: \(text)" }
      if style.string(again) != text { return "what was written is written otherwise: \(text)" }
      if !style.sortKeys, style.ensureASCII || !text.contains("\u{FFFD}"), again != value {
        return "what was written reads as another value: \(text)"
      }
    }
    var writer = JSONWriter()
    writer.array { array in array.element(copying: value) }
    let copy = try? JSONDocument(parsing: writer.take()).root[0]
    return copy == value ? nil : "a copy is another value"
  }

  private static func linesComplaint(_ input: [UInt8]) -> String? {
    let step = 1 + Int(digest(input) % 50)
    var lines = JSONLines()
    var found: [JSONLines.Line] = []
    for start in stride(from: 0, to: input.count, by: step) {
      lines.append(Array(input[start..<min(start + step, input.count)]))
      while let line = lines.next() { found.append(line) }
    }
    lines.finish()
    while let line = lines.next() { found.append(line) }
    var offset = 0
    var at = 0
    for (index, part) in input.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      var line = part
      if line.last == 0x0D { line.removeLast() }
      if line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) {
        guard at < found.count, found[at].number == index + 1, found[at].offset == offset, found[at].bytes == line
        else {
          return "line \(index + 1) differs in chunks of \(step)"
        }
        at += 1
      }
      offset += part.count + 1
    }
    return at == found.count ? nil : "\(found.count) lines in chunks of \(step), not \(at)"
  }
}
