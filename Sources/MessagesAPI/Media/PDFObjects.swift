/// The objects of a PDF file, found by reading it from front to back.
///
/// The cross-reference table is not used: files are often cut or edited, and a scan finds what is there. Where an object
/// is defined twice the later definition holds, as in a file that was updated in place.
struct PDFObjects {
  /// The top-level entries of a dictionary: where each value's words begin.
  typealias Dictionary = [String: Int]

  /// The file, and behind it what its object streams hold.
  private(set) var bytes: [UInt8]
  /// By object number: where the object's words begin.
  private(set) var offsets: [Int: Int] = [:]
  /// The document's catalogue, as the last trailer names it.
  private(set) var root: Int?
  /// Whether an object stream could not be read: it is encrypted, damaged, huge or compressed in an unusual way.
  private(set) var hasUnreadableStreams = false
  /// Whether strings and streams are encrypted, as the last trailer says.
  private(set) var isEncrypted = false
  /// What reading may still cost.
  let budget: WorkBudget

  /// All object streams together may come to this many bytes.
  private static let streamLimit = 64 << 20

  /// A stream of objects, which may redefine those before it.
  private struct ObjectStream {
    var dictionary: Int
    var data: Range<Int>
  }

  /// An object that a stream defines, beside its two numbers.
  private static let entryCost = 16

  /// Finds the objects. O(n) in the file and in what its object streams hold.
  init(_ file: [UInt8], budget: WorkBudget) {
    bytes = file
    self.budget = budget
    var lexer = PDFLexer(bytes: file, position: 0, budget: budget)
    var numbers: (Double?, Double?) = (nil, nil)
    var object = 0
    var isObjectStream = false
    var streams: [ObjectStream] = []
    while let token = lexer.next() {
      switch token {
      case .number(let number): numbers = (numbers.1, number)
      case .keyword where lexer.isKeyword(token, "obj"):
        if let number = numbers.0.flatMap({ Int(exactly: $0) }) { offsets[number] = lexer.position }
        (object, isObjectStream) = (lexer.position, false)
      case .keyword where lexer.isKeyword(token, "stream"):
        let start = lexer.position
        lexer.position = Self.end(ofStreamAt: start, in: file)
        budget.spend(lexer.position - start)
        if isObjectStream { streams.append(ObjectStream(dictionary: object, data: start..<lexer.position)) }
      case .name(let range) where file[range].elementsEqual("Root".utf8):
        var ahead = lexer
        if case .number(let number)? = ahead.next() { root = Int(exactly: number) }
      case .name(let range) where file[range].elementsEqual("Encrypt".utf8): isEncrypted = true
      case .name(let range) where file[range].elementsEqual("ObjStm".utf8):
        isObjectStream = true
      default: break
      }
    }
    var places = offsets
    for stream in streams where !unpack(stream, of: file, &places) { hasUnreadableStreams = true }
  }

  /// Adds the objects of a stream that are not defined behind it.
  private mutating func unpack(_ stream: ObjectStream, of file: [UInt8], _ places: inout [Int: Int]) -> Bool {
    guard let entries = entries(from: stream.dictionary), entries["DecodeParms"] == nil,
      let count = number(at: entries["N"]).flatMap({ Int(exactly: $0) }),
      let first = number(at: entries["First"]).flatMap({ Int(exactly: $0) })
    else { return false }
    var data = file[stream.data]
    while let byte = data.first, byte == 0x0D || byte == 0x0A { data = data.dropFirst() }
    let content: [UInt8]
    if entries["Filter"] == nil {
      guard budget.spend(data.count) else { return false }
      content = Array(data)
    } else {
      guard
        let inflated = Inflate.zlib(
          data, limit: Self.streamLimit - min(bytes.count, Self.streamLimit), budget: budget)
      else { return false }
      content = inflated
    }
    guard (0..<content.count).contains(first), count >= 0 else { return false }
    let base = bytes.count
    bytes += content
    bytes.append(0x0A)
    var lexer = PDFLexer(bytes: content, position: 0, budget: budget)
    for _ in 0..<min(count, content.count) {
      guard case .number(let number)? = lexer.next(), case .number(let offset)? = lexer.next(),
        let number = Int(exactly: number), let offset = Int(exactly: offset), (0..<content.count).contains(offset),
        offset + first < content.count, budget.spend(Self.entryCost)
      else { return false }
      if places[number] ?? -1 < stream.dictionary {
        offsets[number] = base + first + offset
        places[number] = stream.dictionary
      }
    }
    return true
  }

  var numbers: [Int] { offsets.keys.sorted() }

  /// An object that is a dictionary.
  func dictionary(_ number: Int) -> Dictionary? {
    offsets[number].flatMap(entries)
  }

  /// The dictionary that begins at a place. O(its words), which never reach into the next object.
  func entries(from offset: Int) -> Dictionary? {
    var lexer = PDFLexer(bytes: bytes, position: offset, budget: budget)
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
    var lexer = PDFLexer(bytes: bytes, position: offset, budget: budget)
    guard case .number(let number)? = lexer.next(), case .number? = lexer.next(), lexer.isKeyword(lexer.next(), "R")
    else { return nil }
    return Int(exactly: number)
  }

  /// All references in an array, or the array referred to; at most `limit`.
  func references(at offset: Int?, limit: Int) -> [Int] {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
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
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
    guard lexer.next() == .arrayStart else { return [] }
    var numbers: [Double] = []
    while numbers.count < limit, case .number(let number)? = lexer.next() { numbers.append(number) }
    return numbers
  }

  func number(at offset: Int?) -> Double? {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
    guard case .number(let number)? = lexer.next() else { return nil }
    return number
  }

  func name(at offset: Int?) -> String? {
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
    guard case .name(let range)? = lexer.next() else { return nil }
    return lexer.text(range)
  }

  /// Where a value begins, in another object if it is a reference.
  func value(at offset: Int?) -> Int? {
    guard let reference = reference(at: offset) else { return offset }
    return offsets[reference]
  }

  /// The place after a stream's data.
  static func end(ofStreamAt start: Int, in bytes: [UInt8]) -> Int {
    let mark = Array("endstream".utf8)
    var index = start
    while index + mark.count <= bytes.count {
      if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) { return index + mark.count }
      index += 1
    }
    return bytes.count
  }
}
