/// One generation of Claude's tokenizer: the vocabulary and the frame that a model counts with.
///
/// Families are facts about measured models, never parsed out of a version number; the model catalogue says which
/// family a model belongs to.
///
/// Source: PyPI `ctok` 1.3.0, measured against the remote count API on `claude-opus-4-5` (v3), `claude-opus-4-7` (v4.7)
/// and `claude-opus-4-8` (v4.8); checked here against the recorded counts of 2,242 documents a family.
public struct TokenizerFamily: Sendable, Hashable, CustomStringConvertible {
  /// The family's name: `v3`, `v4.7` or `v4.8`.
  public let name: String
  /// Tokens of the frame around one user message: 7, 11 or 6.
  public let frameCount: Int
  /// Whether the frame before a user message ends in ⟨bow⟩, which absorbs one leading space.
  public let frameEndsInBow: Bool
  /// Whether ‘ ’ “ ” count as their ASCII forms.
  public let foldsQuotes: Bool
  /// From how many capitals on a word is written in lower case behind ⟨caps⟩; nil where that never happens.
  public let capsMinimum: Int?

  /// Claude 3 up to Opus 4.6, Sonnet 4.6 and Haiku 4.5.
  public static let v3 = TokenizerFamily(
    name: "v3", frameCount: 7, frameEndsInBow: true, foldsQuotes: true, capsMinimum: 4)
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Opus 4.7.
  public static let v4_7 = TokenizerFamily(
    name: "v4.7", frameCount: 11, frameEndsInBow: true, foldsQuotes: false, capsMinimum: nil)
  // swift-format-ignore: AlwaysUseLowerCamelCase
  /// Opus 4.8, Sonnet 5, Fable 5 and later: v4.7's vocabulary in another frame.
  public static let v4_8 = TokenizerFamily(
    name: "v4.8", frameCount: 6, frameEndsInBow: false, foldsQuotes: false, capsMinimum: nil)

  /// Every family, oldest first.
  public static let all: [TokenizerFamily] = [.v3, .v4_7, .v4_8]

  /// The family of that name, or nil. `TokenizerFamily(named: "v4.7")` is `.v4_7`.
  public init?(named name: String) {
    guard let family = Self.all.first(where: { $0.name == name }) else { return nil }
    self = family
  }

  init(name: String, frameCount: Int, frameEndsInBow: Bool, foldsQuotes: Bool, capsMinimum: Int?) {
    self.name = name
    self.frameCount = frameCount
    self.frameEndsInBow = frameEndsInBow
    self.foldsQuotes = foldsQuotes
    self.capsMinimum = capsMinimum
  }

  public var description: String { name }
}
