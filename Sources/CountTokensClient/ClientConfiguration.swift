/// How the remote API is asked: where, with which key, how patiently and how often.
public struct ClientConfiguration: Sendable {
  /// Who is asked.
  public var baseURL: BaseURL
  /// The key that is sent.
  public var key: APIKey
  /// The `anthropic-version` header. `2023-06-01` takes every request; `2026-10-21` refuses some fields.
  public var version = "2023-06-01"
  /// The longest that one attempt may take, its answer read to the end.
  public var attemptTimeout = Duration.seconds(30)
  /// The longest that a count may take, with all attempts and the waits between them.
  public var deadline = Duration.seconds(180)
  /// When a failed call is tried again.
  public var retries = RetryPolicy()
  /// Requests at once.
  public var concurrency = 8
  /// Requests that begin in a minute; the lowest published limit of the endpoint is 2,000 to 5,000, of old tiers 100.
  public var requestsPerMinute = 1_000
  /// Bytes of a body; the endpoint takes 32 MB.
  public var largestBody = 32 << 20
  /// Bytes of an answer after decompression; a real one has about thirty.
  public var largestReply = 64 << 10

  /// The configuration with defaults for all the rest.
  public init(baseURL: BaseURL = .anthropic, key: APIKey) {
    self.baseURL = baseURL
    self.key = key
  }

  /// From `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`.
  ///
  /// Throws where there is no key, or the URL cannot be used.
  public init(environment value: (String) -> String?) throws(RemoteError) {
    guard let key = value("ANTHROPIC_API_KEY") else {
      throw RemoteError(
        .noKey, "there is no key for the API",
        remedy: "Set ANTHROPIC_API_KEY, or use --offline to work from what is stored.")
    }
    self.init(key: try APIKey(key))
    if let url = value("ANTHROPIC_BASE_URL") { baseURL = try BaseURL(url) }
  }
}
