import AsyncHTTPClient
import JSONText
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL

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

  private let client: HTTPClient
  private let configuration: ClientConfiguration

  init(_ configuration: ClientConfiguration) {
    self.configuration = configuration
    var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
    settings.timeout = .init(connect: .seconds(10))
    // What an answer may unfold to: a small one can hide gigabytes.
    settings.decompression = .enabled(limit: .size(configuration.largestReply))
    // Attempts are counted and spaced here, not there.
    settings.connectionPool.retryConnectionEstablishment = false
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(configuration.concurrency, 1)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  func shutdown() async { try? await client.shutdown() }

  /// Asks once. The time covers the answer to its last byte.
  func ask(
    _ body: ByteBuffer, betas: [String], within time: Duration, _ attempt: Int
  ) async throws(Failure) -> RemoteCount {
    guard time > .zero else { throw Self.timedOut }
    let request = request(body, betas)
    let reply: Reply
    do {
      reply = try await withThrowingTaskGroup(of: Reply?.self) { group in
        group.addTask { try await send(request, within: time) }
        group.addTask {
          try await Task.sleep(for: time)
          return nil
        }
        defer { group.cancelAll() }
        guard let reply = try await group.next() ?? nil else { throw Self.timedOut }
        return reply
      }
    } catch {
      throw Self.failure(error)
    }
    return try Self.count(in: reply, attempt)
  }

  // MARK: Out

  private func request(_ body: ByteBuffer, _ betas: [String]) -> HTTPClientRequest {
    let query = betas.isEmpty ? "" : "?beta=true"
    var request = HTTPClientRequest(url: "\(configuration.baseURL.text)/v1/messages/count_tokens\(query)")
    request.method = .POST
    request.headers = [
      "content-type": "application/json", "accept": "application/json", "user-agent": "ullage",
      "anthropic-version": configuration.version, "x-api-key": configuration.key.value,
    ]
    // A beta that is no header value is left to the API's own complaint about what remains.
    let names = betas.filter { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
    if !names.isEmpty { request.headers.add(name: "anthropic-beta", value: names.joined(separator: ",")) }
    request.body = .bytes(body)
    return request
  }

  // MARK: In

  /// An answer, read to the end.
  private struct Reply: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
  }

  private func send(_ request: HTTPClientRequest, within time: Duration) async throws -> Reply {
    let response = try await client.execute(request, timeout: TimeAmount(time))
    let body = try await response.body.collect(upTo: configuration.largestReply)
    return Reply(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
  }

  private static func count(in reply: Reply, _ attempt: Int) throws(Failure) -> RemoteCount {
    let requestID = reply.headers.first(name: "request-id").map(printable)
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
  private static func failure(_ reply: Reply, _ requestID: String?) -> Failure {
    let root = try? JSONDocument(parsing: reply.body, limits: JSONLimits(depth: 32, size: 1 << 20)).root
    let said = root?["error"]?["message"]?.string.map { ": " + printable($0) } ?? ""
    let isSpent = root?["error"]?["details"]?["error_code"]?.isText("enforced_spend_limit_reached") ?? false
    let retryAfter = RetryAfter.delay(
      reply.headers.first(name: "retry-after"), date: reply.headers.first(name: "date"))
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
  private static func failure(_ error: any Error) -> Failure {
    switch error {
    case let failure as Failure: failure
    case HTTPParserError.invalidEOFState:
      Failure(
        error: RemoteError(.unreachable, "the connection ended within the answer", remedy: "Check the network."),
        isTransient: true)
    case is NIOTooManyBytesError, is NIOHTTPDecompression.DecompressionError, is HTTPParserError:
      Failure(
        error: RemoteError(
          .badReply, "the answer is damaged or far too long",
          remedy: "Check ANTHROPIC_BASE_URL: something else than the count endpoint seems to answer there."))
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      Failure(
        error: RemoteError(
          .unreachable, "no trusted connection could be made", remedy: "Check the certificate and the address."))
    case let error as HTTPClientError where timeouts.contains(error): timedOut
    case let error as HTTPClientError:
      Failure(
        error: RemoteError(
          .unreachable, "the connection failed (\(error.shortDescription))", remedy: "Check the network."),
        isTransient: true)
    default:
      Failure(
        error: RemoteError(.unreachable, "there is no connection to the API", remedy: "Check the network."),
        isTransient: true)
    }
  }

  private static let timeouts: [HTTPClientError] = [
    .deadlineExceeded, .readTimeout, .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
  ]

  private static let timedOut = Failure(
    error: RemoteError(.timedOut, "the API did not answer in time", remedy: "Try again later."), isTransient: true)

  /// Text of the API for one line of a message.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(400).filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }
}
