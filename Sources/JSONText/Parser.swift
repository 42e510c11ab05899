// RFC 8259, once over the bytes, without recursion: the containers that are open are chained through the tape itself.
//
// Safe: a `RawSpan` checks every access to the bytes; of a literal's letters only `indices` are read.

struct Parser {
  var tape: [TapeWord] = []
  /// How many strings' bytes are not UTF-8 somewhere, and where the first such byte is.
  var illFormedStrings = 0
  var firstIllFormed: Int?
  /// Where the first escaped surrogate without its other half is.
  var firstLoneSurrogate: Int?

  private let limits: JSONLimits
  private let mostWords: Int
  private var position = 0
  private var depth = 0
  /// The innermost open container; while it is open its second word holds the enclosing one and that one's count.
  private var container = Parser.noContainer
  /// Elements or members of the innermost open container so far.
  private var count = 0

  /// Stands for "no container" where a tape index is 32 bits wide.
  private static let noContainer = 0xFFFF_FFFF

  private enum State { case value, firstElement, firstKey, key, afterValue }

  init(limits: JSONLimits) {
    self.limits = limits
    mostWords = limits.parsedSize / MemoryLayout<TapeWord>.size
  }

  /// Reads the one value of `bytes` onto the tape. O(n).
  mutating func parse(_ bytes: RawSpan) throws(JSONFault) {
    guard bytes.byteCount <= min(limits.size, TapeWord.largestOffset) else {
      throw JSONFault(code: .tooLarge, offset: min(limits.size, TapeWord.largestOffset))
    }
    try skipByteOrderMark(bytes)
    skipSpace(bytes)
    guard position < bytes.byteCount else { throw JSONFault(code: .empty, offset: position) }
    // A word for every 32 bytes is about what a request has; what is not written to takes no memory.
    tape.reserveCapacity(bytes.byteCount / 32 + 16)
    var state = State.value
    repeat {
      guard tape.count <= mostWords else { throw JSONFault(code: .tooMany, offset: position) }
      skipSpace(bytes)
      guard position < bytes.byteCount else { throw JSONFault(code: .unexpectedEnd, offset: position) }
      state = try step(bytes, bytes[byte: position], state)
    } while state != .afterValue || depth > 0
    skipSpace(bytes)
    if position < bytes.byteCount { throw JSONFault(code: .trailingContent, offset: position) }
  }

  @inline(__always)
  private mutating func step(_ bytes: RawSpan, _ byte: UInt8, _ state: State) throws(JSONFault) -> State {
    switch state {
    case .value, .firstElement:
      return try value(bytes, byte, state)
    case .firstKey, .key:
      if byte == UInt8(ascii: "\"") {
        try string(bytes)
        skipSpace(bytes)
        guard position < bytes.byteCount else { throw JSONFault(code: .unexpectedEnd, offset: position) }
        guard bytes[byte: position] == UInt8(ascii: ":") else {
          throw JSONFault(code: .unexpectedCharacter, offset: position)
        }
        position += 1
        return .value
      }
      guard byte == UInt8(ascii: "}") else { throw JSONFault(code: .unexpectedCharacter, offset: position) }
      guard state == .firstKey else { throw JSONFault(code: .trailingComma, offset: position) }
      close()
      return .afterValue
    case .afterValue:
      let isObject = tape[container].kind == .object
      switch byte {
      case UInt8(ascii: ","):
        position += 1
        return isObject ? .key : .value
      case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
        close()
        return .afterValue
      default:
        throw JSONFault(code: .unexpectedCharacter, offset: position)
      }
    }
  }

  @inline(__always)
  private mutating func value(_ bytes: RawSpan, _ byte: UInt8, _ state: State) throws(JSONFault) -> State {
    switch byte {
    case UInt8(ascii: "\""):
      try string(bytes)
    case UInt8(ascii: "{"):
      try open(.object)
      return .firstKey
    case UInt8(ascii: "["):
      try open(.array)
      return .firstElement
    case UInt8(ascii: "]"):
      guard state == .firstElement else {
        let isElement = container != Self.noContainer && tape[container].kind == .array
        throw JSONFault(code: isElement ? .trailingComma : .unexpectedCharacter, offset: position)
      }
      close()
      return .afterValue
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number(bytes)
    case UInt8(ascii: "t"):
      try literal("true", .true, bytes)
    case UInt8(ascii: "f"):
      try literal("false", .false, bytes)
    case UInt8(ascii: "n"):
      try literal("null", .null, bytes)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "'"):
      throw JSONFault(code: .badLiteral, offset: position)
    default:
      throw JSONFault(code: .unexpectedCharacter, offset: position)
    }
    count += 1
    return .afterValue
  }

  // MARK: Containers

  private mutating func open(_ kind: TapeKind) throws(JSONFault) {
    guard depth < limits.depth else { throw JSONFault(code: .tooDeep, offset: position) }
    tape.append(TapeWord(kind, offset: position, length: 0))
    tape.append(TapeWord(bits: TapeSpan(next: container, count: count).bits))
    container = tape.count - 2
    count = 0
    depth += 1
    position += 1
  }

  private mutating func close() {
    position += 1
    let enclosing = TapeSpan(bits: tape[container + 1].bits)
    let opened = tape[container]
    tape[container] = TapeWord(opened.kind, offset: opened.offset, length: position - opened.offset)
    tape[container + 1].bits = TapeSpan(next: tape.count, count: count).bits
    container = enclosing.next
    count = enclosing.count + 1
    depth -= 1
  }

  // MARK: Scalars

  @inline(__always)
  private mutating func string(_ bytes: RawSpan) throws(JSONFault) {
    let start = position + 1
    let scanned = try StringScan.scan(bytes, from: start)
    tape.append(
      TapeWord(.string, offset: start, length: scanned.end - start, needsDecoding: scanned.needsDecoding))
    position = scanned.end + 1
    if let illFormed = scanned.illFormed {
      illFormedStrings += 1
      if firstIllFormed == nil { firstIllFormed = illFormed }
    }
    if firstLoneSurrogate == nil { firstLoneSurrogate = scanned.loneSurrogate }
  }

  private mutating func literal(_ spelling: StaticString, _ kind: TapeKind, _ bytes: RawSpan) throws(JSONFault) {
    let start = position
    let end = start + spelling.utf8CodeUnitCount
    let matches = spelling.withUTF8Buffer { letters in
      letters.indices.allSatisfy { unsafe start + $0 < bytes.byteCount && bytes[byte: start + $0] == letters[$0] }
    }
    guard matches else { throw JSONFault(code: .badLiteral, offset: start) }
    tape.append(TapeWord(kind, offset: start, length: end - start))
    position = end
  }

  private mutating func number(_ bytes: RawSpan) throws(JSONFault) {
    let start = position
    var kind = TapeKind.integer
    if bytes[byte: position] == UInt8(ascii: "-") { position += 1 }
    if position < bytes.byteCount, bytes[byte: position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits(bytes, of: start)
    }
    if position < bytes.byteCount, bytes[byte: position] == UInt8(ascii: ".") {
      kind = .float
      position += 1
      try digits(bytes, of: start)
    }
    if position < bytes.byteCount, bytes[byte: position] | 0x20 == UInt8(ascii: "e") {
      kind = .float
      position += 1
      if position < bytes.byteCount, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[byte: position]) {
        position += 1
      }
      try digits(bytes, of: start)
    }
    if position < bytes.byteCount, Self.continuesNumber(bytes[byte: position]) {
      throw JSONFault(code: .badNumber, offset: start)
    }
    tape.append(TapeWord(kind, offset: start, length: position - start))
  }

  /// One digit or more.
  private mutating func digits(_ bytes: RawSpan, of start: Int) throws(JSONFault) {
    let first = position
    while position < bytes.byteCount, bytes[byte: position] &- UInt8(ascii: "0") < 10 { position += 1 }
    guard position > first else {
      throw JSONFault(code: position < bytes.byteCount ? .badNumber : .unexpectedEnd, offset: start)
    }
  }

  /// Letters and digits directly after a number are part of a misspelt one, as in `01` or `1x`.
  private static func continuesNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  // MARK: Between values

  @inline(__always)
  private mutating func skipSpace(_ bytes: RawSpan) {
    while position < bytes.byteCount {
      switch bytes[byte: position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// UTF-8's mark is skipped; a UTF-16 or UTF-32 text is told from a mere mistake.
  private mutating func skipByteOrderMark(_ bytes: RawSpan) throws(JSONFault) {
    guard bytes.byteCount >= 2 else { return }
    let start = (bytes[byte: 0], bytes[byte: 1])
    if bytes.byteCount >= 3, start == (0xEF, 0xBB), bytes[byte: 2] == 0xBF { position = 3 }
    if start == (0xFF, 0xFE) || start == (0xFE, 0xFF) || start.0 == 0 || start.1 == 0 {
      throw JSONFault(code: .notUTF8, offset: 0)
    }
  }

  // MARK: Where an error is

  /// The path of what was being read when an error was thrown: keys and indices of the containers still open. O(tape).
  func path(in document: ArraySlice<UInt8>) -> String {
    var open: [(node: Int, count: Int)] = []
    var node = container
    var children = count
    while node != Self.noContainer {
      open.append((node, children))
      let enclosing = TapeSpan(bits: tape[node + 1].bits)
      (node, children) = (enclosing.next, enclosing.count)
    }
    var path = ""
    for level in open.reversed() {
      if tape[level.node].kind == .array {
        path += "[\(level.count)]"
      } else if let key = keyBeingRead(after: level.count, in: level.node) {
        path += Self.pathComponent(StringText(word: tape[key], source: document).string, first: path.isEmpty)
      }
    }
    return path
  }

  /// The key whose value is missing or incomplete, after `complete` members of the container at `node`.
  private func keyBeingRead(after complete: Int, in node: Int) -> Int? {
    var index = node + 2
    for _ in 0..<complete {
      index += 1
      index = tape[index].isContainer ? TapeSpan(bits: tape[index + 1].bits).next : index + 1
    }
    return index < tape.count && tape[index].kind == .string ? index : nil
  }

  /// `.name` where a name is plain, `["odd name"]` where it is not.
  static func pathComponent(_ key: String, first: Bool) -> String {
    let isPlain =
      !key.isEmpty && key.utf8.count <= 64
      && key.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5F }
    if isPlain { return first ? key : "." + key }
    var quoted: [UInt8] = []
    quoted.appendJSONString(String(key.prefix(64)))
    return "[" + String(decoding: quoted, as: UTF8.self) + "]"
  }
}
