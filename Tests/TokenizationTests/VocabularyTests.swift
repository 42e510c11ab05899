import Foundation
import TestSupport
import Testing
import Tokenization
import VocabularyCompilation

@Suite("The compiled vocabulary")
struct VocabularyTests {
  private static let files = ["v3", "v4_7"]
  private static let table = "unicode.table"

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Package.root.appending(path: "Vocab/\(name)")))
  }

  @Test("was compiled from the pieces that lie beside it", arguments: files)
  func fresh(_ name: String) throws {
    let text = try String(contentsOf: Package.root.appending(path: "Vocab/\(name).pieces"), encoding: .utf8)
    let vocabulary = try Vocabulary(compiled: Self.bytes("\(name).vocab"))
    #expect(
      vocabulary.fingerprint == VocabularyCompiler.fingerprint(of: text),
      "Vocab/\(name).pieces was changed: swift run -c release ullage-vocabulary Vocab")
    #expect(vocabulary.entries == (try PieceList(text)).entries)
  }

  @Test("is what the program embeds", arguments: files)
  func embedded(_ name: String) throws {
    let family = try #require(TokenizerFamily(named: name.replacing("_", with: ".")))
    let file = try Vocabulary(compiled: Self.bytes("\(name).vocab"))
    #expect(try Vocabulary.bundled(family).fingerprint == file.fingerprint)
  }

  @Test("is named with its checksum where it is embedded", arguments: files.map { "\($0).vocab" } + [table])
  func stamped(_ name: String) throws {
    let embed = try String(contentsOf: Package.root.appending(path: "Vocab/embed.S"), encoding: .utf8)
    let bytes = try Self.bytes(name)
    let sum = String(bytes.withUnsafeBytes { CompiledFile.checksum($0) }, radix: 16)
    #expect(embed.contains("//   \(name) \(bytes.count) bytes, checksum \(sum)\n"))
  }

  @Test("ends too early: an error wherever that is", arguments: files)
  func truncated(_ name: String) throws {
    let bytes = try Self.bytes("\(name).vocab")
    for length in [0, 1, 7, 8, 12, 16, 63, 64, 65, 66, 1000, bytes.count / 2, bytes.count - 65_536, bytes.count - 1] {
      let error = #expect(throws: VocabularyError.self) { try Vocabulary(compiled: Array(bytes[..<length])) }
      #expect([.truncated, .notAVocabulary].contains(error?.code), "\(length) bytes: \(String(describing: error))")
    }
    #expect(throws: VocabularyError.self) { try Vocabulary(compiled: bytes + [0]) }
  }

  @Test("one changed bit is an error wherever the file would be read, never a crash", arguments: files)
  func flipped(_ name: String) throws {
    let bytes = try Self.bytes("\(name).vocab")
    var random = SeededRandom(seed: 31)
    for at in 0..<64 {
      let code: VocabularyError.Code =
        switch at {
        case 0...7: .notAVocabulary
        case 8...11: .unknownVersion
        case 12...15: .truncated
        default: .damaged
        }
      var damaged = bytes
      damaged[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let error = #expect(throws: VocabularyError.self, "byte \(at)") { try Vocabulary(compiled: damaged) }
      #expect(error?.code == code, "byte \(at)")
    }
    for at in [64, 65, 66, 67, bytes.count - 65_537, bytes.count - 65_536, bytes.count - 1]
      + (0..<20).map({ _ in Int.random(in: 64..<bytes.count, using: &random) })
    {
      var damaged = bytes
      damaged[at] ^= 0x40
      #expect(throws: VocabularyError.self, "byte \(at)") { try Vocabulary(compiled: damaged) }
    }
  }

  @Test("a slot that leads out of the trie is an error, though the checksum fits", arguments: files)
  func sealed(_ name: String) throws {
    let error = try Self.complaint(name) { file in
      for at in 64..<68 { file[at] = 0xFF }
    }
    #expect(error?.code == .damaged)
    #expect(error?.offset == 64)
  }

  @Test("a class that there is not is an error, though the checksum fits", arguments: files)
  func sealedClasses(_ name: String) throws {
    let length = try Self.bytes("\(name).vocab").count
    let error = try Self.complaint(name) { $0[length - 1] = 0x0F }
    #expect(error?.code == .damaged)
    #expect(error?.offset == length - 1)
  }

  /// What is said of a file that was changed and has a checksum that fits.
  private static func complaint(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> VocabularyError? {
    var file = try bytes("\(name).vocab")
    change(&file)
    let sum = file.withUnsafeBytes { CompiledFile.checksum(.init(rebasing: $0[CompiledFile.checksumStart...])) }
    for at in 0..<8 { file[16 + at] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * at)) }
    return #expect(throws: VocabularyError.self) { try Vocabulary(compiled: file) }
  }

  @Test("an error says what, where and what helps")
  func message() throws {
    let error = #expect(throws: VocabularyError.self) { try Vocabulary(compiled: [1, 2, 3]) }
    #expect(
      error?.description == """
        vocabulary is unusable (truncated) at byte 3: 3 bytes, fewer than a header; compile the vocabulary anew: \
        swift run -c release ullage-vocabulary Vocab
        """)
  }

  @Test("scalar properties are those of ICU with Unicode 15.0 and the measured lists")
  func properties() throws {
    let table = try ScalarTable.bundled()
    #expect(table.unicodeVersion == "15.0")
    guard VocabularyCompiler.unicodeVersion() == table.unicodeVersion else { return }
    let records = Subject.records
    let wrong = records.indices.first { table.record(UInt32($0)) != records[$0] }
    #expect(wrong == nil, "U+\(String(wrong ?? 0, radix: 16)): swift run -c release ullage-vocabulary Vocab")
  }

  @Test("a run of newlines costs the fewest pieces of newlines, whatever its length", arguments: Subject.all.prefix(2))
  func newlines(_ subject: Subject) throws {
    let name = subject.name.replacing(".", with: "_")
    let text = try String(contentsOf: Package.root.appending(path: "Vocab/\(name).pieces"), encoding: .utf8)
    let sizes = try PieceList(text).pieces.filter { piece in piece.allSatisfy { $0 == 0x0A } }.map(\.count)
    var costs = [0]
    for length in 1...2000 {
      costs.append(1 + sizes.filter { $0 <= length }.map { costs[length - $0] }.min()!)
      let run = [0x61] + [UInt8](repeating: 0x0A, count: length) + [0x61]
      #expect(subject.tokenizer.count(utf8: run.span) == costs[length] + 2, "\(length) newlines")
    }
  }

  @Test("no piece holds two different combining marks, nor more than two of one", arguments: files)
  func marks(_ name: String) throws {
    let text = try String(contentsOf: Package.root.appending(path: "Vocab/\(name).pieces"), encoding: .utf8)
    for piece in try PieceList(text).pieces {
      let scalars = String(decoding: piece.filter { $0 < 0xF8 }, as: UTF8.self).unicodeScalars.map(\.value)
      let isMark = scalars.map { Subject.records[Int($0)].combiningClass != 0 }
      for at in scalars.indices.dropFirst() where isMark[at] && isMark[at - 1] {
        #expect(scalars[at] == scalars[at - 1] && scalars.count == 2, "\(scalars)")
      }
    }
  }

  @Test("pieces keep within the borders that cuts rest on", arguments: files)
  func borders(_ name: String) throws {
    let (bow, eow): (UInt8, UInt8) = (Marker.bow, Marker.eow)
    let contractions = ["'s", "'t", "'d", "'m", "'ll", "'re", "'ve"]
    let text = try String(contentsOf: Package.root.appending(path: "Vocab/\(name).pieces"), encoding: .utf8)
    for piece in try PieceList(text).pieces {
      // 1. Markers stand at the ends: ⟨bow⟩ first or behind a case marker, ⟨eow⟩ last.
      #expect(!piece.dropLast().contains(eow), "\(piece)")
      if let at = piece.firstIndex(of: bow) {
        #expect(piece[..<at].allSatisfy { $0 == Marker.shift || $0 == Marker.caps } && at <= 1, "\(piece)")
        #expect(!piece[(at + 1)...].contains(bow), "\(piece)")
      }
      let scalars = String(decoding: piece.filter { $0 < 0xF8 }, as: UTF8.self).unicodeScalars
      let classes = Set(scalars.map { Subject.records[Int($0.value)].scalarClass })
      // 2. Letters of words join nothing but an apostrophe, and hard letters nothing at all.
      let isWordy = !classes.isDisjoint(with: [ScalarClass.wordy, ScalarClass.wordyMark])
      if isWordy, !classes.isSubset(of: [ScalarClass.wordy, ScalarClass.wordyMark]) {
        #expect(contractions.contains(String(scalars).lowercased()), "\(piece)")
      }
      if classes.contains(ScalarClass.hardLetter) { #expect(scalars.count == 1, "\(piece)") }
      // 3. White space joins nothing but more of the same character.
      if classes.contains(ScalarClass.space) { #expect(Set(scalars).count == 1, "\(piece)") }
    }
  }
}
