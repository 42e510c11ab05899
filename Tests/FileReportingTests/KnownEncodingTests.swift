import FileSelection
import Foundation
import RequestCounting
import TestSupport
import Testing
import TextEncodings

@testable import FileReporting

/// Files whose encoding is known, made by iconv from the Universal Declaration of Human Rights in 39 languages.
@Suite("Files of known encodings", .enabled(if: Package.hasRecordedTexts))
struct KnownEncodingTests {
  /// A language's name in the texts, and the encodings that its files are met in.
  private static let languages: [(name: String, encodings: [String])] = [
    ("English", ["CP1252"]), ("French", ["CP1252"]), ("German, Standard (1996)", ["CP1252"]), ("Spanish", ["CP1252"]),
    ("Portuguese (Portugal)", ["CP1252"]), ("Italian", ["CP1252"]), ("Dutch", ["CP1252"]), ("Swedish", ["CP1252"]),
    ("Danish", ["CP1252"]), ("Finnish", ["CP1252"]), ("Norwegian, Bokmål", ["CP1252"]), ("Icelandic", ["CP1252"]),
    ("Catalan", ["CP1252"]), ("Polish", ["CP1250"]), ("Czech", ["CP1250"]), ("Hungarian", ["CP1250"]),
    ("Croatian", ["CP1250"]), ("Slovak", ["CP1250"]), ("Slovenian", ["CP1250"]), ("Romanian (1993)", ["CP1250"]),
    ("Russian", ["CP1251", "KOI8-R"]), ("Bulgarian", ["CP1251", "KOI8-R"]), ("Ukrainian", ["CP1251", "KOI8-U"]),
    ("Belarusan", ["CP1251"]), ("Macedonian", ["CP1251"]), ("Serbian (Cyrillic)", ["CP1251"]),
    ("Greek (monotonic)", ["CP1253"]), ("Turkish", ["CP1254"]), ("Hebrew", ["CP1255"]),
    ("Arabic, Standard", ["CP1256"]),
    ("Farsi, Western", ["CP1256"]), ("Lithuanian", ["CP1257"]), ("Latvian", ["CP1257"]),
    ("Estonian", ["CP1257", "CP1252"]),
    ("Thai", ["CP874"]), ("Vietnamese", ["CP1258"]), ("Japanese", ["CP932", "EUC-JP"]), ("Korean", ["EUC-KR", "UHC"]),
    ("Chinese, Mandarin (Simplified)", ["GB18030", "GBK"]), ("Chinese, Mandarin (Traditional)", ["BIG5"]),
  ]

  @Test("98 of 100 files of 500 bytes and more hold the text that they were made from, and none passes for UTF-8")
  func decoded() throws {
    var texts: [String: String] = [:]
    let file = Package.recordedTexts.appending(path: "udhr.jsonl.gz")
    for line in try Package.decompressed(file).split(separator: UInt8(ascii: "\n")) {
      let row = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      if let name = row["name"] as? String, texts[name] == nil { texts[name] = row["text"] as? String }
    }
    var random = SeededRandom(seed: 20_261_130)
    var files = 0
    var wrong: [String] = []
    func check(_ bytes: [UInt8], holds text: [UInt8], _ what: String) {
      files += 1
      switch EncodingChoice.automatic.content(of: bytes) {
      // Letters and their tones may stand apart, as code page 1258 has them; counts see no difference.
      case .decoded(let reading)
      where String(decoding: reading.text, as: UTF8.self) == String(decoding: text, as: UTF8.self)
        && reading.basis == .modelled:
        break
      case .decoded(let reading): wrong.append("\(what): \(reading.encoding)")
      case .utf8: Issue.record("\(what) passes for UTF-8")
      case .skipped(let reason): wrong.append("\(what): \(reason)")
      }
    }
    for language in Self.languages {
      let whole = try #require(texts[language.name], "\(language.name)")
      for encoding in language.encodings {
        let (bytes, text) = try Self.converted(whole, encoding)
        let (encoded, lines) = (Self.lines(bytes), Self.lines(text))
        try #require(encoded.count == lines.count)
        for _ in 0..<36 {
          // Lines in a row that are long enough and not ASCII.
          var first = Int.random(in: 0..<max(1, lines.count - 4), using: &random)
          let least = 500 << Int.random(in: 0...3, using: &random)
          var last = first
          func joined(_ lines: [ArraySlice<UInt8>]) -> [UInt8] { Array(lines[first...last].joined()) }
          while joined(encoded).count < least, last + 1 < lines.count { last += 1 }
          while joined(encoded).count < 500 || joined(encoded).allSatisfy({ $0 < 0x80 }), first > 0 { first -= 1 }
          if joined(encoded).allSatisfy({ $0 < 0x80 }) { continue }
          check(joined(encoded), holds: joined(lines), "\(language.name), \(encoding)")
        }
      }
      for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian] {
        for length in [700, 3000] {
          let text = String(whole.unicodeScalars.prefix(length))
          let bytes = [UInt8](try #require(text.data(using: encoding)))
          check(bytes, holds: Array(text.utf8), "\(language.name), \(encoding)")
        }
      }
    }
    #expect(files >= 1900)
    #expect(wrong.count * 50 <= files, "\(wrong)")
    print("\(files - wrong.count) of \(files) files of known encodings are decoded; not: \(wrong)")
  }

  /// The text in `encoding` as iconv writes it, without what cannot be written in it, and the same as UTF-8.
  private static func converted(_ text: String, _ encoding: String) throws -> (bytes: [UInt8], text: [UInt8]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "source")
    try Data(text.utf8).write(to: source)
    let command =
      #"iconv -c -f UTF-8 -t "$1" "$0/source" > "$0/encoded"; iconv -f "$1" -t UTF-8 "$0/encoded" > "$0/text""#
    _ = try Package.output(of: "/bin/sh", ["-c", command + "; true", folder.path, encoding])
    return (
      [UInt8](try Data(contentsOf: folder.appending(path: "encoded"))),
      [UInt8](try Data(contentsOf: folder.appending(path: "text")))
    )
  }

  /// Lines with their ends.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (at, byte) in bytes.enumerated() where byte == 0x0A {
      lines.append(bytes[start...at])
      start = at + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }
}
