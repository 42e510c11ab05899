import CountTokensClient
import JSONText
import LocalEndpoint
import MessagesAPI
import Testing

/// What the client sends, and how it bears what comes back.
///
/// Nothing here must be fast: the tests of the whole package share the machine's threads, and may hold one for a minute.
/// What must end at all has the suite's limit.
@Suite(.timeLimit(.minutes(10)))
struct ClientTests {
  static let request = MessagesRequest(model: "claude-opus-5", maxTokens: 10, messages: [Message(role: .user, "hi")])

  /// Asks an endpoint that answers with `respond`.
  static func ask(
    _ respond: @escaping LocalEndpoint.Respond, betas: [String] = [],
    adjust: (inout ClientConfiguration) -> Void = { _ in }
  ) async throws -> (result: Result<RemoteCount, RemoteError>, requests: [LocalEndpoint.Request]) {
    let endpoint = try await LocalEndpoint.start(respond)
    var configuration = try configuration(for: endpoint)
    adjust(&configuration)
    let result = await CountTokensClient.with(configuration) { client in
      await Self.result { () async throws(RemoteError) in
        try await client.count(CountableRequest(request, betas: betas))
      }
    }
    await endpoint.stop()
    return (result, endpoint.requests)
  }

  static func configuration(for endpoint: LocalEndpoint) throws -> ClientConfiguration {
    var configuration = ClientConfiguration(baseURL: try BaseURL(endpoint.url), key: try APIKey("sk-secret"))
    configuration.attemptTimeout = .seconds(400)
    configuration.deadline = .seconds(800)
    configuration.retries = RetryPolicy(attempts: 4, base: .milliseconds(5), ceiling: .milliseconds(20))
    configuration.requestsPerMinute = 600_000
    return configuration
  }

  static func result<Value: Sendable>(
    _ body: () async throws(RemoteError) -> Value
  ) async -> Result<Value, RemoteError> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }

  @Test("a count is asked for as the documentation says")
  func aCountIsAskedFor() async throws {
    let (result, requests) = try await Self.ask({ _ in .count(8) }, betas: ["b-1", "b-2"])
    let count = try result.get()
    #expect(count.inputTokens == 8)
    #expect(count.requestID == "req_local")
    let request = try #require(requests.first)
    #expect(request.path == "/v1/messages/count_tokens?beta=true")
    #expect(request.header("x-api-key") == "sk-secret")
    #expect(request.header("anthropic-version") == "2023-06-01")
    #expect(request.header("anthropic-beta") == "b-1,b-2")
    #expect(request.json?["max_tokens"] == nil)
    #expect(request.json?["messages"]?.count == 1)
  }

  @Test("the count before the API's own edits is told apart")
  func theCountBeforeTheAPIs() async throws {
    let (result, _) = try await Self.ask { _ in
      .json(200, #"{"input_tokens":250,"context_management":{"original_input_tokens":700}}"#)
    }
    #expect(try result.get().originalInputTokens == 700)
  }

  @Test("what time may mend is asked again", arguments: [429, 500, 502, 503, 529])
  func whatTimeMayMendIs(_ status: Int) async throws {
    let (result, requests) = try await Self.ask { $0.index < 2 ? .error(status) : .count(8) }
    #expect(try result.get().inputTokens == 8)
    #expect(try result.get().attempts == 3)
    #expect(requests.count == 3)
  }

  @Test(
    "no other status is asked again",
    arguments: [
      (400, RemoteError.Code.refused), (401, .unauthorized), (403, .unauthorized), (404, .refused),
      (408, .refused), (409, .refused), (413, .bodyTooLarge), (422, .refused), (307, .redirected), (204, .badReply),
    ])
  func noOtherStatusIsAsked(_ status: Int, _ code: RemoteError.Code) async throws {
    let (result, requests) = try await Self.ask { _ in
      .error(status, "invalid_request_error", "model: bad", headers: [("location", "http://127.0.0.1:1/")])
    }
    #expect(throws: RemoteError.self) { try result.get() }
    guard case .failure(let error) = result else { return }
    #expect(error.code == code)
    #expect(error.status == status)
    #expect(requests.count == 1)
    #expect(!"\(error)".contains("sk-secret"))
  }

  @Test("a limit on spending is not asked again")
  func aLimitOnSpendingIs() async throws {
    let (result, requests) = try await Self.ask { _ in
      .json(
        429,
        #"{"type":"error","error":{"type":"rate_limit_error","message":"spent","details":{"error_code":"enforced_spend_limit_reached"}}}"#
      )
    }
    guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == .rateLimited)
    #expect(requests.count == 1)
  }

  @Test("retry-after is kept, and beyond the deadline it ends the count at once")
  func retryAfterIsKeptAnd() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let (result, _) = try await Self.ask {
      $0.index == 0 ? .error(429, headers: [("retry-after", "0.3")]) : .count(1)
    }
    #expect(try result.get().attempts == 2)
    #expect(clock.now - start >= .milliseconds(300))
    let (late, requests) = try await Self.ask(
      { _ in .error(429, headers: [("retry-after", "60")]) }, adjust: { $0.deadline = .seconds(40) })
    guard case .failure(let error) = late else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == .rateLimited)
    #expect(requests.count == 1)
  }

  @Test("a date in retry-after is read against the answer's own date, whatever the clock here says")
  func aDateInRetryAfter() async throws {
    let dates = [("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:49:38 GMT")]
    let clock = ContinuousClock()
    let start = clock.now
    let (result, _) = try await Self.ask { $0.index == 0 ? .error(503, headers: dates) : .count(1) }
    #expect(try result.get().inputTokens == 1)
    #expect(clock.now - start >= .seconds(1))
  }

  @Test("no more requests are open than were allowed")
  func noMoreRequestsAreOpen() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(3).after(.milliseconds(20)) }
    var configuration = try Self.configuration(for: endpoint)
    configuration.concurrency = 3
    let total = try await CountTokensClient.with(configuration) { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask { try await client.count(CountableRequest(Self.request)).inputTokens }
        }
        return try await group.reduce(0, +)
      }
    }
    await endpoint.stop()
    #expect(total == 60)
    #expect(endpoint.peak <= 3)
  }

  @Test("requests keep to the budget of a minute")
  func requestsKeepToTheBudget() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(3) }
    var configuration = try Self.configuration(for: endpoint)
    // Five a second: a burst of a second's worth, then one every 200 ms.
    configuration.requestsPerMinute = 300
    let start = ContinuousClock.now
    try await CountTokensClient.with(configuration) { client in
      for _ in 0..<8 { _ = try await client.count(CountableRequest(Self.request)) }
    }
    await endpoint.stop()
    #expect(ContinuousClock.now - start >= .milliseconds(390))
  }

  @Test("a cancelled count ends at once, waiting or under way")
  func aCancelledCountEndsAt() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .hang }
    var configuration = try Self.configuration(for: endpoint)
    configuration.concurrency = 1
    // Longer than the suite may take.
    configuration.attemptTimeout = .seconds(3_600)
    configuration.deadline = .seconds(3_600)
    await CountTokensClient.with(configuration) { client in
      let tasks = (0..<3).map { _ in
        Task {
          await Self.result { () async throws(RemoteError) in try await client.count(CountableRequest(Self.request)) }
        }
      }
      try? await Task.sleep(for: .milliseconds(100))
      for task in tasks { task.cancel() }
      for task in tasks {
        guard case .failure(let error) = await task.value else { continue }
        #expect(error.code == .cancelled)
      }
    }
    await endpoint.stop()
  }

  @Test("a body that is too large is not sent")
  func aBodyThatIsToo() async throws {
    let (result, requests) = try await Self.ask({ _ in .count(1) }, adjust: { $0.largestBody = 20 })
    guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == .bodyTooLarge)
    #expect(requests.isEmpty)
  }

  @Test("connections are kept for the next request")
  func connectionsAreKeptForThe() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(3) }
    try await CountTokensClient.with(try Self.configuration(for: endpoint)) { client in
      for _ in 0..<10 { _ = try await client.count(CountableRequest(Self.request)) }
    }
    #expect(endpoint.requests.count == 10)
    #expect(endpoint.connections == 1)
    await endpoint.stop()
  }

  @Test("a long body is sent whole, and without asking first")
  func aLongBodyIsSent() async throws {
    let text = String(repeating: "0123456789abcde\n", count: 400_000)
    let long = MessagesRequest(model: "claude-opus-5", maxTokens: 10, messages: [Message(role: .user, text)])
    let endpoint = try await LocalEndpoint.start { _ in .count(3) }
    let count = try await CountTokensClient.with(try Self.configuration(for: endpoint)) { client in
      try await client.count(CountableRequest(long))
    }
    await endpoint.stop()
    #expect(count.inputTokens == 3)
    let request = try #require(endpoint.requests.first)
    #expect(request.body == CountableRequest(long).request.encoded())
    #expect(request.header("content-length") == "\(request.body.count)")
    #expect(request.header("expect") == nil)
    #expect(request.header("transfer-encoding") == nil)
  }

  @Test("no value begins another header", arguments: ["2023-06-01\r\nx-evil: 1", "", "2023 06", "2023-06-01\nx: y"])
  func noValueBeginsAnotherHeader(_ version: String) async throws {
    let (result, requests) = try await Self.ask({ _ in .count(1) }, adjust: { $0.version = version })
    guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
    #expect(error.code == .refused)
    #expect(requests.isEmpty)
    let (_, betas) = try await Self.ask({ _ in .count(1) }, betas: ["fine-1", "a\r\nx-evil: 1", "b\nx-evil: 2"])
    #expect(betas.first?.header("anthropic-beta") == "fine-1")
    #expect(betas.first?.header("x-evil") == nil)
  }

  @Test("after the end of the client a count fails, and so do those under way")
  func afterTheEndOfThe() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .hang }
    var configuration = try Self.configuration(for: endpoint)
    configuration.retries.attempts = 1
    let client = CountTokensClient(configuration)
    let underWay = Task {
      await Self.result { () async throws(RemoteError) in try await client.count(CountableRequest(Self.request)) }
    }
    while endpoint.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    await client.shutdown()
    let later = await Self.result { () async throws(RemoteError) in
      try await client.count(CountableRequest(Self.request))
    }
    for result in [await underWay.value, later] {
      guard case .failure(let error) = result else { return #expect(Bool(false), "a count came back") }
      #expect(error.code == .unreachable)
      #expect(error.message == "the connection failed (the client was shut down)")
    }
    // Once more is as good as once.
    await client.shutdown()
    await endpoint.stop()
  }

  @Test("many clients come and go, and tasks that give up at any moment hurt nobody else")
  func manyClientsComeAndGo() async throws {
    let endpoint = try await LocalEndpoint.start { request in
      request.index.isMultiple(of: 3) ? .count(3).after(.milliseconds(5)) : .count(3)
    }
    for round in 0..<20 {
      try await CountTokensClient.with(try Self.configuration(for: endpoint)) { client in
        let tasks = (0..<30).map { _ in
          Task {
            await Self.result { () async throws(RemoteError) in try await client.count(CountableRequest(Self.request)) }
          }
        }
        try await Task.sleep(for: .microseconds(round * 150))
        for index in tasks.indices where index.isMultiple(of: 2) { tasks[index].cancel() }
        for (index, task) in tasks.enumerated() {
          switch await task.value {
          case .success(let count): #expect(count.inputTokens == 3)
          case .failure(let error): #expect(error.code == .cancelled && index.isMultiple(of: 2), "\(error)")
          }
        }
      }
    }
    await endpoint.stop()
  }
}
