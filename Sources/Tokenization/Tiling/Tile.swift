// Safe: a text's bytes are lent to one call, which reads as many as there are.

/// One token of a text, or a stretch that costs none: what it is, where it comes from, what it costs.
public struct Tile: Sendable, Hashable {
  /// What a tile is.
  public enum Kind: String, Sendable {
    /// A piece of the vocabulary; `Vocab/` holds the measurement that proves it costs one token.
    case piece
    /// A byte, or a few, of a scalar that no piece covers.
    case bytes
    /// A marker that no piece took in: a border or the case of a word.
    case marker
    /// Newlines at the end, in one token with the frame's own, which is paid there.
    case frame
    /// Text that counts nothing: controls, private use, white space at the end where that is free.
    case free
  }

  /// The tile in marked text: a word's borders are `⟨bow⟩` and `⟨eow⟩`, its case `⟨shift⟩` (title) or `⟨caps⟩` with
  /// letters lowered; bytes are `⟨0xE2⟩`. Free text stands as it is.
  public let piece: String
  /// What the tile is.
  public let kind: Kind
  /// The bytes of the text that the tile stands for. Tiles that share a sequence which normalisation changed share its
  /// range; a bare marker's range is empty or the space that it replaces.
  public let source: Range<Int>
  /// Tokens: 1, or 0 for `frame` and `free`.
  public let cost: Int
}

extension Tokenizer {
  /// The tokens of `text`, in order. Their costs add up to `count`.
  ///
  /// Which tiles a least number of them takes is not always settled; of several tilings one is shown. Every byte of the
  /// text lies in the range of a tile.
  ///
  /// ```swift
  /// try Tokenizer.bundled(.v4_8).tiling(of: "hello, world").map(\.piece)
  /// // ["⟨bow⟩h", "ello⟨eow⟩", ",⟨eow⟩", "⟨bow⟩world⟨eow⟩"]
  /// ```
  ///
  /// Cost: O(n × longest piece) in the worst case, some 100 bytes of memory a token; hundreds of times slower than
  /// `count`.
  public func tiling(of text: String) -> [Tile] {
    var text = text
    return text.withUTF8 { unsafe tiling(of: $0, messageEdges) }
  }

  /// The same for part of a string; ranges count from its start.
  public func tiling(of text: Substring) -> [Tile] {
    var text = text
    return text.withUTF8 { unsafe tiling(of: $0, messageEdges) }
  }

  /// The same for UTF-8 bytes. Bytes that are not UTF-8 count as U+FFFD, one for each maximal subpart.
  public func tiling(ofUTF8 bytes: Span<UInt8>) -> [Tile] {
    unsafe bytes.withUnsafeBufferPointer { unsafe tiling(of: $0, messageEdges) }
  }

  /// The same between edges of your own choosing.
  public func tiling(ofUTF8 bytes: Span<UInt8>, edges: TextEdges) -> [Tile] {
    unsafe bytes.withUnsafeBufferPointer { unsafe tiling(of: $0, edges) }
  }

  private func tiling(of bytes: UnsafeBufferPointer<UInt8>, _ edges: TextEdges) -> [Tile] {
    guard let text = bytes.baseAddress, !bytes.isEmpty else { return [] }
    return withWorkspace { unsafe $0.tiling(text, bytes.count, edges) }
  }
}
