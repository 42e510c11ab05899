public import MessagesAPI

/// What the API says no to.
///
///     refusal.message    // max_tokens: 128001 > 64000, which is the maximum allowed number of output tokens for …
///     refusal.path       // max_tokens
///     refusal.remedy     // Ask for at most 64000.
public struct Refusal: Sendable, Hashable, CustomStringConvertible {
  /// The rule that is broken.
  public let rule: RequestRule
  /// What the API answers: in its own words where they were recorded or published, see ``isVerbatim``.
  public let message: String
  /// Whether ``message`` is the API's own; else it is worded as the API words its kind.
  public let isVerbatim: Bool
  /// The HTTP status.
  public let status: Int
  /// Where in the request.
  public let path: RequestPath
  /// Whether it is sure; else only the upper bound of the count is over the limit, or it depends on what is not known.
  public let isCertain: Bool
  /// What helps, a full sentence.
  public let remedy: String

  /// A refusal by that rule.
  public init(
    _ rule: RequestRule, at path: RequestPath = .root, status: Int = 400, isCertain: Bool = true,
    isVerbatim: Bool = true, _ message: String, remedy: String
  ) {
    self.rule = rule
    self.path = path
    self.status = status
    self.isCertain = isCertain
    self.isVerbatim = isVerbatim
    self.message = message
    self.remedy = remedy
  }

  /// The error's `type`: `request_too_large` for status 413, else `invalid_request_error`.
  public var type: String { status == 413 ? "request_too_large" : "invalid_request_error" }

  public var description: String { message }
}

extension Notice.Code {
  /// The API would refuse the request: the message quotes it.
  public static let refused = Notice.Code(rawValue: "refused")
  /// A value of `anthropic-beta` that the catalogue does not have.
  public static let unknownBeta = Notice.Code(rawValue: "unknown_beta")
}
