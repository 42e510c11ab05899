/// The objects of a PDF file that are not compressed, found by reading it from front to back.
///
/// The cross-reference table is not used: files are often cut or edited, and a scan finds what is there. Where an object
/// is defined twice the later definition holds, as in a file that was updated in place.
struct PDFObjects {
  /// The top-level entries of a dictionary: where each value's words begin.
  typealias Dictionary = [String: Int]

  private let bytes: [UInt8]
  /// By object number: where the object's words begin.
  private var offsets: [Int: Int] = [:]
  /// The document's catalogue, as the last trailer names it.
  private(set) var root: Int?
  /// Whether some objects are inside compressed streams.
  private(set) var hasObjectStreams = false

  /// Finds the objects. O(n).
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var lexer = PDFLexer(bytes: bytes, position: 0)
    var numbers: (Double?, Double?) = (nil, nil)
    while let token = lexer.next() {
      switch token {
      case .number(let number): numbers = (numbers.1, number)
      case .keyword where lexer.isKeyword(token, "obj"):
        if let number = numbers.0.flatMap({ Int(exactly: $0) }) { offsets[number] = lexer.position }
      case .keyword where lexer.isKeyword(token, "stream"):
        lexer.position = Self.end(ofStreamAt: lexer.position, in: bytes)
      case .name(let range) where bytes[range].elementsEqual("Root".utf8):
        var ahead = lexer
        if case .number(let number)? = ahead.next() { root = Int(exactly: number) }
      case .name(let range) where bytes[range].elementsEqual("ObjStm".utf8):
        hasObjectStreams = true
      default: break
      }
    }
  }

  var numbers: [Int] { offsets.keys.sorted() }

  /// An object that is a dictionary.
  func dictionary(_ number: Int) -> Dictionary? {
    offsets[number].flatMap(entries)
  }

  /// The dictionary that begins at a place. O(its words), which never reach into the next object.
  private func entries(from offset: Int) -> Dictionary? {
    var lexer = PDFLexer(bytes: bytes, position: offset)
    guard lexer.next() == .dictionaryStart else { return nil }
    var entries: Dictionary = [:]
    var depth = 1
    var key: String?
    while depth > 0, entries.count < 1000 {
      let start = lexer.position
      guard let token = lexer.next() else { return entries }
      if depth == 1 {
        if let name = key {
          entries[name] = start
          key = nil
        } else if case .name(let range) = token {
          key = lexer.text(range)
          continue
        }
      }
      switch token {
      case .dictionaryStart, .arrayStart: depth += 1
      case .dictionaryEnd, .arrayEnd: depth -= 1
      case .keyword where lexer.isKeyword(token, "endobj") || lexer.isKeyword(token, "obj"): return entries
      default: break
      }
    }
    return entries
  }

  /// The number of the object referred to, as in `12 0 R`.
  func reference(at offset: Int?) -> Int? {
    guard let offset else { return nil }
    var lexer = PDFLexer(bytes: bytes, position: offset)
    guard case .number(let number)? = lexer.next(), case .number? = lexer.next(), lexer.isKeyword(lexer.next(), "R")
    else { return nil }
    return Int(exactly: number)
  }

  /// All references in an array, or the array referred to; at most `limit`.
  func references(at offset: Int?, limit: Int) -> [Int] {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count)
    guard lexer.next() == .arrayStart else { return [] }
    var references: [Int] = []
    var numbers: (Double?, Double?) = (nil, nil)
    while references.count < limit, let token = lexer.next(), token != .arrayEnd {
      if case .number(let number) = token {
        numbers = (numbers.1, number)
      } else if lexer.isKeyword(token, "R") {
        if let number = numbers.0.flatMap({ Int(exactly: $0) }) { references.append(number) }
      } else {
        break
      }
    }
    return references
  }

  /// The numbers of an array, or of the array referred to; at most `limit`.
  func numbers(at offset: Int?, limit: Int) -> [Double] {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count)
    guard lexer.next() == .arrayStart else { return [] }
    var numbers: [Double] = []
    while numbers.count < limit, case .number(let number)? = lexer.next() { numbers.append(number) }
    return numbers
  }

  func number(at offset: Int?) -> Double? {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count)
    guard case .number(let number)? = lexer.next() else { return nil }
    return number
  }

  func name(at offset: Int?) -> String? {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count)
    guard case .name(let range)? = lexer.next() else { return nil }
    return lexer.text(range)
  }

  /// Where a value begins, in another object if it is a reference.
  private func value(at offset: Int?) -> Int? {
    guard let reference = reference(at: offset) else { return offset }
    return offsets[reference]
  }

  /// The place after a stream's data.
  private static func end(ofStreamAt start: Int, in bytes: [UInt8]) -> Int {
    let mark = Array("endstream".utf8)
    var index = start
    while index + mark.count <= bytes.count {
      if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
      index += 1
    }
    return bytes.count
  }
}
