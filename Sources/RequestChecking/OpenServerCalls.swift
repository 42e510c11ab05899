/// Calls of server tools whose results are still to come, in their order. Each step is O(1), however many wait.
struct OpenServerCalls {
  typealias Call = (place: ToolPairing.Place, name: String)

  private var calls: [Call] = []
  /// Which of them have a result.
  private var isClosed: [Bool] = []
  private var openCount = 0
  /// No call before this one is open.
  private var first = 0
  /// The calls of each id.
  private var queues: [String: Queue] = [:]

  /// Calls of one id, and how many of them were taken.
  private struct Queue {
    var indices: [Int] = []
    var taken = 0
  }

  /// Whether no call waits.
  var isEmpty: Bool { openCount == 0 }

  /// A call whose result may follow.
  mutating func append(_ place: ToolPairing.Place, _ name: String) {
    queues[place.id, default: Queue()].indices.append(calls.count)
    calls.append((place, name))
    isClosed.append(false)
    openCount += 1
  }

  /// A result: that of the first call of its id which waits; one whose id was replaced, that of the first call.
  mutating func close(_ id: String) {
    if let index = firstOpen(of: id) {
      close(index)
    } else if !id.hasPrefix("srvtoolu_"), openCount > 0 {
      while isClosed[first] { first += 1 }
      close(first)
    }
  }

  /// The calls that wait; then none does.
  mutating func takeAll() -> [Call] {
    let open = calls.indices.filter { !isClosed[$0] }.map { calls[$0] }
    self = OpenServerCalls()
    return open
  }

  /// One that was closed for a replaced id is passed over.
  private mutating func firstOpen(of id: String) -> Int? {
    guard var queue = queues.removeValue(forKey: id) else { return nil }
    while queue.taken < queue.indices.count, isClosed[queue.indices[queue.taken]] { queue.taken += 1 }
    guard queue.taken < queue.indices.count else { return nil }
    let index = queue.indices[queue.taken]
    queues[id] = queue
    return index
  }

  private mutating func close(_ index: Int) {
    isClosed[index] = true
    openCount -= 1
  }
}
