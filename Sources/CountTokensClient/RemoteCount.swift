/// What the remote API answered.
public struct RemoteCount: Sendable, Hashable {
  /// Tokens of the request as it was sent.
  public let inputTokens: Int
  /// Tokens before the API's own context edits; nil where none were asked for.
  public let originalInputTokens: Int?
  /// The API's name for the request; nil where a gateway gives none.
  public let requestID: String?
  /// How often it was tried.
  public let attempts: Int
}
