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
  /// Why it is not sure; nil where it is.
  public let doubt: Doubt?
  /// What helps, a full sentence.
  public let remedy: String

  /// What a refusal depends on besides what is known.
  public enum Doubt: String, Sendable, Hashable, CaseIterable {
    /// On the exact count: only the upper bound is over the limit.
    case count
    /// On a header that is not known to be sent.
    case header
    /// On the endpoint: counting takes it.
    case endpoint
    /// On the account.
    case account
    /// On the day: the API has changed, and when is not known.
    case day
    /// On who takes the body: its shape was guessed.
    case receiver
    /// On what nobody recorded: the API was seen to do both.
    case evidence
  }

  /// Whether it is sure; else only the upper bound of the count is over the limit, or it depends on what is not known.
  public var isCertain: Bool { doubt == nil }

  /// A refusal by that rule.
  public init(
    _ rule: RequestRule, at path: RequestPath = .root, status: Int = 400, doubt: Doubt? = nil,
    isVerbatim: Bool = true, _ message: String, remedy: String
  ) {
    self.rule = rule
    self.path = path
    self.status = status
    self.doubt = doubt
    self.isVerbatim = isVerbatim
    self.message = message
    self.remedy = remedy
  }

  /// A refusal in the words that the rule's row has, as the platform hands them on.
  ///
  /// - Parameters:
  ///   - variant: which of ``RequestRule/words``.
  ///   - parts: what stands for the names in braces.
  package init(
    _ rule: RequestRule, _ variant: Int = 0, at path: RequestPath, status: Int = 400, doubt: Doubt? = nil,
    on platform: Platform, in shape: RequestShape, _ parts: KeyValuePairs<String, String>, remedy: String
  ) {
    let words = rule.words[variant]
    self.init(
      rule, at: path, status: status, doubt: doubt, isVerbatim: words.isVerbatim,
      platform.wording(words.filled(parts), in: shape, of: rule), remedy: remedy)
  }

  /// The error's `type`: `request_too_large` for status 413, else `invalid_request_error`.
  public var type: String { status == 413 ? "request_too_large" : "invalid_request_error" }

  public var description: String { message }
}

extension Notice.Code {
  /// The API would refuse the request: the message quotes it.
  public static let refused = Notice.Code(rawValue: "refused")
  /// The API may refuse the request: it depends on more than the body.
  public static let mayBeRefused = Notice.Code(rawValue: "may_be_refused")
  /// A value of `anthropic-beta` that the catalogue does not have.
  public static let unknownBeta = Notice.Code(rawValue: "unknown_beta")
}
