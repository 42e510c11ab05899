import TestSupport
import Testing
import TextEncodings

@Suite("Bytes that nobody would write")
struct RandomBytesTests {
  @Test("every encoding makes well-formed UTF-8 of any bytes, in which no ASCII byte of the source is lost")
  func decoding() {
    var random = SeededRandom(seed: 2211)
    for round in 0..<400 {
      // All bytes, or those that begin and end pairs most often.
      let least: UInt8 = [0, 0x30, 0x80, 0xA0, 0xF0].randomElement(using: &random) ?? 0
      let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: least...0xFF, using: &random)
      }
      for encoding in TextEncoding.all {
        let text = encoding.text(of: bytes[...])
        let isWhole = UTF8Check.isUTF8(text.utf8.span)
        #expect(isWhole, "\(encoding.name), round \(round)")
        #expect(text.illFormed <= bytes.count && text.length <= 2 * bytes.count)
        if bytes.allSatisfy({ $0 < 0x80 }), encoding.unitLength == 1 { #expect(text.utf8 == bytes) }
      }
    }
  }

  @Test("line ends are line ends in every encoding whose characters may be one byte")
  func lineEnds() {
    var random = SeededRandom(seed: 2212)
    for _ in 0..<400 {
      let bytes = (0..<60).map { _ in
        Int.random(in: 0...5, using: &random) == 0 ? 0x0A : UInt8.random(in: 0x40...0xFF, using: &random)
      }
      for encoding in TextEncoding.all where encoding.unitLength == 1 {
        let text = encoding.text(of: bytes[...])
        #expect(text.utf8.filter { $0 == 0x0A }.count == bytes.filter { $0 == 0x0A }.count, "\(encoding.name)")
      }
    }
  }

  @Test("a detection of any bytes ends, and names at most three encodings, which make a text of them")
  func detection() {
    var random = SeededRandom(seed: 2213)
    for _ in 0..<300 {
      let least: UInt8 = [0, 0x20, 0x80, 0xC0].randomElement(using: &random) ?? 0
      let bytes = (0..<Int.random(in: 0...700, using: &random)).map { _ in
        UInt8.random(in: least...0xFF, using: &random)
      }
      let detection = EncodingDetection(bytes) { $0.count }
      #expect(detection.encodings.count <= 3)
      #expect(Set(detection.encodings).count == detection.encodings.count)
      if let wide = EncodingDetection.wide(bytes, cost: { $0.count }) { #expect(wide.unitLength > 1) }
    }
  }
}
