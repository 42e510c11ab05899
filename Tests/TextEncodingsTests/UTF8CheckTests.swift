import TestSupport
import Testing
import TextEncodings

@Suite("Whether bytes are UTF-8")
struct UTF8CheckTests {
  @Test("bytes are UTF-8 where the standard library reads them unchanged, in any portions and pieces")
  func random() {
    var random = SeededRandom(seed: 22)
    let parts: [[UInt8]] = [
      [0x41], Array("plain words and more of them, so that whole blocks are ASCII ".utf8), Array("é".utf8),
      Array("→".utf8), Array("Съешь ещё этих мягких булок — 你好，世界 😀 naïve ".utf8), Array("😀".utf8), [0xC3],
      [0xE2, 0x86], [0xF0, 0x9F], [0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80],
      [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xFF], [0xED, 0x9F, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
    ]
    for round in 0..<20_000 {
      // Mostly good parts, that not every text is ill-formed from the start.
      let good = Int.random(in: 0...4, using: &random) == 0 ? parts.count : 6
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) { bytes += parts[Int.random(in: 0..<good, using: &random)] }
      let isWhole = Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes
      #expect(UTF8Check.isUTF8(bytes.span) == isWhole, "round \(round)")

      var check = UTF8Check()
      var at = 0
      while at < bytes.count {
        let end = min(at + Int.random(in: 1...40, using: &random), bytes.count)
        check.append(Array(bytes[at..<end]).span)
        at = end
      }
      check.finish()
      #expect((check.firstIllFormed == nil) == isWhole, "round \(round)")
      #expect(check.firstNonASCII == bytes.firstIndex { $0 >= 0x80 } || !isWhole)

      let length = Int.random(in: 4...30, using: &random)
      let pieces = stride(from: 0, to: bytes.count, by: length).allSatisfy { start in
        let piece = Array(bytes[start..<min(start + length + 3, bytes.count)])
        return UTF8Check.isUTF8(piece: piece.span, count: min(length, piece.count), isFirst: start == 0)
      }
      #expect(pieces == isWhole, "round \(round), pieces of \(length)")
    }
  }
}
