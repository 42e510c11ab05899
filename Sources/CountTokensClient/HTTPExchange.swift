import JSONText

/// One attempt: a request out, an answer in, and what it means.
struct HTTPExchange: Sendable {
  /// Why an attempt failed.
  struct Failure: Error {
    var error: RemoteError
    /// Whether time may mend it.
    var isTransient = false
    /// What the API asked to wait.
    var retryAfter: Duration?
  }

  /// The longest that a connection may take, encryption included.
  private static let connectTime = Duration.seconds(10)

  private let transfers: Transfers
  private let configuration: ClientConfiguration

  init(_ configuration: ClientConfiguration) {
    self.configuration = configuration
    transfers = Transfers(connections: configuration.concurrency)
  }

  func shutdown() async { await transfers.shutdown() }

  /// Asks once. The time covers the answer to its last byte.
  func ask(
    _ body: [UInt8], betas: [String], within time: Duration, _ attempt: Int
  ) async throws(Failure) -> RemoteCount {
    guard time > .zero else { throw Self.failure(.timedOut) }
    let request = try request(body, betas, within: time)
    switch await transfers.send(request) {
    case .success(let reply): return try Self.count(in: reply, attempt)
    case .failure(let failure): throw Self.failure(failure)
    }
  }

  // MARK: Out

  private func request(
    _ body: [UInt8], _ betas: [String], within time: Duration
  ) throws(Failure) -> Transfer.Request {
    guard Self.isValue(configuration.version) else {
      throw Failure(
        error: RemoteError(
          .refused, "the version is no value of a header", remedy: "Ask for a version such as 2023-06-01."))
    }
    var fields = [
      "content-type: application/json", "accept: application/json", "user-agent: ullage",
      "anthropic-version: \(configuration.version)", "x-api-key: \(configuration.key.value)",
      // Without a value the field is not sent: the endpoint is not asked whether it wants the body.
      "expect:",
    ]
    // A beta that is no header value is left to the API's own complaint about what remains.
    let names = betas.filter(Self.isValue)
    if !names.isEmpty { fields.append("anthropic-beta: \(names.joined(separator: ","))") }
    let query = betas.isEmpty ? "" : "?beta=true"
    return Transfer.Request(
      address: "\(configuration.baseURL.text)/v1/messages/count_tokens\(query)", fields: fields, body: body,
      connectTime: Self.connectTime, time: time, largestReply: configuration.largestReply)
  }

  /// Whether a text is one word of a header, which cannot begin another field.
  private static func isValue(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  // MARK: In

  private static func count(in reply: Transfer.Reply, _ attempt: Int) throws(Failure) -> RemoteCount {
    let requestID = reply.first("request-id").map(printable)
    guard reply.status == 200 else { throw failure(reply, requestID) }
    let limits = JSONLimits(depth: 32, size: 1 << 20)
    guard let root = try? JSONDocument(parsing: reply.body, limits: limits).root,
      let tokens = root["input_tokens"]?.int, tokens >= 0
    else {
      throw Failure(
        error: RemoteError(
          .badReply, status: 200, "the answer holds no input_tokens",
          remedy: "Check ANTHROPIC_BASE_URL: something else than the count endpoint seems to answer there.",
          requestID: requestID))
    }
    return RemoteCount(
      inputTokens: tokens, originalInputTokens: root["context_management"]?["original_input_tokens"]?.int,
      requestID: requestID, attempts: attempt)
  }

  /// What a status that is not 200 means.
  private static func failure(_ reply: Transfer.Reply, _ requestID: String?) -> Failure {
    let root = try? JSONDocument(parsing: reply.body, limits: JSONLimits(depth: 32, size: 1 << 20)).root
    let said = root?["error"]?["message"]?.string.map { ": " + printable($0) } ?? ""
    let isSpent = root?["error"]?["details"]?["error_code"]?.isText("enforced_spend_limit_reached") ?? false
    let retryAfter = RetryAfter.delay(
      reply.first("retry-after"), date: reply.first("date"))
    let (code, message, remedy): (RemoteError.Code, String, String) =
      switch reply.status {
      case 300...399:
        (
          .redirected, "the endpoint answers with a redirect, which is not followed",
          "Set ANTHROPIC_BASE_URL to the address that answers itself."
        )
      case 401, 403: (.unauthorized, "the key is not accepted\(said)", "Check ANTHROPIC_API_KEY.")
      case 413: (.bodyTooLarge, "the request is too large for the endpoint", "Send less.")
      case 429 where isSpent:
        (.rateLimited, "the limit on spending is reached\(said)", "Raise the limit, or wait until it is renewed.")
      case 429:
        (.rateLimited, "the API allows no more requests now\(said)", "Wait a minute, or ask more slowly.")
      case 400...499: (.refused, "the API refuses the request\(said)", "Correct what it names.")
      case 500...599: (.serverFailed, "the API failed\(said)", "Try again later.")
      default: (.badReply, "the status is none the endpoint gives", "Check ANTHROPIC_BASE_URL.")
      }
    return Failure(
      error: RemoteError(code, status: reply.status, message, remedy: remedy, requestID: requestID),
      isTransient: RetryPolicy.isTransient(status: reply.status) && !isSpent, retryAfter: retryAfter)
  }

  /// What an attempt without an answer means.
  private static func failure(_ failure: Transfer.Failure) -> Failure {
    let elsewhere = "Check ANTHROPIC_BASE_URL: something else than the count endpoint seems to answer there."
    let (code, message, remedy, isTransient): (RemoteError.Code, String, String, Bool) =
      switch failure {
      case .timedOut: (.timedOut, "the API did not answer in time", "Try again later.", true)
      case .cancelled: (.cancelled, "the count was given up", "Ask again.", false)
      case .noAddress: (.badURL, "the base URL is not one", "Check ANTHROPIC_BASE_URL.", false)
      case .noConnection: (.unreachable, "there is no connection to the API", "Check the network.", true)
      case .broken: (.unreachable, "the connection ended within the answer", "Check the network.", true)
      case .noEncryption:
        // The connection may have broken while it was agreed on.
        (.unreachable, "no trusted connection could be made", "Check the certificate and the address.", true)
      case .untrusted:
        (.unreachable, "no trusted connection could be made", "Check the certificate and the address.", false)
      case .damaged: (.badReply, "the answer is damaged or far too long", elsewhere, false)
      case .noLibrary:
        (
          .unreachable, "there is no libcurl, which asks the API",
          "Install it: on Debian the package libcurl4.", false
        )
      case .failed(let reason): (.unreachable, "the connection failed (\(reason))", "Check the network.", true)
      }
    return Failure(error: RemoteError(code, message, remedy: remedy), isTransient: isTransient)
  }

  /// Text of the API for one line of a message.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(400).filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }
}
