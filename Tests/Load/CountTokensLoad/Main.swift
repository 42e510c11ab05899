import CountTokensClient
import JSONText
import LocalEndpoint
import MessagesAPI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Asks a loopback endpoint for many counts through the client, and says what it took, the endpoint's own share included.
///
///     swift run -c release CountTokensLoad 10000 32
@main
enum Main {
  static func main() async throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    try await measure(total: numbers.first ?? 10_000, width: numbers.dropFirst().first ?? 32)
  }

  nonisolated private static func measure(total: Int, width: Int) async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(9) }
    var configuration = ClientConfiguration(baseURL: try BaseURL(endpoint.url), key: try APIKey("load"))
    configuration.concurrency = width
    configuration.requestsPerMinute = 60_000_000
    let text = String(repeating: "The harbour-master's ledger, 1987. ", count: 30)
    let request = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, text)])
    let (before, start) = (usage(), ContinuousClock.now)
    let sum = try await CountTokensClient.with(configuration) { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        var (sum, begun) = (0, 0)
        // Tasks are begun as others end: ten thousand at once would measure the queue.
        while begun < min(total, width * 2) {
          begun += 1
          group.addTask { try await client.count(CountableRequest(request)).inputTokens }
        }
        while let tokens = try await group.next() {
          sum += tokens
          guard begun < total else { continue }
          begun += 1
          group.addTask { try await client.count(CountableRequest(request)).inputTokens }
        }
        return sum
      }
    }
    let (elapsed, after) = (ContinuousClock.now - start, usage())
    await endpoint.stop()
    write(total: total, width: width, isRight: sum == 9 * total, elapsed, before, after)
  }

  private static func write(
    total: Int, width: Int, isRight: Bool, _ elapsed: Duration, _ before: Usage, _ after: Usage
  ) {
    let seconds = elapsed / .seconds(1)
    var writer = JSONWriter()
    writer.object { object in
      object.member("counts", total)
      object.member("at_once", width)
      object.member("all_right", isRight)
      object.member("seconds", (seconds * 100).rounded() / 100)
      object.member("counts_per_second", Int(Double(total) / seconds))
      object.member("processor_seconds", ((after.processor - before.processor) * 100).rounded() / 100)
      object.member("peak_megabytes", after.peak / 1_000_000)
      object.member("peak_growth_megabytes", (after.peak - before.peak) / 1_000_000)
    }
    writer.endLine()
    print(writer.text, terminator: "")
  }

  private struct Usage {
    /// Seconds, user and system.
    var processor: Double
    /// Bytes held at most so far.
    var peak: Int
  }

  private static func usage() -> Usage {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    // Kilobytes but on Apple's systems.
    #if canImport(Darwin)
      let unit = 1
    #else
      let unit = 1_024
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Usage(
      processor: seconds(usage.ru_utime) + seconds(usage.ru_stime), peak: Int(usage.ru_maxrss) * unit)
  }
}
