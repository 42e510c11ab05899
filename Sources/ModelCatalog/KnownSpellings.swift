import Synchronization

/// Where the models of a catalogue stand, by the spellings that were asked for: a server and a batch ask for the same few
/// again and again, and to take a spelling apart costs as much as to count a page.
///
/// Holds no more than ``most`` of them, and none that is longer than an id: who asks chooses the spellings.
final class KnownSpellings: Sendable {
  static let most = 256
  static let longest = 128

  private let indices = Mutex<[String: Int]>([:])

  subscript(spelling: String) -> Int? {
    get { indices.withLock { $0[spelling] } }
    set {
      if spelling.utf8.count > Self.longest { return }
      indices.withLock { known in
        if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
        known[spelling] = newValue
      }
    }
  }
}
