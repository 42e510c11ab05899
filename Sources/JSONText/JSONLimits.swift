/// How much a document may demand of its reader.
public struct JSONLimits: Sendable, Hashable {
  /// How deep arrays and objects may be nested. The parser itself needs no stack, so any number is safe.
  public var depth: Int
  /// How many bytes the text may have. What the parsed form can address, 512 MB less one, is a limit in any case.
  public var size: Int
  /// How many bytes the parsed form may take besides the text: eight for a key and for a scalar, sixteen for an array and for
  /// an object. A text of small values may so take eight times its length.
  public var parsedSize: Int

  /// 512 levels, 256 MB, and any parsed form unless told otherwise.
  public init(depth: Int = 512, size: Int = 256 << 20, parsedSize: Int = .max) {
    self.depth = depth
    self.size = min(size, TapeWord.largestOffset)
    self.parsedSize = parsedSize
  }

  /// What this package writes itself needs no guard.
  static let none = JSONLimits(depth: .max, size: .max)
}
