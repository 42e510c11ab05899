import Console
import CountStore
import CountTokensClient
import Foundation
import LocalEndpoint
import ModelCatalog
import RequestCounting

@testable import UllageNetCommand

/// A store of a test's own, and an endpoint on this machine.
enum RemoteFixture {
  /// Runs `body` with counts that are asked from an endpoint which answers with `respond`.
  static func run<Value: Sendable>(
    catalog: Catalog, _ respond: @escaping LocalEndpoint.Respond,
    _ body: (RemoteCounts, LocalEndpoint) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-net-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let endpoint = try await LocalEndpoint.start(respond)
    var configuration = ClientConfiguration(baseURL: try BaseURL(endpoint.url), key: try APIKey("sk-secret"))
    configuration.retries = RetryPolicy(attempts: 6, base: .milliseconds(2), ceiling: .milliseconds(10))
    configuration.requestsPerMinute = 600_000
    // The tests of the whole package share the machine's threads, and may hold one for a minute.
    configuration.attemptTimeout = .seconds(400)
    configuration.deadline = .seconds(800)
    let client = CountTokensClient(configuration)
    let counts = RemoteCounts(
      store: try CountStore(path: folder + "/counts.sqlite"), client: client,
      counter: RequestCounter(catalog: catalog), day: catalog.date)
    do {
      let value = try await body(counts, endpoint)
      await client.shutdown()
      await endpoint.stop()
      return value
    } catch {
      await client.shutdown()
      await endpoint.stop()
      throw error
    }
  }

  /// The same counts with nobody to ask.
  static func offline(_ counts: RemoteCounts) -> RemoteCounts {
    RemoteCounts(store: counts.store, client: nil, counter: counts.counter, day: counts.day)
  }
}
