// Counts texts for a differential fuzzer: standard input holds texts, each behind its length as four little-endian
// bytes; standard output gets one line a text with the message counts of v3, v4.7, v4.8 and Opus 5.
//
// Each text is counted in four ways: whole, appended in pieces, scalar by scalar as text without a cut is, and as the sum
// of its tiles; where they differ the line says so.

import Tokenization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@main
struct Main {
  static func main() throws {
    let tokenizers = [
      try Tokenizer.bundled(.v3), try Tokenizer.bundled(.v4_7), try Tokenizer.bundled(.v4_8),
      try Tokenizer.bundled(.v4_8, freeEnd: .recorded),
    ]
    guard let input = fdopen(0, "rb") else { return }
    while let length = read(4, from: input) {
      let bytes = length.withUnsafeBytes { Int($0.loadUnaligned(as: UInt32.self)) }
      guard let text = read(bytes, from: input) else { break }
      print(tokenizers.map { line($0, text) }.joined(separator: " "))
    }
  }

  private static func line(_ tokenizer: Tokenizer, _ text: [UInt8]) -> String {
    let whole = tokenizer.count(utf8: text.span)
    var running = tokenizer.makeRunningCount()
    let step = 1 + text.count % 7
    for start in stride(from: 0, to: text.count, by: step) {
      running.append(utf8: text.span.extracting(start..<min(start + step, text.count)))
    }
    let pieces = running.count
    var endless = tokenizer.makeRunningCount(
      edges: tokenizer.messageEdges, emptyCount: 0, heldLength: text.count % 3 * 8, longestRun: 3 + text.count % 2)
    endless.append(utf8: text.span)
    let scalars = endless.count
    let tiles = tokenizer.tiling(ofUTF8: text.span).reduce(0) { $0 + $1.cost }
    let message = tokenizer.messageCount(utf8: text.span)
    if whole == pieces, whole == scalars, whole == tiles { return "\(message)" }
    return "\(message)!\(pieces - whole)!\(scalars - whole)!\(tiles - whole)"
  }

  /// The next `count` bytes of `input`, or nil at its end.
  private static func read(_ count: Int, from input: UnsafeMutablePointer<FILE>) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let taken = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, count, input) }
    return taken == count ? bytes : nil
  }
}
