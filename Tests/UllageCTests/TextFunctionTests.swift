import CUllage
import Testing
import Tokenization
import UllageC

/// The functions of `ullage.h`, called as C calls them.
@Suite struct TextFunctionTests {
  private static let texts = ["hello, world", "", "Größe\u{0}漢字", "👩‍👩‍👧‍👦 family", String(repeating: "tokens ", count: 500)]

  @Test("A text counts through C what it counts in Swift", arguments: ["claude-opus-5", "claude-sonnet-4-5", "v4.7"])
  func oneText(model: String) throws {
    let counter = try OpenCounter(model)
    let tokenizer = try counter.tokenizer()
    for text in Self.texts {
      var bytes = text
      let tokens = bytes.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { ullage_count(counter.handle, $0.baseAddress, $0.count) }
      }
      #expect(tokens == Int64(tokenizer.count(text)), "\(text.prefix(20))")
    }
    #expect(ullage_count(counter.handle, nil, 0) == 0)
  }

  @Test("Many texts count what each counts alone, with any number of threads", arguments: [UInt32(0), 1, 2, 7])
  func manyTexts(threads: UInt32) throws {
    let counter = try OpenCounter("claude-opus-5")
    let tokenizer = try counter.tokenizer()
    let texts = (0..<1000).map { "\(Self.texts[$0 % Self.texts.count]) \($0)" }
    var bytes: [CChar] = []
    var offsets: [Int64] = [0]
    for text in texts {
      bytes += text.utf8.map { CChar(bitPattern: $0) }
      offsets.append(Int64(bytes.count))
    }
    var tokens = [Int64](repeating: -7, count: texts.count)
    #expect(ullage_count_many(counter.handle, bytes, offsets, texts.count, threads, &tokens, nil) == ULLAGE_OK)
    let alone = texts.map { Int64(tokenizer.count($0)) }
    #expect(tokens == alone)
    // The same where each lies, wherever that is.
    bytes.withUnsafeBufferPointer { bytes in
      let places = offsets.dropLast().map { bytes.baseAddress.map { [start = Int($0)] in $0 + start } }
      var each = [Int64](repeating: -7, count: texts.count)
      let lengths = zip(offsets, offsets.dropFirst()).map { Int($1 - $0) }
      ullage_count_each(counter.handle, places, lengths, texts.count, threads, &each)
      #expect(each == alone)
    }
  }

  @Test("A number has the day of the catalogue that it was counted by, a caller's own included")
  func day() throws {
    for (catalog, day) in [(nil, nil), (#"{"date": "2031-02-03"}"#, 20_310_203)] as [(String?, Int32?)] {
      let counter = try OpenCounter("claude-opus-5", catalog: catalog)
      var count = ullage_tokens()
      #expect(ullage_count_text(counter.handle, "a", 1, Int32(ULLAGE_CONTENT), &count) == ULLAGE_OK)
      let digits = taken(ullage_counter_description(counter.handle)).split(separator: #""as_of":""#).last ?? ""
      #expect(Int32(digits.prefix(10).filter { $0 != "-" }) == count.as_of)
      #expect(day == nil || day == count.as_of)
    }
  }

  @Test("Offsets that decrease are refused before anything is written")
  func badOffsets() throws {
    let counter = try OpenCounter("claude-opus-5")
    var tokens: [Int64] = [-7, -7]
    var complaint: UnsafeMutablePointer<CChar>?
    let status = ullage_count_many(counter.handle, "abcd", [0, 3, 2], 2, 1, &tokens, &complaint)
    #expect(status == ULLAGE_BAD_DATA)
    #expect(tokens == [-7, -7])
    #expect(taken(complaint).contains(#""code":"bad_offsets""#))
  }

  @Test("The longest prefix and the chunks are those of the library, in bytes")
  func prefixAndChunks() throws {
    let counter = try OpenCounter("claude-opus-5")
    let tokenizer = try counter.tokenizer()
    let text = "internationalization of naïve 漢字 texts 👩‍👩‍👧‍👦 " + String(repeating: "word ", count: 60)
    for limit in [0, 1, 2, 5, 17, 1000] {
      var bytes = -1
      #expect(ullage_longest_prefix(counter.handle, text, text.utf8.count, Int64(limit), &bytes, nil) == ULLAGE_OK)
      #expect(bytes == tokenizer.longestPrefix(of: text, fitting: limit).utf8.count)
      guard limit > 0 else { continue }
      let chunks = tokenizer.chunks(of: text, maximum: limit)
      var ends = [Int](repeating: -7, count: chunks.count)
      var count = -1
      // Too little room: what there is gets written, and the count says how much room is needed.
      let few = chunks.count / 2
      #expect(ullage_chunks(counter.handle, text, text.utf8.count, Int64(limit), &ends, few, &count, nil) == ULLAGE_OK)
      #expect(count == chunks.count && ends.dropFirst(few).allSatisfy { $0 == -7 })
      #expect(
        ullage_chunks(counter.handle, text, text.utf8.count, Int64(limit), &ends, chunks.count, &count, nil)
          == ULLAGE_OK)
      #expect(ends == chunks.map { text.utf8.distance(from: text.startIndex, to: $0.endIndex) })
    }
  }

  @Test("A limit that nothing can have and bytes that are not UTF-8 are refused with a remedy")
  func badLimits() throws {
    let counter = try OpenCounter("claude-opus-5")
    var bytes = -7
    var complaint: UnsafeMutablePointer<CChar>?
    #expect(ullage_longest_prefix(counter.handle, "a", 1, -1, &bytes, &complaint) == ULLAGE_USAGE)
    #expect(taken(complaint).contains("limit"))
    #expect(ullage_longest_prefix(counter.handle, "a\u{FF}", 1, 3, &bytes, nil) == ULLAGE_OK)
    #expect(
      ullage_longest_prefix(counter.handle, [CChar(bitPattern: 0xFF)], 1, 3, &bytes, &complaint) == ULLAGE_BAD_DATA)
    #expect(taken(complaint).contains("not_utf8"))
  }

  @Test("A model that is not known, and a catalogue that cannot be read, are refused")
  func badCounters() {
    var handle: OpaquePointer?
    var complaint: UnsafeMutablePointer<CChar>?
    #expect(ullage_counter_open("claude-opus-55", 14, nil, 0, &handle, &complaint) == ULLAGE_INCOMPLETE)
    #expect(handle == nil && taken(complaint).contains("claude-opus-5-5"))
    #expect(ullage_counter_open(nil, 0, "{", 1, &handle, &complaint) == ULLAGE_BAD_DATA)
    #expect(handle == nil && taken(complaint).contains("not_json"))
    ullage_counter_close(nil)
    ullage_free(nil)
  }
}
