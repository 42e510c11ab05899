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
  let budget: WorkBudget
  var position: Int
  /// Where the last word begins.
  private(set) var start = 0

  init(bytes: [UInt8], position: Int, budget: WorkBudget) {
    self.bytes = bytes
    self.position = position
    self.budget = budget
  }

  /// What a word costs beside its bytes and the space before it.
  private static let wordCost = 4

  /// The next word; nil at the end, and where the budget is spent. O(word).
  mutating func next() -> PDFToken? {
    let before = position
    let token = word()
    return budget.spend(Self.wordCost + position - before) ? token : nil
  }

  private mutating func word() -> PDFToken? {
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

  /// `-1.5`, `.5`, `5.` and `+5`; nil for anything else. O(word).
  private static func number(_ word: ArraySlice<UInt8>) -> Double? {
    guard word.count <= 32 else { return nil }
    var (digits, decimals, isFraction) = (0, 0, false)
    var mantissa: UInt64 = 0
    for (index, byte) in word.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        if isFraction { decimals += 1 }
        if digits <= 15 { mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0")) }
      case UInt8(ascii: ".") where !isFraction: isFraction = true
      case UInt8(ascii: "+") where index == 0, UInt8(ascii: "-") where index == 0: break
      default: return nil
      }
    }
    if digits == 0 { return isFraction ? 0 : nil }
    // With more digits a quotient of two whole numbers would not be the nearest to what is written.
    guard digits <= 15 else { return Double(String(decoding: word, as: UTF8.self) + (word.last == 0x2E ? "0" : "")) }
    let value = Double(mantissa) / Self.powersOfTen[decimals]
    return word.first == UInt8(ascii: "-") ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
