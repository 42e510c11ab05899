/// Splits a stream of chunks into lines: JSON Lines as a batch arrives, without waiting for its end.
///
/// A line that lies in one chunk is a slice of it and is not copied; only a line that crosses chunks is put together.
/// Of a line that is longer than the limit only the start is kept, one byte more than the limit: a reader with the same
/// limit says of it that it is too large, and memory stays bounded whatever the stream holds.
///
/// `\n` and `\r\n` end a line; the last line needs no end. Blank lines are skipped but counted.
///
///     var lines = JSONLines()
///     lines.append(chunk)
///     while let line = lines.next() { try JSONDocument(parsing: line.bytes) … }
///     lines.finish()
///     while let line = lines.next() { … }
public struct JSONLines: Sendable {
  /// One line without its end.
  public struct Line: Sendable {
    /// From 1, blank lines included.
    public let number: Int
    /// Bytes from the start of the stream to the start of the line.
    public let offset: Int
    /// The line, without its end.
    public let bytes: ArraySlice<UInt8>
    /// How many bytes the line has in the stream: more than ``bytes`` where only its start was kept.
    public let length: Int
  }

  private var chunk: ArraySlice<UInt8> = []
  /// The start of a line whose end has not come yet.
  private var pending: [UInt8] = []
  private var isFinished = false
  private var lineNumber = 0
  private var consumed = 0

  private let limit: Int
  /// Bytes of the line at hand that were not kept.
  private var dropped = 0

  /// A stream of which nothing has come yet.
  ///
  /// - Parameter limit: the most bytes of a line that are kept, but for one; ``JSONLimits/size`` unless told otherwise.
  public init(limit: Int = JSONLimits().size) { self.limit = min(limit, .max - 1) }

  /// Gives the next part of the stream. What ``next()`` has not taken from earlier parts is kept. O(n).
  public mutating func append(_ bytes: [UInt8]) {
    if chunk.isEmpty {
      chunk = bytes[...]
    } else {
      chunk.append(contentsOf: bytes)
    }
  }

  /// Says that the stream has ended, so that a last line without an end is one.
  public mutating func finish() { isFinished = true }

  /// The next line that is complete and not blank, or nil if more of the stream is needed. O(line).
  public mutating func next() -> Line? {
    while let line = nextLine() {
      lineNumber += 1
      defer { consumed += line.length }
      if line.bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
        return Line(number: lineNumber, offset: consumed, bytes: line.bytes, length: line.length)
      }
    }
    return nil
  }

  /// A line, and how many bytes of the stream it took with its end.
  private mutating func nextLine() -> (bytes: ArraySlice<UInt8>, length: Int)? {
    let end = chunk.lineFeed
    guard end != nil || isFinished else {
      keep(chunk)
      chunk = []
      return nil
    }
    var line = chunk[..<(end ?? chunk.endIndex)]
    chunk = end.map { chunk[($0 + 1)...] } ?? []
    if !pending.isEmpty {
      keep(line)
      line = pending[...]
      pending = []
    }
    if end == nil && line.isEmpty { return nil }
    let length = line.count + dropped + (end == nil ? 0 : 1)
    dropped = 0
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return (line, length)
  }

  /// Adds to the start of a line, up to the limit.
  private mutating func keep(_ part: ArraySlice<UInt8>) {
    let kept = part.prefix(max(limit + 1 - pending.count, 0))
    pending.append(contentsOf: kept)
    dropped += part.count - kept.count
  }
}
