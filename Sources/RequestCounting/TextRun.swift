import MessagesAPI
import Tokenization

/// Texts that the API reads as one: counted together, because pieces of words may reach over the joints.
struct TextRun {
  private enum Piece {
    case text(RequestText)
    case bytes([UInt8])
    case literal(StaticString)
  }

  /// Pieces, and the block that each begins to belong to.
  private var pieces: [(piece: Piece, path: RequestPath?)] = []
  var place: RequestCounting.Place
  private(set) var isEmpty = true
  /// Whether another block's text has joined the first one's.
  private var hasSeveralPaths = false

  init(_ place: RequestCounting.Place) { self.place = place }

  /// Appends a block's text; an empty one adds nothing.
  mutating func append(_ text: RequestText, at path: RequestPath) {
    if !text.isEmpty { append(.text(text), path) }
  }

  /// Appends bytes, as part of what `path` names or else of the block before.
  mutating func append(_ bytes: [UInt8], at path: RequestPath? = nil) {
    if !bytes.isEmpty { append(.bytes(bytes), path) }
  }

  /// Appends markup, as part of what `path` names or else of the block before.
  mutating func append(markup literal: StaticString, at path: RequestPath? = nil) { append(.literal(literal), path) }

  private mutating func append(_ piece: Piece, _ path: RequestPath?) {
    if path != nil, !isEmpty { hasSeveralPaths = true }
    pieces.append((piece, path))
    isEmpty = false
  }

  /// Takes ASCII white space off the run's end; false where there is none. O(last block).
  mutating func dropTrailingWhiteSpace() -> Bool {
    var hasDropped = false
    while let last = pieces.last {
      var bytes: [UInt8] = []
      switch last.piece {
      case .text(let text): text.appendUTF8(to: &bytes)
      case .bytes(let own): bytes = own
      case .literal(let literal): bytes.append(literal)
      }
      let length = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
      if length == bytes.count { break }
      hasDropped = true
      pieces.removeLast()
      if length > 0 {
        bytes.removeSubrange(length...)
        pieces.append((.bytes(bytes), last.path))
        break
      }
    }
    isEmpty = pieces.isEmpty
    return hasDropped
  }

  /// Bytes up to which pieces of one block are put together: cheaper than a running count, and no large copy.
  private static let mostJoined = 16_384

  /// All pieces as one text; nil where they belong to several blocks or are too long together.
  private func joined(within most: Int, at first: RequestPath) -> [UInt8]? {
    let path = pieces[0].path ?? first
    if hasSeveralPaths, !pieces.allSatisfy({ $0.path == nil || $0.path == path }) { return nil }
    var bytes: [UInt8] = []
    for (piece, _) in pieces {
      switch piece {
      case .text(let text):
        // Appended before its length is known: to know it is to decode it.
        text.appendUTF8(to: &bytes)
        if bytes.count > most { return nil }
      case .bytes(let own):
        if own.count + bytes.count > most { return nil }
        bytes += own
      case .literal(let literal): bytes.append(literal)
      }
    }
    return bytes
  }

  /// The tokens of each block's share, in order: what the run counts up to its end less what it counts before.
  ///
  /// O(bytes), without copies of large texts.
  func shares(_ counting: RequestCounting, at first: RequestPath) -> [(path: RequestPath, tokens: Int)] {
    if pieces.count == 1, case .text(let text) = pieces[0].piece {
      return [(pieces[0].path ?? first, counting.count(text, place))]
    }
    if let bytes = joined(within: Self.mostJoined, at: first) {
      let path = pieces[0].path ?? first
      return [(path, bytes.withUnsafeBufferPointer { counting.count($0, place) })]
    }
    var running = counting.rules.tokenizer.makeRunningCount(edges: counting.edges(place))
    var shares: [(path: RequestPath, tokens: Int)] = []
    var path = first
    var before = 0
    for (index, (piece, own)) in pieces.enumerated() {
      if let own {
        if index > 0, hasSeveralPaths, own != path {
          shares.append((path, running.count - before))
          before += shares[shares.count - 1].tokens
        }
        path = own
      }
      switch piece {
      case .text(let text): text.withUTF8 { running.append($0) }
      case .bytes(let bytes): bytes.withUnsafeBufferPointer { running.append($0) }
      case .literal(let literal): literal.withUTF8Buffer { running.append($0) }
      }
    }
    shares.append((path, running.count - before))
    return shares
  }
}

extension RequestCounting {
  /// The edges of a text at a place.
  func edges(_ place: Place) -> TextEdges {
    switch rules.law {
    case .classic: TextEdges(opensAtBow: place == .behindMark, joinsNewlines: true)
    // The recent frames have one kind of place.
    case .recent: TextEdges(opensAtBow: rules.family.frameEndsInBow, joinsNewlines: true)
    }
  }

  /// Adds a run's blocks as parts, and empties it. Nothing for an empty run.
  mutating func add(_ run: inout TextRun, as rule: CountingRule, at path: RequestPath, role: Role? = nil) {
    guard !run.isEmpty else { return }
    var first = true
    for share in run.shares(self, at: path) {
      // What the rule itself costs belongs to the first block.
      if first {
        add(rule, at: share.path, role: role, text: share.tokens)
      } else {
        addText(share.tokens, as: rule, at: share.path, role: role)
      }
      first = false
    }
    run = TextRun(.behindMark)
  }

  /// Tokens of UTF-8 bytes.
  func count(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Place) -> Int {
    // The recent frames price an empty text at nothing.
    if bytes.isEmpty, rules.law == .recent { return 0 }
    return rules.tokenizer.count(utf8: bytes.span, edges: edges(place))
  }

  func count(_ text: RequestText, _ place: Place) -> Int { text.withUTF8 { count($0, place) } }

  func count(_ text: String, _ place: Place) -> Int {
    var text = text
    return text.withUTF8 { count($0, place) }
  }

  /// Tokens of a text that `build` puts together.
  mutating func count(_ place: Place, _ build: (inout [UInt8]) -> Void) -> Int {
    buffer.removeAll(keepingCapacity: true)
    build(&buffer)
    return buffer.withUnsafeBufferPointer { count($0, place) }
  }
}
