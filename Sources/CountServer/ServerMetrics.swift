import Synchronization

/// What the server did, counted since it started, for Prometheus. Numbers only: nothing of any request's content.
///
/// One object for all connections; every call takes a lock for well under a microsecond.
public final class ServerMetrics: Sendable {
  private struct Series: Hashable {
    var route: String
    var status: Int
  }

  private struct State {
    var answers: [Series: Int] = [:]
    var durations: [String: Histogram] = [:]
    var bodyBytes = 0
    var connections = 0
    var requests = 0
    var heldBytes = 0
    var waiting = 0
  }

  private let state = Mutex(State())

  /// Metrics that start at nothing.
  public init() {}

  /// Counts an answer.
  ///
  /// - Parameters:
  ///   - route: what was asked for.
  ///   - status: of the answer.
  ///   - bodyLength: bytes of the request's body.
  ///   - seconds: from the end of the header to the answer.
  public func record(_ route: Route, status: Int, bodyLength: Int, seconds: Double) {
    state.withLock { state in
      state.answers[Series(route: route.name, status: status), default: 0] += 1
      state.durations[route.name, default: Histogram()].add(seconds)
      state.bodyBytes += bodyLength
    }
  }

  /// Counts a connection that was refused, or given up, before there was a request to answer.
  ///
  /// - Parameter status: of what it was told; 0 where it was closed without a word.
  public func recordRefusal(status: Int) {
    state.withLock { $0.answers[Series(route: "connection", status: status), default: 0] += 1 }
  }

  /// Connections, requests that are being answered, and bytes of bodies that are held.
  public struct Load: Sendable, Hashable {
    /// Connections that are open.
    public var connections = 0
    /// Requests that are being answered.
    public var requests = 0
    /// Bytes of bodies that are held.
    public var heldBytes = 0
  }

  /// The load at this moment.
  public var load: Load {
    state.withLock { Load(connections: $0.connections, requests: $0.requests, heldBytes: $0.heldBytes) }
  }

  /// Adds to the load, or takes from it.
  public func change(connections: Int = 0, requests: Int = 0, heldBytes: Int = 0, waiting: Int = 0) {
    state.withLock { state in
      state.connections += connections
      state.requests += requests
      state.heldBytes += heldBytes
      state.waiting += waiting
    }
  }

  // MARK: Prometheus

  /// The text format 0.0.4, series in a fixed order.
  var reply: ServerReply {
    ServerReply(
      status: 200, headers: ["content-type": "text/plain; version=0.0.4; charset=utf-8"], body: Array(text.utf8))
  }

  var text: String {
    let state = state.withLock { $0 }
    var text = ""
    func head(_ name: String, _ type: String, _ help: String) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
    head("ullage_requests_total", "counter", "Answers, by route and status.")
    for (series, count) in state.answers.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }) {
      text += "ullage_requests_total{route=\"\(series.route)\",status=\"\(series.status)\"} \(count)\n"
    }
    head("ullage_request_duration_seconds", "histogram", "From the end of the header to the answer.")
    for (route, histogram) in state.durations.sorted(by: { $0.key < $1.key }) {
      text += histogram.text("ullage_request_duration_seconds", "route=\"\(route)\"")
    }
    head("ullage_request_body_bytes_total", "counter", "Bytes of request bodies.")
    text += "ullage_request_body_bytes_total \(state.bodyBytes)\n"
    for (name, help, value) in [
      ("ullage_connections", "Open connections.", state.connections),
      ("ullage_requests_in_progress", "Requests that are being read or answered.", state.requests),
      ("ullage_waiting_requests", "Requests with a large body that wait for their turn.", state.waiting),
      ("ullage_held_body_bytes", "Bytes of request bodies that are held.", state.heldBytes),
    ] {
      head(name, "gauge", help)
      text += "\(name) \(value)\n"
    }
    return text
  }

  private struct Histogram {
    /// From a small request's fraction of a millisecond to the limits on time.
    static let bounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

    private var counts = [Int](repeating: 0, count: bounds.count)
    private var total = 0
    private var sum = 0.0

    mutating func add(_ seconds: Double) {
      if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts[bucket] += 1 }
      total += 1
      sum += seconds
    }

    func text(_ name: String, _ labels: String) -> String {
      var text = ""
      var below = 0
      for (bound, count) in zip(Self.bounds, counts) {
        below += count
        text += "\(name)_bucket{\(labels),le=\"\(bound)\"} \(below)\n"
      }
      text += "\(name)_bucket{\(labels),le=\"+Inf\"} \(total)\n"
      return text + "\(name)_sum{\(labels)} \(sum)\n\(name)_count{\(labels)} \(total)\n"
    }
  }
}
