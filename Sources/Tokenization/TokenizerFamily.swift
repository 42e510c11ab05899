/// One generation of Claude's tokenizer: which vocabulary and which message frame a model counts with.
public struct TokenizerFamily: Sendable, Hashable {
  /// The family's name as this project writes it: `v3`, `v4.7` or `v4.8`.
  public let name: String
}
