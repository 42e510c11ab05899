public import MessagesAPI

/// Whether a request fits its window.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Input and all of `max_tokens` fit.
  case fits
  /// The request is accepted, and its output may end before `max_tokens`: the window is full by then.
  case fitsMayBeCut = "fits_may_be_cut"
  /// Whether the API refuses it lies within what is not known: only the upper bound is over a limit.
  case mayBeRefused = "may_be_refused"
  /// The API refuses it: even the lower bound is over a limit, or a rule is broken that needs no count.
  case refused
}

/// What the API says no to.
public struct Refusal: Sendable, Hashable, CustomStringConvertible {
  /// The rule that is broken.
  public let rule: WindowRule
  /// The message the API sends, in its own words.
  public let message: String
  /// The HTTP status.
  public let status: Int
  /// Where in the request.
  public let path: RequestPath
  /// Whether it is sure; else only the upper bound of the count is over the limit, or it depends on the account.
  public let isCertain: Bool
  /// What helps, a full sentence.
  public let remedy: String

  init(
    _ rule: WindowRule, at path: RequestPath = .root, status: Int = 400, isCertain: Bool = true, _ message: String,
    remedy: String
  ) {
    self.rule = rule
    self.path = path
    self.status = status
    self.isCertain = isCertain
    self.message = message
    self.remedy = remedy
  }

  /// The error's `type`: `request_too_large` for status 413, else `invalid_request_error`.
  public var type: String { status == 413 ? "request_too_large" : "invalid_request_error" }

  public var description: String { message }
}
