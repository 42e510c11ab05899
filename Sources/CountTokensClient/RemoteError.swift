/// Why the remote API gave no count, and what to do about it.
///
///     rate_limited (status 429, 6 attempts): the API allows no more requests now. Wait 40 s, or lower --rpm.
///
/// Neither the key nor anything of the request stands in it; the API's own message does.
public struct RemoteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure. An open set.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no key to ask with.
    public static let noKey = Code(rawValue: "no_key")
    /// The base URL cannot be used.
    public static let badURL = Code(rawValue: "bad_url")
    /// The body is larger than the endpoint takes.
    public static let bodyTooLarge = Code(rawValue: "body_too_large")
    /// The API understood and said no: asking again would not help.
    public static let refused = Code(rawValue: "refused")
    /// The key is not accepted, or may not do this.
    public static let unauthorized = Code(rawValue: "unauthorized")
    /// Too many requests, or a limit on spending is reached.
    public static let rateLimited = Code(rawValue: "rate_limited")
    /// The API failed or is overloaded.
    public static let serverFailed = Code(rawValue: "server_failed")
    /// No connection, or one that broke.
    public static let unreachable = Code(rawValue: "unreachable")
    /// No answer in time.
    public static let timedOut = Code(rawValue: "timed_out")
    /// The answer is not what the endpoint gives.
    public static let badReply = Code(rawValue: "bad_reply")
    /// The answer points elsewhere; the key is not carried there.
    public static let redirected = Code(rawValue: "redirected")
    /// The caller gave up.
    public static let cancelled = Code(rawValue: "cancelled")
  }

  /// The kind, for programs.
  public let code: Code
  /// The HTTP status; nil where there was no answer.
  public let status: Int?
  /// A sentence without a full stop.
  public let message: String
  /// What to do about it, a full sentence.
  public let remedy: String
  /// The API's name for the request, for its support.
  public let requestID: String?
  /// How often it was tried.
  public internal(set) var attempts: Int

  init(
    _ code: Code, status: Int? = nil, _ message: String, remedy: String, requestID: String? = nil, attempts: Int = 1
  ) {
    self.code = code
    self.status = status
    self.message = message
    self.remedy = remedy
    self.requestID = requestID
    self.attempts = attempts
  }

  public var description: String {
    var context: [String] = []
    if let status { context.append("status \(status)") }
    if attempts > 1 { context.append("\(attempts) attempts") }
    if let requestID { context.append("request \(requestID)") }
    let note = context.isEmpty ? "" : " (\(context.joined(separator: ", ")))"
    return "\(code.rawValue)\(note): \(message). \(remedy)"
  }

  /// Whether the API answered, so that other requests may fare better.
  public var concernsThisRequestOnly: Bool { code == .refused || code == .bodyTooLarge }
}
