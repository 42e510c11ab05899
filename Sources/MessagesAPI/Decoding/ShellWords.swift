import JSONText

/// The words of a curl command, as a shell takes them apart: quotes, escapes, lines that go on, a document behind `<<`.
///
/// Names of variables and commands in them stand as they are: nothing is run.
struct ShellWords {
  /// A word, without its quotes.
  struct Word {
    var bytes: [UInt8]
    /// Where its content begins, in bytes from the start of the text.
    let offset: Int

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private(set) var words: [Word] = []
  /// The lines between `<<END` and `END`.
  private(set) var hereDocument: ArraySlice<UInt8>?

  private let text: ArraySlice<UInt8>
  private var index: Int
  /// The mark that ends a document which begins behind this line.
  private var documentEnd: [UInt8]?
  /// Whether the command is over.
  private var hasEnded = false

  /// The words from the first `curl` that begins a line on; nil where there is none.
  init?(curl text: ArraySlice<UInt8>) {
    guard let start = Self.start(in: text) else { return nil }
    self.text = text
    index = start
    while !hasEnded, index < text.endIndex { read() }
  }

  /// Where `curl` begins a line, behind a prompt or a name that is set to it at most.
  private static func start(in text: ArraySlice<UInt8>) -> Int? {
    var line = text.startIndex
    while line < text.endIndex {
      let end = text[line...].firstIndex(of: 0x0A) ?? text.endIndex
      var content = text[line..<end].drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "$") }
      if let open = content.position(of: "=$(".utf8), content[..<open].allSatisfy(\.isVariableByte) {
        content = content[(open + 3)...]
      }
      if content.starts(with: "curl ".utf8) { return content.startIndex }
      // What stands before a command is a comment, a fence, or a line without quotes.
      line = end + 1
    }
    return nil
  }

  /// The words that follow one of these options, or stand behind its `=`.
  func values(of options: [String]) -> [Word] {
    var values: [Word] = []
    for (place, word) in words.enumerated() {
      let text = String(decoding: word.bytes.prefix(20), as: UTF8.self)
      if options.contains(text), place + 1 < words.count {
        values.append(words[place + 1])
      } else if let option = options.first(where: { $0.hasPrefix("--") && text.hasPrefix("\($0)=") }) {
        let length = option.utf8.count + 1
        values.append(Word(bytes: Array(word.bytes.dropFirst(length)), offset: word.offset + length))
      } else if options.contains("-d"), text.hasPrefix("-d{") {
        values.append(Word(bytes: Array(word.bytes.dropFirst(2)), offset: word.offset + 2))
      }
    }
    return values
  }

  // MARK: Reading

  private mutating func read() {
    let byte = text[index]
    switch byte {
    case 0x0A:
      index += 1
      hasEnded = true
      if let end = documentEnd { readDocument(until: end) }
    case 0x20, 0x09, 0x0D: index += 1
    case UInt8(ascii: "\\") where index + 1 < text.endIndex && text[index + 1] <= 0x20:
      index += text[index + 1] == 0x0D ? 3 : 2
    case UInt8(ascii: "<") where text[index...].starts(with: "<<".utf8):
      index += 2
      if index < text.endIndex, text[index] == UInt8(ascii: "-") { index += 1 }
      while index < text.endIndex, text[index] == 0x20 { index += 1 }
      documentEnd = word().bytes
    default: words.append(word())
    }
  }

  private mutating func word() -> Word {
    var bytes: [UInt8] = []
    let start = index
    var offset: Int?
    while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: return Word(bytes: bytes, offset: (offset ?? start) - text.startIndex)
      case UInt8(ascii: "'"):
        index += 1
        offset = offset ?? index
        readSingle(&bytes)
      case UInt8(ascii: "$") where text[index...].dropFirst().first == UInt8(ascii: "'"):
        index += 2
        offset = offset ?? index
        readEscaped(&bytes)
      case UInt8(ascii: "\""):
        index += 1
        offset = offset ?? index
        readDouble(&bytes)
      case UInt8(ascii: "\\"):
        if index + 1 < text.endIndex, text[index + 1] != 0x0A { bytes.append(text[index + 1]) }
        index += 2
      default:
        bytes.append(byte)
        index += 1
      }
    }
    return Word(bytes: bytes, offset: (offset ?? start) - text.startIndex)
  }

  /// Up to the next quote, as it stands.
  private mutating func readSingle(_ bytes: inout [UInt8]) {
    let end = text[min(index, text.endIndex)...].firstIndex(of: UInt8(ascii: "'")) ?? text.endIndex
    bytes += text[min(index, text.endIndex)..<end]
    index = end + 1
  }

  /// Where a backslash takes their meaning from `"`, `\`, `$` and `` ` ``.
  private mutating func readDouble(_ bytes: inout [UInt8]) {
    while index < text.endIndex, text[index] != UInt8(ascii: "\"") {
      if text[index] == UInt8(ascii: "\\"), index + 1 < text.endIndex {
        index += 1
        switch text[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"): break
        case 0x0A:
          index += 1
          continue
        default: bytes.append(UInt8(ascii: "\\"))
        }
      }
      bytes.append(text[index])
      index += 1
    }
    index += 1
  }

  /// `$'…'`, in which browsers write what has quotes in it.
  private mutating func readEscaped(_ bytes: inout [UInt8]) {
    while index < text.endIndex, text[index] != UInt8(ascii: "'") {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.endIndex else {
        bytes.append(text[index])
        index += 1
        continue
      }
      let escaped = text[index + 1]
      index += 2
      switch escaped {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "u"), UInt8(ascii: "x"): readScalar(escaped == UInt8(ascii: "u") ? 4 : 2, &bytes)
      default: bytes.append(escaped)
      }
    }
    index += 1
  }

  private mutating func readScalar(_ most: Int, _ bytes: inout [UInt8]) {
    let digits = text[min(index, text.endIndex)...].prefix(most).prefix { $0.isHexDigit }
    index += digits.count
    guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else { return }
    // `\x` is a byte, `\u` a character.
    if most == 2 {
      bytes.append(UInt8(truncatingIfNeeded: value))
    } else {
      bytes += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }
  }

  private mutating func readDocument(until end: [UInt8]) {
    documentEnd = nil
    let start = index
    var line = index
    while line < text.endIndex {
      let lineEnd = text[line...].firstIndex(of: 0x0A) ?? text.endIndex
      let content = text[line..<lineEnd].drop { $0 == 0x09 || $0 == 0x20 }.prefix { $0 > 0x20 }
      if content.elementsEqual(end) {
        hereDocument = text[start..<line]
        index = lineEnd
        return
      }
      line = lineEnd + 1
    }
    hereDocument = text[start...]
    index = text.endIndex
  }
}

extension UInt8 {
  fileprivate var isVariableByte: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 || self == UInt8(ascii: "_") }
  fileprivate var isHexDigit: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 6 }
}
