// Safe: a word has as many bytes as the caller says.

/// The suffixes that a lone apostrophe binds: the word behind it opens without ⟨bow⟩. Whole words in lower case only.
enum Contraction {
  static let all: [[UInt8]] = ["s", "t", "d", "m", "ll", "re", "ve"].map { Array($0.utf8) }

  /// Which of `all` the word of `count` bytes at `text` is, if any.
  @inline(__always)
  static func index(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    if count == 1 {
      switch unsafe text[0] {
      case 0x73: return 0
      case 0x74: return 1
      case 0x64: return 2
      case 0x6D: return 3
      default: return nil
      }
    }
    guard count == 2 else { return nil }
    switch unsafe (text[0], text[1]) {
    case (0x6C, 0x6C): return 4
    case (0x72, 0x65): return 5
    case (0x76, 0x65): return 6
    default: return nil
    }
  }
}
