// The words of a PDF file and of the streams in it, as far as page trees and text need them.

enum PDFToken: Equatable {
  case name(Range<Int>)
  case number(Double)
  case keyword(Range<Int>)
  case string
  case arrayStart, arrayEnd, dictionaryStart, dictionaryEnd
}

struct PDFLexer {
  let bytes: [UInt8]
  var position: Int
  /// Where the last word begins.
  private(set) var start = 0

  init(bytes: [UInt8], position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The next word, or nil at the end. O(word).
  mutating func next() -> PDFToken? {
    skipSpace()
    guard position < bytes.count else { return nil }
    start = position
    position += 1
    switch bytes[start] {
    case UInt8(ascii: "/"):
      skipRegular()
      return .name(start + 1..<position)
    case UInt8(ascii: "["): return .arrayStart
    case UInt8(ascii: "]"): return .arrayEnd
    case UInt8(ascii: "("):
      skipString()
      return .string
    case UInt8(ascii: "<"):
      if position < bytes.count, bytes[position] == UInt8(ascii: "<") {
        position += 1
        return .dictionaryStart
      }
      while position < bytes.count, bytes[position] != UInt8(ascii: ">") { position += 1 }
      position = min(position + 1, bytes.count)
      return .string
    case UInt8(ascii: ">"):
      guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else { return .string }
      position += 1
      return .dictionaryEnd
    case UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): return .string
    default:
      skipRegular()
      return Self.number(bytes[start..<position]).map(PDFToken.number) ?? .keyword(start..<position)
    }
  }

  /// Safe: the bytes of a literal live as long as the program.
  func isKeyword(_ token: PDFToken?, _ word: StaticString) -> Bool {
    guard case .keyword(let range) = token else { return false }
    return word.withUTF8Buffer { unsafe bytes[range].elementsEqual($0) }
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20: position += 1
      case UInt8(ascii: "%"):
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
      default: return
      }
    }
  }

  private mutating func skipRegular() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
        UInt8(ascii: "/"), UInt8(ascii: "%"):
        return
      default: position += 1
      }
    }
  }

  private mutating func skipString() {
    var depth = 1
    while position < bytes.count, depth > 0 {
      switch bytes[position] {
      case UInt8(ascii: "\\"): position += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      default: break
      }
      position += 1
    }
    position = min(position, bytes.count)
  }

  private static func number(_ word: ArraySlice<UInt8>) -> Double? {
    guard word.count <= 32, word.allSatisfy({ $0 >= 0x2B && $0 <= 0x39 && $0 != 0x2C && $0 != 0x2F }) else {
      return nil
    }
    var text = String(decoding: word, as: UTF8.self)
    if text.hasSuffix(".") { text.append("0") }
    return Double(text)
  }
}
