import MessagesAPI

/// Asks the remote API what a request counts: `POST /v1/messages/count_tokens`.
///
/// ```swift
/// let configuration = try ClientConfiguration { ProcessInfo.processInfo.environment[$0] }
/// try await CountTokensClient.with(configuration) { client in
///   let count = try await client.count(CountableRequest(request))
///   count.inputTokens       // what the API says
/// }
/// ```
///
/// Counts are free of charge but limited in number. Any number of tasks may ask at once: no more than the configuration
/// allows are under way, the rest wait in order. Cancelling a task ends its request. Redirects are not followed, and
/// certificates are verified against the system's. Requests go straight to the base URL: a proxy that the environment
/// names is not used. The system's libcurl makes them, HTTP/1.1, on one thread.
public struct CountTokensClient: Sendable {
  /// What the client was made with.
  public let configuration: ClientConfiguration
  private let exchange: HTTPExchange
  private let pacing: RequestPacing

  /// A client that must be ended with ``shutdown()``; see ``with(_:_:)`` for one that ends by itself.
  public init(_ configuration: ClientConfiguration) {
    self.configuration = configuration
    exchange = HTTPExchange(configuration)
    pacing = RequestPacing(
      concurrency: configuration.concurrency, perMinute: configuration.requestsPerMinute)
  }

  /// Ends the client's connections. Counts that are under way fail.
  public func shutdown() async { await exchange.shutdown() }

  /// Runs `body` with a client that is ended afterwards, however `body` ends.
  public static func with<Result: Sendable, Failure: Error>(
    _ configuration: ClientConfiguration, _ body: (CountTokensClient) async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let client = CountTokensClient(configuration)
    do {
      let result = try await body(client)
      await client.shutdown()
      return result
    } catch {
      await client.shutdown()
      throw error
    }
  }

  /// What the remote API counts for a request.
  ///
  /// Throws after the attempts or the time that the configuration allows; a task that is cancelled throws `cancelled`.
  public func count(_ countable: CountableRequest) async throws(RemoteError) -> RemoteCount {
    let body = countable.request.encoded()
    guard body.count <= configuration.largestBody else {
      throw RemoteError(
        .bodyTooLarge, "the request has \(body.count) bytes, the endpoint takes \(configuration.largestBody)",
        remedy: "Send less; images and documents are the usual cause.")
    }
    do { try await pacing.enter() } catch { throw Self.cancelled(after: 0) }
    do {
      let count = try await count(body, betas: countable.betas)
      await pacing.leave()
      return count
    } catch {
      await pacing.leave()
      throw error
    }
  }

  private func count(_ body: [UInt8], betas: [String]) async throws(RemoteError) -> RemoteCount {
    let end = ContinuousClock.now + configuration.deadline
    var attempt = 1
    while true {
      try await wait(await pacing.start(), attempt - 1)
      let left = end - .now
      let failure: HTTPExchange.Failure
      do {
        return try await exchange.ask(body, betas: betas, within: min(configuration.attemptTimeout, left), attempt)
      } catch {
        failure = error
      }
      if Task.isCancelled { throw Self.cancelled(after: attempt) }
      var error = failure.error
      error.attempts = attempt
      guard failure.isTransient, attempt < configuration.retries.attempts else { throw error }
      let delay = configuration.retries.delay(
        before: attempt, retryAfter: failure.retryAfter, random: .random(in: 0...1))
      // Waiting beyond the deadline helps nobody.
      guard ContinuousClock.now + delay < end else { throw error }
      try await wait(delay, attempt)
      attempt += 1
    }
  }

  private func wait(_ duration: Duration, _ attempts: Int) async throws(RemoteError) {
    guard duration > .zero else { return }
    do { try await Task.sleep(for: duration) } catch { throw Self.cancelled(after: attempts) }
  }

  private static func cancelled(after attempts: Int) -> RemoteError {
    RemoteError(.cancelled, "the count was given up", remedy: "Ask again.", attempts: attempts)
  }
}
