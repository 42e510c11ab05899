import MessagesAPI
import Tokenization

/// Texts that the API reads as one: counted together, because pieces of words may reach over the joints.
struct TextRun {
  private enum Piece {
    case text(RequestText)
    case bytes([UInt8])
    case literal(StaticString)

    /// The piece in UTF-8.
    var bytes: [UInt8] {
      switch self {
      case .text(let text):
        var bytes: [UInt8] = []
        text.appendUTF8(to: &bytes)
        return bytes
      case .bytes(let own): return own
      case .literal(let literal):
        var bytes: [UInt8] = []
        bytes.append(literal)
        return bytes
      }
    }
  }

  /// Bytes without a cut that are counted anew for each share; a few sentences of a script without spaces.
  private static let heldLength = 512

  /// A piece, and the block that begins with it.
  private typealias Entry = (piece: Piece, path: RequestPath?)

  /// Most runs have one piece, which needs no list.
  private var first: Entry?
  private var others: [Entry] = []
  var place: TextPosition
  private(set) var isEmpty = true
  /// Whether another block's text has joined the first one's.
  private var hasSeveralPaths = false

  init(_ place: TextPosition) { self.place = place }

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
    push((piece, path))
    isEmpty = false
  }

  private mutating func push(_ entry: Entry) {
    if first == nil { first = entry } else { others.append(entry) }
  }

  private mutating func dropLast() {
    if others.isEmpty { first = nil } else { others.removeLast() }
  }

  /// Calls `body` with every piece in order.
  private func forEach(_ body: (Piece, RequestPath?) -> Void) {
    if let first { body(first.piece, first.path) }
    for index in others.indices { body(others[index].piece, others[index].path) }
  }

  /// Whether the run ends in white space that is free by that reading. O(last block).
  func ends(in free: FreeWhiteSpace) -> Bool {
    guard let last = others.last ?? first else { return false }
    let bytes = last.piece.bytes
    return free.contentLength(bytes.span) < bytes.count
  }

  /// Takes free white space off the run's end; false where there is none. O(last block).
  @discardableResult
  mutating func dropEnd(_ free: FreeWhiteSpace) -> Bool {
    var hasDropped = false
    while let last = others.last ?? first {
      var bytes = last.piece.bytes
      let length = free.contentLength(bytes.span)
      if length == bytes.count { break }
      hasDropped = true
      dropLast()
      if length > 0 {
        bytes.removeSubrange(length...)
        push((.bytes(bytes), last.path))
        break
      }
    }
    isEmpty = first == nil
    return hasDropped
  }

  /// The one block that the run belongs to, `usual` where none is named; nil where there are several.
  func onlyPath(_ usual: RequestPath) -> RequestPath? {
    let path = first?.path ?? usual
    return !hasSeveralPaths || others.allSatisfy { $0.path == nil || $0.path == path } ? path : nil
  }

  /// Puts the run's pieces into a batch, as one text.
  func append(to batch: inout TextBatches) {
    forEach { piece, _ in
      switch piece {
      case .text(let text): batch.append(text)
      case .bytes(let bytes): batch.append(bytes)
      case .literal(let literal): batch.append(markup: literal)
      }
    }
  }

  /// The tokens of each block's share, in order: what the run counts up to its end less what it counts before.
  ///
  /// O(bytes): what each share ends in is counted anew, so that no more of it is held than this.
  func shares(_ pricing: PromptPricing, at usual: RequestPath) -> [(path: RequestPath, tokens: Int)] {
    var running = pricing.rules.tokenizer.makeRunningCount(edges: pricing.edges(place), heldLength: Self.heldLength)
    var shares: [(path: RequestPath, tokens: Int)] = []
    var path = usual
    var before = 0
    var isFirst = true
    forEach { piece, own in
      if let own {
        if !isFirst, hasSeveralPaths, own != path {
          shares.append((path, running.count - before))
          before += shares[shares.count - 1].tokens
        }
        path = own
      }
      isFirst = false
      Self.append(piece, to: &running)
    }
    shares.append((path, running.count - before))
    return shares
  }

  /// What the run counts by each reading of what is free at its end. O(bytes).
  func counts(_ pricing: PromptPricing, freeEnds: [FreeWhiteSpace]) -> [Int] {
    var running = pricing.rules.tokenizer.makeRunningCount(edges: pricing.edges(place))
    forEach { piece, _ in Self.append(piece, to: &running) }
    return freeEnds.map { running.count(freeEnd: $0) }
  }

  /// Safe: the bytes of a literal live as long as the program.
  private static func append(_ piece: Piece, to running: inout RunningCount) {
    switch piece {
    case .text(let text): text.withUTF8 { running.append(utf8: $0) }
    case .bytes(let bytes): running.append(utf8: bytes.span)
    case .literal(let literal): literal.withUTF8Buffer { unsafe running.append($0) }
    }
  }
}

extension ModelRules {
  /// The edges of a text at a place.
  func edges(_ place: TextPosition) -> TextEdges {
    switch (place, law) {
    case (.enclosed, _): TextEdges(opensAtBow: false, joinsNewlines: false)
    case (_, .classic): TextEdges(opensAtBow: place == .behindMark, joinsNewlines: true)
    // The recent frames have one kind of place behind marks and elsewhere.
    case (_, .recent): TextEdges(opensAtBow: family.frameEndsInBow, joinsNewlines: true)
    }
  }
}

extension PromptPricing {
  /// The edges of a text at a place.
  func edges(_ place: TextPosition) -> TextEdges { rules.edges(place) }

  /// Adds a run's blocks as parts, and empties it. Nothing for an empty run.
  mutating func add(_ run: inout TextRun, as rule: CountingRule, at path: RequestPath, role: Role? = nil) {
    guard !run.isEmpty else { return }
    defer { run = TextRun(.behindMark) }
    if let only = run.onlyPath(path) {
      run.append(to: &texts)
      return addPart(ofTextAt: run.place, as: rule, at: only, role: role)
    }
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
  }

  /// Adds a part whose text is what was put into the batch since the one before.
  mutating func addPart(ofTextAt place: TextPosition, as rule: CountingRule, at path: RequestPath, role: Role?) {
    texts.close(place, part: parts.count)
    parts.append(Part(path: path, role: role, count: TokenCount(0), rule: rule))
  }

  /// Counts the texts of all parts so far that wait for it.
  mutating func countTexts() {
    var batch = texts
    batch.finish { part, tokens in parts[part].count = rules[parts[part].rule].count(text: tokens) }
    texts = batch
  }

  /// Tokens of UTF-8 bytes.
  func count(_ bytes: Span<UInt8>, _ place: TextPosition) -> Int {
    // The recent frames price an empty text at nothing.
    if bytes.isEmpty, rules.law == .recent { return 0 }
    return rules.tokenizer.count(utf8: bytes, edges: edges(place))
  }

  func count(_ text: RequestText, _ place: TextPosition) -> Int { text.withUTF8 { count($0, place) } }

  func count(_ text: String, _ place: TextPosition) -> Int { count(text.utf8.span, place) }

  /// Tokens of a text that `build` puts together.
  mutating func count(_ place: TextPosition, _ build: (inout [UInt8]) -> Void) -> Int {
    buffer.removeAll(keepingCapacity: true)
    build(&buffer)
    return count(buffer.span, place)
  }
}
