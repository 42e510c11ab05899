import TestSupport
import Testing
import Tokenization
import _CASCIIRuns

/// The fast path's assumptions, and its vector code at every level that this processor has.
@Suite struct PlainTextTests {
  static let levels = Array(1...Int32(ullage_vector_level()))

  /// U+00C0 to U+017F without the multiplication and the division sign, and U+0400 to U+047F.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x20...0x7E: true
    case 0xD7, 0xF7: false
    case 0xC0...0x17F, 0x400...0x47F: true
    default: false
    }
  }

  @Test("plain letters are letters of words that normalisation leaves alone", arguments: [TokenizerFamily.v3, .v4_7])
  func letters(family: TokenizerFamily) throws {
    let vocabulary = try Vocabulary.bundled(family)
    for value in UInt32(0x80)...0x47F {
      let scalar = try #require(Unicode.Scalar(value))
      guard Self.isPlain(scalar) else { continue }
      let byte = vocabulary.scalarByte(value)
      let flags = ScalarByte.classMask | ScalarByte.combining | ScalarByte.unsettled
      #expect(byte & flags == ScalarClass.wordy, "U+\(String(value, radix: 16))")
    }
  }

  @Test("the plain length ends before the first scalar that is not plain, at every level", arguments: levels)
  func plainLength(level: Int32) {
    var random = SeededRandom(seed: 11)
    for _ in 0..<4_000 {
      let bytes = Self.mixture(&random)
      let text = String(decoding: bytes, as: UTF8.self)
      var expected = 0
      for scalar in text.unicodeScalars {
        guard Self.isPlain(scalar) else { break }
        expected += UTF8.width(scalar)
      }
      #expect(ullage_plain_length_at(level, bytes, Int64(bytes.count)) == Int64(expected), "\(bytes)")
    }
  }

  @Test("the next stretch is the first with enough plain bytes in a row, at every level", arguments: levels)
  func nextStretch(level: Int32) {
    var random = SeededRandom(seed: 12)
    for _ in 0..<4_000 {
      let bytes = Array(String(decoding: Self.mixture(&random), as: UTF8.self).utf8)
      let start = Int(ullage_next_stretch_at(level, bytes, 0, Int64(bytes.count)))
      let expected = bytes.indices.first { at in
        bytes[at] & 0xC0 != 0x80 && Self.plainLength(bytes, from: at) >= Int(ULLAGE_STRETCH)
      }
      #expect(start == expected ?? bytes.count, "\(bytes)")
    }
  }

  /// The plain bytes from `start` on, with the first byte of a sign, which only its second tells from a letter.
  private static func plainLength(_ bytes: [UInt8], from start: Int) -> Int {
    let length = Int(ullage_plain_length(Array(bytes[start...]), Int64(bytes.count - start)))
    return start + length < bytes.count && bytes[start + length] == 0xC3 ? length + 1 : length
  }

  @Test("runs are split alike at every level", arguments: levels)
  func split(level: Int32) {
    var random = SeededRandom(seed: 13)
    for _ in 0..<2_000 {
      var bytes = Self.mixture(&random)
      bytes.removeLast(bytes.count - Int(ullage_plain_length(bytes, Int64(bytes.count))))
      #expect(Self.window(of: bytes, level: level) == Self.window(of: bytes, level: 1), "\(bytes)")
    }
  }

  /// Everything that a window says of text, in two halves.
  private static func window(of bytes: [UInt8], level: Int32) -> [[Int]] {
    var lists: [[Int]] = []
    var carry = ullage_carry()
    var window = ullage_window()
    window.word = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.punctuation = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.apostrophe = .allocate(capacity: Int(ULLAGE_BORDERS))
    window.long_run = .allocate(capacity: Int(ULLAGE_LONG_RUNS))
    defer {
      window.word.deallocate()
      window.punctuation.deallocate()
      window.apostrophe.deallocate()
      window.long_run.deallocate()
    }
    let middle = bytes.count / 2
    for part in [0..<middle, middle..<bytes.count] {
      let following = part.upperBound < bytes.count ? bytes[part.upperBound] : 0
      ullage_split_ascii_at(level, bytes, Int64(part.lowerBound), Int64(part.count), following, &carry, &window)
      lists += [
        [Int(window.simple_count)],
        (0..<Int(window.word_borders)).map { Int(window.word[$0]) },
        (0..<Int(window.punctuation_borders)).map { Int(window.punctuation[$0]) },
        (0..<Int(window.apostrophes)).map { Int(window.apostrophe[$0]) },
        (0..<Int(window.long_runs)).map { Int(window.long_run[$0]) },
      ]
    }
    return lists
  }

  /// Up to 400 bytes: mostly plain, now and then a scalar that is not, a byte that is no UTF-8, a run of white space.
  private static func mixture(_ random: inout SeededRandom) -> [UInt8] {
    let plain = Array("abcXYZ 019 .,'\"(){}-\n\t'sÄéüßőŁжяЁ".unicodeScalars)
    let other = Array("×÷’“\u{301}\u{93F}中😀\u{7F}\u{0}ΑעȘ\u{200B}".unicodeScalars)
    let otherShare = [0, 0, 1, 5, 40].randomElement(using: &random)!
    var bytes: [UInt8] = []
    let length = Int.random(in: 1...400, using: &random)
    while bytes.count < length {
      let draw = Int.random(in: 0..<200, using: &random)
      if draw < otherShare {
        bytes += UTF8.encode(other.randomElement(using: &random)!)!
      } else if draw == 198, otherShare > 1 {
        bytes.append([0xC3, 0x80, 0xD0, 0xFF, 0xC5].randomElement(using: &random)!)
      } else if draw == 199 {
        bytes += Array(repeating: [0x20, 0x0A, 0x09].randomElement(using: &random)!, count: Int(random.next() % 40))
      } else {
        bytes += UTF8.encode(plain.randomElement(using: &random)!)!
      }
    }
    return bytes
  }
}
