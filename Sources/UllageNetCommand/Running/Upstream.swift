import Console
import CountListener
import CountServer
import CountTokensClient
import MessagesAPI
import ModelCatalog

/// The remote API behind `ullage serve --upstream`: asked once and not for long, since the local count is there already.
struct Upstream: Sendable {
  private let client: CountTokensClient
  private let catalog: Catalog
  /// The longest that a caller waits for the remote API, its turn in the budget of requests included.
  private let patience: Duration

  /// Throws where there is no key or the address cannot be used.
  init(requestsPerMinute: Int, patience: Duration = .seconds(10), catalog: Catalog) throws(Complaint) {
    self.catalog = catalog
    do throws(RemoteError) {
      var configuration = try ClientConfiguration { Environment.value($0) }
      configuration.retries.attempts = 1
      configuration.attemptTimeout = patience
      configuration.deadline = patience
      configuration.requestsPerMinute = requestsPerMinute
      client = CountTokensClient(configuration)
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message, place: "--upstream",
        remedy: error.code == .noKey ? "set ANTHROPIC_API_KEY, or serve without --upstream" : error.remedy,
        status: .usage)
    }
    self.patience = patience
  }

  var ask: Listener.Upstream {
    { request in await answer(request) }
  }

  func shutdown() async { await client.shutdown() }

  /// What the remote API says to a request that was counted here.
  private func answer(_ request: ServerRequest) async -> RemoteAnswer {
    guard let body = try? MessagesRequest(decoding: request.body, shape: .messages) else { return .failed("not_sent") }
    let countable = CountableRequest(body, betas: request.headers.list("anthropic-beta"), catalog: catalog)
    return await withTaskGroup { group in
      group.addTask { await ask(countable) }
      group.addTask {
        try? await Task.sleep(for: patience)
        return .failed(RemoteError.Code.timedOut.rawValue)
      }
      let first = await group.next() ?? .failed(RemoteError.Code.timedOut.rawValue)
      group.cancelAll()
      return first
    }
  }

  private func ask(_ countable: CountableRequest) async -> RemoteAnswer {
    do throws(RemoteError) {
      let count = try await client.count(countable)
      return .counted(tokens: count.inputTokens, original: count.originalInputTokens)
    } catch {
      return .failed(error.code.rawValue)
    }
  }
}
