/// How much the server lets callers ask of it; each limit has an answer of its own.
///
/// Times are seconds, sizes bytes.
public struct ServerLimits: Sendable, Hashable {
  /// The longest body: 413 above. The API's own limit, 32 MB.
  public var bodySize = 32 << 20
  /// The longest header: 431 above.
  public var headerSize = 32 << 10
  /// The most header fields: 431 above.
  public var headerFields = 128
  /// How deep JSON may be nested: 400 above. Recorded requests reach 14.
  public var depth = 256
  /// Bytes that the parsed form of a body may take: 413 above. A content block of text takes 48, and 600 more while it is
  /// counted, so that 32 MB of the shortest ones would take a gigabyte. This lets 262,144 of them in.
  public var parsedSize = 12 << 20
  /// Bytes that bodies may take at one time, what is made of them while they are counted included: 429 above. An eighth is
  /// for bodies to 64 KB alone, and three times the longest body, or half, for counting; large ones of one client take at
  /// most three quarters of the rest.
  public var heldBytes = 256 << 20
  /// Requests with a large body that may wait for their turn: 429 above. One client has at most three quarters.
  public var waiting = 256
  /// How long such a request may wait: 503 after.
  public var queueTime = 20
  /// How long an answer may take beyond that: 503 after, and the work ends.
  public var workTime = 30
  /// How long a connection may take to send a header, and be idle between requests: closed after.
  public var headerTime = 15
  /// How long a body may take: 408 after.
  public var bodyTime = 60
  /// How long a client may take to read an answer: closed after.
  public var answerTime = 30
  /// Open connections. Above, the one that has been idle longest is closed, or the slowest, or the new one answered with
  /// 503.
  public var connections = 1024

  /// The longest body that is small: answered beside large ones, and with memory of its own. Larger ones take more than a
  /// fraction of a millisecond to count.
  package static let smallBody = 64 << 10

  /// Bytes of ``heldBytes`` that small bodies have, but never so many that the longest body finds no room.
  var smallBytes: Int { max(min(heldBytes / 8, heldBytes - bodySize), 0) }

  /// Bytes of ``heldBytes`` that large bodies have until they are counted.
  var largeBytes: Int { max(heldBytes - smallBytes - min(3 * bodySize, heldBytes / 2), bodySize) }

  /// The limits as they are without options.
  public init() {}
}
