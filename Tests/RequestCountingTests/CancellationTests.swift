import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("A task that is cancelled")
struct CancellationTests {
  /// Runs `body` in a task that is cancelled before it begins.
  private static func cancelled<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try body()
    }
    return try await task.value
  }

  private static let request = #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#

  @Test("gets an error and no number, on one thread and on several", arguments: [1, 4])
  func count(threads: Int) async throws {
    let error = await #expect(throws: CountError.self) {
      try await Self.cancelled {
        let counter = RequestCounter(catalog: try Catalog.bundled(), threads: threads)
        return try counter.count(try MessagesRequest(decoding: Array(Self.request.utf8)))
      }
    }
    #expect(error?.code == .cancelled)
  }

  @Test("leaves a counter that goes on counting")
  func counterGoesOn() async throws {
    let counter = RequestCounter(catalog: try Catalog.bundled())
    let request = try MessagesRequest(decoding: Array(Self.request.utf8))
    _ = await #expect(throws: CountError.self) { try await Self.cancelled { try counter.count(request) } }
    #expect(try counter.count(request).total.tokens == 9)
  }
}
