/// How much a document may demand of its reader.
public struct JSONLimits: Sendable, Hashable {
  /// How deep arrays and objects may be nested. The parser itself needs no stack, so any number is safe.
  public var depth: Int
  /// How many bytes the text may have. What the parsed form can address, 512 MB less one, is a limit in any case.
  public var size: Int

  /// 512 levels and 256 MB unless told otherwise.
  public init(depth: Int = 512, size: Int = 256 << 20) {
    self.depth = depth
    self.size = min(size, TapeWord.largestOffset)
  }

  /// What this package writes itself needs no guard.
  static let none = JSONLimits(depth: .max, size: .max)
}
