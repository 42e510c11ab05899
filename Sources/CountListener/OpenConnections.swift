import CountServer
import NIOCore
import Synchronization

/// The open connections of a server. One too many takes the place of the one that has been idle longest, so that those
/// who hold connections and send nothing do not keep others out.
final class OpenConnections: Sendable {
  private struct Entry {
    var channel: any Channel
    /// When it became idle, in the order of such events; nil while a request is being read or answered.
    var idleSince: Int?
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var events = 0
  }

  private let state = Mutex(State())
  private let limit: Int
  private let metrics: ServerMetrics

  init(limit: Int, metrics: ServerMetrics) {
    self.limit = limit
    self.metrics = metrics
  }

  /// Takes a new connection in; false where all are busy. O(1), O(connections) above the limit.
  func admit(_ channel: any Channel) -> Bool {
    let (isAdmitted, displaced) = state.withLock { state -> (Bool, (any Channel)?) in
      var displaced: (any Channel)?
      if state.entries.count >= limit {
        let idle = state.entries.filter { $0.value.idleSince != nil }
        guard let oldest = idle.min(by: { ($0.value.idleSince ?? 0) < ($1.value.idleSince ?? 0) }) else {
          return (false, nil)
        }
        displaced = oldest.value.channel
        state.entries[oldest.key] = nil
      }
      state.events += 1
      state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, idleSince: state.events)
      return (true, displaced)
    }
    if isAdmitted, displaced == nil { metrics.change(connections: 1) }
    displaced?.close(promise: nil)
    return isAdmitted
  }

  /// A request begins, or the last one was answered.
  func mark(_ channel: any Channel, isIdle: Bool) {
    state.withLock { state in
      state.events += 1
      state.entries[ObjectIdentifier(channel)]?.idleSince = isIdle ? state.events : nil
    }
  }

  /// A connection is closed. Those that were displaced are no longer counted.
  func remove(_ channel: any Channel) {
    let isKnown = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(channel)) != nil }
    if isKnown { metrics.change(connections: -1) }
  }
}
