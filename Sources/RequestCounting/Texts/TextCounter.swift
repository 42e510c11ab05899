public import ModelCatalog
public import Tokenization

/// Counts texts for one model, with bounds and basis: what every program says of a text.
///
/// ```swift
/// let counter = try TextCounter(model: "claude-opus-5")
/// counter.count("hello, world").tokens                            // 4
/// try TextCounter(model: "claude-opus-5", unit: .message).count("hello, world").tokens   // 10
/// counter.longestPrefix(of: "hello, world", fitting: 3)           // "hello,"
/// ```
///
/// A value without visible state: copy it, send it to any thread. Opening one takes under a millisecond.
public struct TextCounter: Sendable {
  /// What is counted of a text.
  public enum Unit: String, Sendable {
    /// The tokens of the text alone; the empty text has none.
    case content
    /// The text as the only message of a request, with the frame around it: what the remote API counts.
    case message
  }

  /// The catalogue's id of the model, or the unknown id for which another model's rules stand in; nil for a bare family.
  public let modelID: String?
  /// What is counted of each text.
  public let unit: Unit
  /// Whether nobody named a model, so that the catalogue's default counts.
  public let isDefault: Bool
  /// How well counts are founded at best: at most `modelled` for a model that nobody named, as the text may be meant for
  /// another.
  public let basis: Basis
  /// The tokenizer behind the counts, for what has no bounds: tiles, for example.
  public let tokenizer: Tokenizer

  /// The tokenizer's family.
  public var family: TokenizerFamily { tokenizer.family }
  /// The name of the tokenizer's family, for example `v4.8`.
  public var familyName: String { family.name }

  private let facts: Model.TokenizerFacts?
  private let isSubstitute: Bool
  /// What may be free at a text's end, the likeliest reading first.
  let freeEnds: [FreeWhiteSpace]
  private let message: MessageFrame

  /// A counter for `model`, in any platform's spelling.
  ///
  /// - Parameters:
  ///   - model: the catalogue's default where it is nil.
  ///   - unit: what is counted of each text.
  ///   - catalog: the built-in one where it is nil.
  ///   - substitute: the model whose rules count where `model` is not known; counts are then `assumed`.
  /// - Throws: `CountError` with the nearest ids where the model is not known.
  public init(
    model: String?, unit: Unit = .content, catalog: Catalog? = nil, substitute: String? = nil
  ) throws(CountError) {
    let catalog = if let catalog { catalog } else { try Tokenizer.builtIn() }
    guard let model else {
      guard let known = catalog.defaultModel else { throw .missingModel }
      try self.init(known, isDefault: true, unit: unit, catalog: catalog)
      return
    }
    guard let resolved = catalog.resolve(model, substitute: substitute) else {
      throw .unknownModel(substitute ?? model, nearest: catalog.nearest(to: substitute ?? model))
    }
    try self.init(
      resolved.model, assumedFor: resolved.isSubstitute ? model : nil, unit: unit, catalog: catalog)
  }

  /// A counter for a model of the catalogue, or for one that it stands in for.
  package init(
    _ known: Model, assumedFor unknown: String? = nil, isDefault: Bool = false, unit: Unit = .content, catalog: Catalog
  ) throws(CountError) {
    let facts = known.tokenizer
    let family = try TokenizerFamily(of: known)
    freeEnds = FreeWhiteSpace.readings(facts, family, standsIn: unknown != nil)
    modelID = unknown ?? known.id
    self.unit = unit
    self.isDefault = isDefault
    basis = unknown != nil ? .assumed : min(Basis(facts.basis), isDefault ? .modelled : .exact)
    tokenizer = try BundledTokenizers.tokenizer(family).with(freeEnd: freeEnds[0])
    self.facts = facts
    isSubstitute = unknown != nil
    message =
      unit == .content
      ? .none
      : try .rules(
        MessageRules(
          ResolvedModel(spelling: unknown ?? known.id, model: known, isSubstitute: unknown != nil), catalog))
  }

  /// A counter for a family, without a model: what its vocabulary says, and nothing else.
  public init(family: TokenizerFamily, unit: Unit = .content) throws(CountError) {
    modelID = nil
    self.unit = unit
    isDefault = false
    basis = .exact
    tokenizer = try BundledTokenizers.tokenizer(family)
    facts = nil
    isSubstitute = false
    freeEnds = [.none]
    message = unit == .content ? .none : .tokens(family.frameCount)
  }

  // MARK: Counting

  /// Counts a text. O(n).
  public func count(_ text: String) -> TokenCount { count(utf8: text.utf8.span) }

  /// Counts part of a string. O(n).
  public func count(_ text: Substring) -> TokenCount { count(utf8: text.utf8.span) }

  /// Counts UTF-8 bytes; such as are not UTF-8 count as U+FFFD, one for each maximal subpart. O(n).
  public func count(utf8 bytes: Span<UInt8>) -> TokenCount {
    if freeEnds.count > 1, FreeWhiteSpace.widest.contentLength(bytes) < bytes.count {
      var running = makeRunningCount()
      running.append(utf8: bytes)
      return running.count
    }
    return count(tokenizer.count(utf8: bytes, edges: tokenizer.messageEdges), length: bytes.count)
  }

  /// The count of a whole text of which `text` has all slices.
  package func count(_ text: SliceCount) -> TokenCount {
    var edges = tokenizer.messageEdges
    return count(
      freeEnds.map {
        edges.freeEnd = $0
        return text.count(edges: edges)
      }, length: text.length)
  }

  /// A count of a text that comes in portions.
  public func makeRunningCount() -> RunningTextCount { RunningTextCount(self) }

  /// The count of a text of `length` bytes without white space that may be free at its end.
  private func count(_ tokens: Int, length: Int) -> TokenCount { count([tokens], length: length) }

  /// The count of a text of `length` bytes; `readings` is what it counts by each of `freeEnds`, or the first alone where
  /// they do not differ.
  func count(_ readings: [Int], length: Int) -> TokenCount {
    let doubt = FreeWhiteSpace.doubt(readings)
    switch message {
    case .rules(let rules):
      let count = rules.count(readings[0], doubt, isEmpty: length == 0)
      return isDefault ? count.atMost(.modelled) : count
    case .tokens(let frame): return TokenCount(frame + readings[0])
    case .none:
      if length == 0 { return TokenCount(0, basis: basis) }
      let spread = spread(readings[0])
      return TokenCount(
        readings[0], below: min(spread.below + doubt.below, readings[0]), above: spread.above + doubt.above,
        basis: min(basis, doubt.basis))
    }
  }

  /// By how much the content's count may be off: where another vocabulary stands in, and where nobody knows the model,
  /// whose text may count a third less or half more, as its requests may.
  private func spread(_ tokens: Int) -> (below: Int, above: Int) {
    let known = ((facts?.contentSpreadPercent ?? 0) * tokens + 99) / 100
    return isSubstitute ? (max(known, tokens / 3), max(known, tokens / 2)) : (known, known)
  }

  // MARK: Fitting

  /// The longest prefix of `text` that ends between two `Character`s and surely counts at most `limit` tokens: by its
  /// upper bound. Empty where not even the first character fits.
  ///
  /// Cost: as `Tokenizer.longestPrefix(of:fitting:)`.
  public func longestPrefix(of text: String, fitting limit: Int) -> Substring {
    longestPrefix(of: text[...], fitting: limit)
  }

  /// The same of part of a string.
  public func longestPrefix(of text: Substring, fitting limit: Int) -> Substring {
    var content = mostContent(within: limit)
    while content >= 0 {
      let prefix = tokenizer.longestPrefix(of: text, fitting: content)
      // Where readings of white space differ, an upper bound may be above what the likeliest one says.
      if count(prefix).bounds.upperBound <= limit || prefix.isEmpty { return prefix }
      content -= 1
    }
    return text[..<text.startIndex]
  }

  /// `text` in parts that each count at most `maximum` tokens as texts of their own, by their upper bounds; a character
  /// that counts more stands alone. Their concatenation is the text.
  public func chunks(of text: String, maximum: Int) -> [Substring] {
    var chunks: [Substring] = []
    var rest = text[...]
    while !rest.isEmpty {
      var chunk = longestPrefix(of: rest, fitting: maximum)
      if chunk.isEmpty { chunk = rest.prefix(1) }
      chunks.append(chunk)
      rest = rest[chunk.endIndex...]
    }
    return chunks
  }

  /// The most tokens of content whose upper bound is at most `limit`; below 0 where nothing fits.
  private func mostContent(within limit: Int) -> Int {
    // Bounds grow with the tokens, and no count is above its upper bound.
    var (low, high) = (-1, max(limit, -1))
    while low < high {
      let middle = (low + high + 1) / 2
      if count(middle, length: 1).bounds.upperBound <= limit { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// The count of a text that comes in portions, with bounds and basis.
///
/// A value: a copy goes its own way. Cost and memory: see `RunningCount`.
public struct RunningTextCount: Sendable {
  private let counter: TextCounter
  private var running: RunningCount

  init(_ counter: TextCounter) {
    self.counter = counter
    running = counter.tokenizer.makeRunningCount(edges: counter.tokenizer.messageEdges)
  }

  /// UTF-8 bytes appended so far.
  public var length: Int { running.length }

  /// Appends text. O(n).
  public mutating func append(_ text: String) { running.append(text) }

  /// Appends UTF-8 bytes; a scalar may be split between two appends. O(n).
  public mutating func append(utf8 bytes: Span<UInt8>) { running.append(utf8: bytes) }

  /// The count of everything so far. O(bytes since the last place where the text may be cut), then a look-up.
  public var count: TokenCount {
    mutating get {
      let likeliest = running.count
      let others = counter.freeEnds.dropFirst().map { running.count(freeEnd: $0) }
      return counter.count([likeliest] + others, length: length)
    }
  }
}

extension Basis {
  /// What the catalogue says of a model's tokenizer.
  init(_ basis: Model.Evidence) {
    switch basis {
    case .recorded: self = .exact
    case .modelled: self = .modelled
    // What a catalogue of tomorrow says and this program does not know is no evidence here.
    default: self = .assumed
    }
  }
}

extension TokenizerFamily {
  /// Throws where the catalogue names a family that this program does not have.
  init(of model: Model) throws(CountError) {
    guard let family = TokenizerFamily(named: model.tokenizer.family) else {
      throw .unknownFamily(of: model)
    }
    self = family
  }
}

extension FreeWhiteSpace {
  /// How far readings of what is free differ, the first of which counts: 0 tokens, and exact where they agree.
  static func doubt(_ counts: [Int]) -> TokenCount {
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    guard let first = counts.first, least < most else { return TokenCount(0) }
    return TokenCount(0, below: first - least, above: most - first, basis: .modelled)
  }
}

extension TokenCount {
  /// By how much the count may be too high.
  var below: Int { tokens - bounds.lowerBound }
  /// By how much the count may be too low.
  var above: Int { bounds.upperBound - tokens }
}
