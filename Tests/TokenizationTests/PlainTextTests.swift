import TestSupport
import Testing
import Tokenization
import _CPlainRuns

/// The fast path's assumptions, and its vector code at every level that this processor has.
@Suite struct PlainTextTests {
  static let levels = Array(1...Int32(ullage_vector_level()))

  /// Class bytes of the basic plane.
  private static let tables: [[UInt8]] = [TokenizerFamily.v3, .v4_7].map { family in
    let vocabulary = try! Vocabulary.bundled(family)
    return (UInt32(0)..<0x10000).map { vocabulary.scalarByte($0) }
  }

  @Test("letters of two bytes that take no look-up are letters of words that normalisation leaves alone")
  func letters() {
    for table in Self.tables {
      for value in [0xC0...0xD6, 0xD8...0xF6, 0xF8...0x17F, 0x400...0x47F].joined() {
        let flags = ScalarByte.classMask | ScalarByte.combining | ScalarByte.unsettled
        #expect(table[value] & flags == ScalarClass.wordy, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test("the plain length ends before the first scalar that is not plain, at every level", arguments: levels)
  func plainLength(level: Int32) {
    var random = SeededRandom(seed: 11)
    for round in 0..<8_000 {
      let bytes = Self.mixture(&random)
      let table = Self.tables[round & 1]
      let length = Int(ullage_plain_length_at(level, table, bytes, Int64(bytes.count)))
      let expected = Self.plainLength(bytes, table)
      if String(validating: bytes, as: UTF8.self) != nil {
        #expect(length == expected, "\(bytes)")
      } else {
        // Where UTF-8 is broken, the scalar's first bytes may be taken for plain; none of them is a place to cut.
        #expect((expected...expected + 2).contains(length), "\(bytes)")
      }
    }
  }

  @Test("the next stretch is the first with enough plain bytes in a row, at every level", arguments: levels)
  func nextStretch(level: Int32) {
    var random = SeededRandom(seed: 12)
    for round in 0..<4_000 {
      let bytes = Array(String(decoding: Self.mixture(&random), as: UTF8.self).utf8)
      let table = Self.tables[round & 1]
      let start = Int(ullage_next_stretch_at(level, table, bytes, 0, Int64(bytes.count)))
      #expect(start == Int(ullage_next_stretch_at(1, table, bytes, 0, Int64(bytes.count))), "\(bytes)")
      let shortest = Int(ULLAGE_STRETCH)
      if start < bytes.count { #expect(Self.plainLength(Array(bytes[start...]), table) >= shortest, "\(bytes)") }
      // What goes before may matter to a scalar, but not to two in a row.
      for at in bytes.indices where bytes[at] & 0xC0 != 0x80 && at < start - 8 {
        #expect(Self.plainLength(Array(bytes[at...]), table) < shortest + 8, "\(bytes) at \(at)")
      }
    }
  }

  @Test("runs are split alike at every level, wherever the stretch ends", arguments: levels)
  func split(level: Int32) {
    var random = SeededRandom(seed: 13)
    for round in 0..<4_000 {
      let bytes = Self.mixture(&random)
      let table = Self.tables[round & 1]
      var length = Self.plainLength(bytes, table)
      if round & 2 != 0, length > 0 { length = Int.random(in: 0..<length, using: &random) }
      while length > 0, length < bytes.count, bytes[length] & 0xC0 == 0x80 { length -= 1 }
      let other = Self.windows(of: bytes, length, table, level: level)
      #expect(other == Self.windows(of: bytes, length, table, level: 1), "\(bytes)")
      // Cut off after it was classified, or before.
      #expect(other == Self.windows(of: Array(bytes[..<length]), length, table, level: level), "\(bytes)")
    }
  }

  /// Whether this is one of the letters that take no look-up.
  private static func isLetterOfTwo(_ scalar: UInt32) -> Bool {
    (0xC0...0x17F).contains(scalar) || (0x400...0x47F).contains(scalar)
  }

  /// The rules of `plain_runs.h`, one scalar at a time.
  private static func plainLength(_ bytes: [UInt8], _ table: [UInt8]) -> Int {
    var length = 0
    typealias Known = (value: UInt32, kind: UInt8, isCombining: Bool)
    // What may compose with a scalar before it stays behind a letter beyond ASCII that composes with nothing.
    func stays(_ byte: UInt8, behind scalar: Known?) -> Bool {
      guard let scalar, scalar.value >= 0x80, byte & ScalarByte.classMask <= ScalarClass.wordyMark else { return false }
      let other = ScalarByte.unsettled | ScalarByte.combining | ScalarByte.composesForward
      return byte & ScalarByte.composesBackward != 0 && scalar.kind <= ScalarClass.wordyMark
        && !isLetterOfTwo(scalar.value) && table[Int(scalar.value)] & other == 0
    }
    var before: Known?
    var beforeThat: Known?
    func isHard(_ scalar: Known?) -> Bool {
      scalar.map { $0.value == 0x3000 || (ScalarClass.hardLetter...ScalarClass.hardPunctuation).contains($0.kind) }
        ?? false
    }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      let byte = scalar.value < 0x10000 ? table[Int(scalar.value)] : ScalarByte.unsettled
      let kind = byte & ScalarByte.classMask
      let isCombining = byte & ScalarByte.combining != 0
      let isPlain =
        switch scalar.value {
        case 0x27:
          !isHard(before) && !(before?.value == 0x20 && isHard(beforeThat))
        case 0x09, 0x0A, 0x20...0x7E: true
        case 0...0x7F, 0x2480...0x24FF: false
        case _ where byte & ScalarByte.unsettled != 0 && !stays(byte, behind: before): false
        default:
          switch kind {
          case ScalarClass.wordyMark:
            (before?.kind ?? 0xFF) <= ScalarClass.wordyMark && !(isCombining && before?.isCombining == true)
          case ScalarClass.hardNumber, ScalarClass.digit, ScalarClass.selector: false
          default: !(isCombining && before?.isCombining == true)
          }
        }
      guard isPlain else { break }
      beforeThat = before
      before = (scalar.value, kind, isCombining)
      length += UTF8.width(scalar)
    }
    return length
  }

  /// Everything that two windows say of a stretch of `length` bytes.
  private static func windows(of bytes: [UInt8], _ length: Int, _ table: [UInt8], level: Int32) -> [[Int]] {
    var lists: [[Int]] = []
    var carry = ullage_carry()
    let window = UnsafeMutablePointer<ullage_window>.allocate(capacity: 1)
    window.initialize(to: ullage_window())
    // Costs that tell bytes and ways apart.
    withUnsafeMutableBytes(of: &window.pointee.single_cost) { costs in
      for at in costs.indices { costs[at] = UInt8(at % 251) }
    }
    window.pointee.word_list = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.pointee.punctuation_list = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.pointee.apostrophe_list = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.pointee.long_run = .allocate(capacity: Int(ULLAGE_LONG_RUNS))
    defer {
      window.pointee.word_list.deallocate()
      window.pointee.punctuation_list.deallocate()
      window.pointee.apostrophe_list.deallocate()
      window.pointee.long_run.deallocate()
      window.deallocate()
    }
    let middle = length / 2 & ~63
    for part in [0..<middle, middle..<length] where !part.isEmpty {
      let plain = bytes.withUnsafeBufferPointer { text in
        ullage_classify_at(
          level, table, text.baseAddress! + part.lowerBound, Int64(part.count), Int64(bytes.count - part.lowerBound),
          &carry, window)
      }
      #expect(plain == part.count)
      ullage_split_at(
        level, bytes, Int64(part.lowerBound), Int64(part.count), part.upperBound == length ? 1 : 0, &carry, window)
      let found = window.pointee
      lists += [
        [Int(found.simple_count)],
        (0..<Int(found.word_borders)).map { Int(found.word_list[$0]) },
        (0..<Int(found.punctuation_borders)).map { Int(found.punctuation_list[$0]) },
        (0..<Int(found.apostrophes)).map { Int(found.apostrophe_list[$0]) },
        (0..<Int(found.long_runs)).map { Int(found.long_run[$0]) },
      ]
    }
    return lists
  }

  /// Up to 400 bytes: mostly plain, now and then a scalar that is not, a byte that is no UTF-8, a run of white space.
  private static func mixture(_ random: inout SeededRandom) -> [UInt8] {
    let plain = [
      "abcXYZ 019 .,'\"(){}-\n\t'sÄéüßőŁжяЁ", "中文字的，。 「」\u{3000}a'", "ひらカナー、。한국어 는ab ",
      "हिन्दी कि ক\u{9BE}কি \u{9C7}\u{9BE} ɛ\u{301}ɔ\u{300} ", "ไทยนี้ ", "עברית عربي ", "×÷—…≈☺ abc's",
    ].map { Array($0.unicodeScalars) }.randomElement(using: &random)!
    let other = Array("×÷’“\u{301}\u{93F}\u{93C}中😀\u{7F}\u{0}ΑעȘ\u{200B}Ⓐ²٣२\u{FE0F}\u{34F}「'".unicodeScalars)
    let otherShare = [0, 0, 1, 5, 40].randomElement(using: &random)!
    var bytes: [UInt8] = []
    let length = Int.random(in: 1...400, using: &random)
    while bytes.count < length {
      let draw = Int.random(in: 0..<200, using: &random)
      if draw < otherShare {
        bytes += UTF8.encode(other.randomElement(using: &random)!)!
      } else if draw == 198, otherShare > 1 {
        bytes.append([0xC3, 0x80, 0xD0, 0xFF, 0xC5, 0xE0, 0xED, 0xE4].randomElement(using: &random)!)
      } else if draw == 199 {
        bytes += Array(repeating: [0x20, 0x0A, 0x09].randomElement(using: &random)!, count: Int(random.next() % 40))
      } else {
        bytes += UTF8.encode(plain.randomElement(using: &random)!)!
      }
    }
    return bytes
  }
}
