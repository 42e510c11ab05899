// What stands around a text, and what of its ends is free because of that: the one place that says so.
//
// Safe: `contentLength` reads below `count`, which is how many bytes there are.

/// How a text touches what the request puts around it.
public struct TextEdges: Sendable, Hashable {
  /// Whether a frame that ends in ⟨bow⟩ stands before the text and absorbs one leading space.
  public var opensAtBow: Bool
  /// Whether the text's last newlines join the two that the frame puts behind it.
  public var joinsNewlines: Bool
  /// Which white space costs nothing where it ends the text.
  public var freeEnd: FreeWhiteSpace

  /// Edges of one's own.
  public init(opensAtBow: Bool, joinsNewlines: Bool, freeEnd: FreeWhiteSpace = .none) {
    self.opensAtBow = opensAtBow
    self.joinsNewlines = joinsNewlines
    self.freeEnd = freeEnd
  }

  /// A part of a text: nothing before it, nothing behind it.
  static let inner = TextEdges(opensAtBow: false, joinsNewlines: false)
}

/// Which white space costs nothing where it ends the last text of a user.
///
/// Opus 5 is the only model known to charge nothing for it. In 2,242 recorded counts of single messages, spaces, TABs and
/// line breaks at the end were free, and U+00A0, which ends 362 of them, was not. Of other white space there is no
/// record: a count lies between what `recorded` and `widest` say.
public enum FreeWhiteSpace: Sendable, Hashable {
  /// All of it is counted.
  case none
  /// Space, TAB, LF and CR are free.
  case recorded
  /// Everything that some programming language's `strip` takes off is free, but for U+00A0: Unicode's White_Space and
  /// U+001C to U+001F.
  case widest

  /// The narrowest reading by which the `count` bytes at `text`, one scalar, are free; nil where they are by none.
  static func least(_ text: UnsafePointer<UInt8>, _ count: Int) -> FreeWhiteSpace? {
    switch count {
    case 1:
      switch unsafe text[0] {
      case 0x09, 0x0A, 0x0D, 0x20: .recorded
      case 0x0B, 0x0C, 0x1C...0x1F: .widest
      default: nil
      }
    case 2: unsafe text[0] == 0xC2 && text[1] == 0x85 ? .widest : nil
    case 3:
      switch unsafe (text[0], text[1], text[2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
        (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        .widest
      default: nil
      }
    default: nil
    }
  }

  /// How many of the `count` bytes at `text` are left when free white space is taken off the end. O(what is taken off).
  @inline(__always)
  func contentLength(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    self == .none ? count : unsafe strippedLength(text, count)
  }

  @inline(never)
  private func strippedLength(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var end = count
    search: while end > 0 {
      for length in 1...min(end, 3) {
        if let least = unsafe Self.least(text + end - length, length), self == .widest || least == .recorded {
          end -= length
          continue search
        }
      }
      break
    }
    return end
  }

  /// How many of the bytes are left when free white space is taken off the end. O(what is taken off).
  package func contentLength(_ bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe contentLength($0, bytes.count) } ?? 0
    }
  }
}
