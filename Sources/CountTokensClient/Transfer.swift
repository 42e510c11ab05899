import Synchronization
import _CTransfers

/// A request under way: what is still to be sent, what has come, and who waits for it.
///
/// Safe: what libcurl lends is copied before its function returns, and what is copied to it fits.
final class Transfer: Sendable {
  /// A request by POST.
  struct Request: Sendable {
    var address: String
    /// Header lines without their ends.
    var fields: [String]
    var body: [UInt8]
    /// The longest that may pass until there is a connection.
    var connectTime: Duration
    /// The longest that may pass until the answer's last byte.
    var time: Duration
    /// Bytes of an answer, unfolded, and of its head.
    var largestReply: Int
  }

  /// An answer, read to the end.
  struct Reply: Sendable {
    var status: Int
    /// Header fields in their order, names in lower case.
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    /// The first field of that name, given in lower case.
    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }
  }

  /// Why there is no answer.
  enum Failure: Error, Equatable {
    case timedOut
    case cancelled
    /// The address is none.
    case noAddress
    /// No such host, or nobody listens there.
    case noConnection
    /// The connection ended before the answer did.
    case broken
    /// The two sides found no encryption.
    case noEncryption
    /// The certificate is not to be trusted.
    case untrusted
    /// What came is no HTTP, cannot be unfolded, or is too long.
    case damaged
    /// There is no libcurl.
    case noLibrary
    /// Anything else, in words without anything of the request.
    case failed(String)
  }

  private struct State {
    var sent = 0
    var head: [UInt8] = []
    var headLength = 0
    var body: [UInt8] = []
    var continuation: CheckedContinuation<Result<Reply, Failure>, Never>?
    var isOver = false
  }

  let request: Request
  private let state = Mutex(State())

  init(_ request: Request) { self.request = request }

  // MARK: Who waits

  /// Waits for what ``finish(_:)`` says; `start` is called where it has not been said yet.
  func result(_ start: () -> Void) async -> Result<Reply, Failure> {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.isOver { state.continuation = continuation }
        return state.isOver
      }
      // Only a cancellation comes before the start.
      if isOver { continuation.resume(returning: .failure(.cancelled)) } else { start() }
    }
  }

  /// Says how it ended; the first word stands.
  func finish(_ result: Result<Reply, Failure>) {
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      state.isOver = true
      return state.continuation
    }
    continuation?.resume(returning: result)
  }

  /// What has come, as an answer.
  func reply(status: Int) -> Reply {
    let (head, body) = state.withLock { ($0.head, $0.body) }
    return Reply(status: status, fields: Self.fields(head), body: body)
  }

  // MARK: What libcurl asks for and brings

  func copyBody(to bytes: UnsafeMutableRawBufferPointer) -> Int {
    state.withLock { state in
      let count = min(bytes.count, request.body.count - state.sent)
      unsafe bytes.copyBytes(from: request.body[state.sent..<state.sent + count])
      state.sent += count
      return count
    }
  }

  /// Takes a line of a head: of the answer itself, or of an interim answer before it.
  func takeHead(_ line: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      state.headLength += line.count
      guard state.headLength <= request.largestReply else { return false }
      if unsafe line.starts(with: "HTTP/".utf8) { state.head = [] }
      unsafe state.head += line
      return true
    }
  }

  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    state.withLock { state in
      guard state.body.count + bytes.count <= request.largestReply else { return false }
      unsafe state.body += bytes
      return true
    }
  }

  /// The fields of a head whose first line is the status.
  static func fields(_ head: [UInt8]) -> [(name: String, value: String)] {
    head.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      var value = line[(colon + 1)...].drop(while: isBlank)
      while let last = value.last, isBlank(last) { value.removeLast() }
      return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
    }
  }
}
