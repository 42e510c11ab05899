// The facade: everything a caller asks of a text starts here.
//
// Safe: a text's bytes are lent to one call, which reads as many as there are.

/// Counts text exactly as one family of Claude's tokenizer does.
///
/// A value without visible state: copy it, send it to any thread. Calls share a small pool of workspaces (unit costs
/// and buffers, about six megabytes each, less where memory is short) that is kept without locks.
///
/// ```swift
/// let tokenizer = try Tokenizer.bundled(.v4_8)
/// tokenizer.count("hello, world")   // 4
/// ```
public struct Tokenizer: Sendable {
  /// The family whose vocabulary and frame count.
  public let family: TokenizerFamily
  /// Which white space costs nothing at a text's end: `recorded` for Opus 5, `none` for every other model.
  public let freeEnd: FreeWhiteSpace

  private let pool: WorkspacePool

  /// The tokenizer of `family` with the vocabulary that is built into the program.
  ///
  /// Cost: 0.2 to 0.6 MB are read once to verify their checksum, a fraction of a millisecond.
  /// Throws `VocabularyError` where those bytes are damaged.
  public static func bundled(
    _ family: TokenizerFamily, freeEnd: FreeWhiteSpace = .none
  ) throws(VocabularyError) -> Tokenizer {
    Tokenizer(
      family: family, freeEnd: freeEnd,
      pool: WorkspacePool(try Vocabulary.bundled(family), try ScalarTable.bundled(), family))
  }

  /// A tokenizer of `family` with a vocabulary of one's own, each of whose caches takes up to `cacheLimit` bytes.
  package init(
    _ family: TokenizerFamily, vocabulary: Vocabulary, cacheLimit: Int = .max
  ) throws(VocabularyError) {
    self.init(
      family: family, freeEnd: .none,
      pool: WorkspacePool(vocabulary, try ScalarTable.bundled(), family, cacheLimit: cacheLimit))
  }

  private init(family: TokenizerFamily, freeEnd: FreeWhiteSpace, pool: WorkspacePool) {
    self.family = family
    self.freeEnd = freeEnd
    self.pool = pool
  }

  /// The same tokenizer, caches shared, with another opinion on the white space that ends a text.
  package func with(freeEnd: FreeWhiteSpace) -> Tokenizer { Tokenizer(family: family, freeEnd: freeEnd, pool: pool) }

  /// Tokens that `text` costs as the content of one user message, without the message's frame. The empty text costs 0.
  ///
  /// Cost: O(n) in UTF-8 bytes; no allocation once a workspace is warm. Never fails.
  public func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { unsafe count($0) }
  }

  /// The same for part of a string.
  public func count(_ text: Substring) -> Int {
    var text = text
    return text.withUTF8 { unsafe count($0) }
  }

  /// The same for UTF-8 bytes. Bytes that are not UTF-8 count as U+FFFD, one for each maximal subpart.
  public func count(utf8 bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { unsafe count($0) }
  }

  /// Tokens of `text` as one user message, frame included: what the remote count API returns for it.
  public func messageCount(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { unsafe messageCount($0) }
  }

  /// The same for UTF-8 bytes.
  public func messageCount(utf8 bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { unsafe messageCount($0) }
  }

  /// Tokens of UTF-8 bytes between edges of your own choosing: for texts that stand elsewhere than alone in a message.
  public func count(utf8 bytes: Span<UInt8>, edges: TextEdges) -> Int {
    unsafe bytes.withUnsafeBufferPointer { unsafe count($0, edges) }
  }

  /// The edges of a text alone in a user message of this family.
  public var messageEdges: TextEdges {
    TextEdges(opensAtBow: family.frameEndsInBow, joinsNewlines: true, freeEnd: freeEnd)
  }

  func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe bytes.isEmpty ? 0 : count(bytes, messageEdges)
  }

  private func messageCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    unsafe family.frameCount + count(bytes, messageEdges)
  }

  func count(_ bytes: UnsafeBufferPointer<UInt8>, _ edges: TextEdges) -> Int {
    withCounter { unsafe $0.count(bytes, edges) }
  }

  /// Lends a counter for many texts on one thread, which costs less than asking for each anew.
  package func withCounter<Result>(_ body: (BatchCounter) -> Result) -> Result {
    withWorkspace { body(BatchCounter(workspace: $0)) }
  }

  func withWorkspace<Result>(_ body: (Workspace) -> Result) -> Result {
    let workspace = pool.take()
    defer { pool.give(workspace) }
    return body(workspace)
  }
}

/// A tokenizer's count with the memory it needs at hand; see `Tokenizer.withCounter`. It must not leave that call.
package struct BatchCounter {
  fileprivate let workspace: Workspace

  /// Tokens of UTF-8 bytes between edges of your own choosing.
  package func count(_ bytes: UnsafeBufferPointer<UInt8>, _ edges: TextEdges) -> Int {
    // An empty buffer may have no address; the count of nothing never reads one.
    guard let base = bytes.baseAddress else { return edges.opensAtBow ? 1 : 0 }
    return unsafe workspace.count(base, bytes.count, edges)
  }
}
