import JSONText
import MessagesAPI

// Blocks of earlier thinking that the model sees again: what is known of their length.

/// What a block of thinking shows, and what its signature says of its length.
struct ThinkingEvidence {
  /// Bytes that are shown.
  let shownBytes: Int
  /// Bytes of the thinking itself, by the signature: what is encrypted there is 16 bytes longer. Nil if it says nothing.
  ///
  /// 69 of 69 recorded blocks that are shown in full agree.
  let bytes: Int?

  private static let overhead = 16

  init(_ block: ThinkingBlock) {
    shownBytes = block.thinking.withUTF8 { $0.count }
    let payload = block.signature.flatMap { $0.isEmpty ? nil : ThinkingSignature(base64: $0).payloadBytes }
    bytes = payload.map { max(0, $0 - Self.overhead) }
    let length = block.signature?.withUTF8 { $0.count } ?? 0
    mostBytes = bytes == nil && length > Self.longestPlaceholder ? length / 4 * 3 : nil
  }

  /// Bytes that a long signature of no known form can encrypt at most; nil where there is none or it is short, as
  /// placeholders are.
  let mostBytes: Int?

  /// The longest signature that is taken for a placeholder: an id, a hash, a remark.
  private static let longestPlaceholder = 128
  /// The longest thinking of 1,412 recorded blocks has 27,962 bytes (Opus 4.7, 2026).
  static let longestBytes = 28_000
  /// How many times what is shown a summarised block was at most (13 blocks on Opus 5, 2026).
  static let largestFactor = 5.2

  /// Whether all of the thinking is shown; a line break at its end may be missing.
  var isInFull: Bool {
    guard let bytes, shownBytes > 0 else { return false }
    return 0...1 ~= bytes - shownBytes
  }
}

extension PromptPricing {
  /// Whether thinking is on: else blocks of it cost nothing.
  var isThinking: Bool { ["enabled", "adaptive"].contains(request.thinking?.type) }

  /// Whether the beta is on that lets the model think between calls; nil if nobody knows.
  var isInterleaved: Bool? { betas.map { $0.contains { $0.contains("interleaved-thinking") } } }

  /// Whether that beta is taken for granted: the clients that send billing headers send it too.
  var guessesInterleaved: Bool { betas == nil && rules[.interleavedThinking].tokens > 0 && hasBillingHeader }

  /// What the API said that a block took; nil where it said nothing.
  func supplied(_ block: ThinkingBlock) -> Int? {
    if let tokens = Self.tokens(of: block.signature, in: context.thinkingTokens) { return tokens }
    if case .thinkingTokens(let tokens) = block.evidence { return Self.believable(tokens) }
    return nil
  }

  /// What a block is kept at, deduced from an answer's usage; nil where that is not known.
  func kept(_ block: ThinkingBlock) -> Int? {
    Self.tokens(of: block.signature, in: context.keptThinking) ?? Self.hidden(block.evidence)
  }

  /// What an answer's output has beyond what can be counted of it; nil where that is not known.
  static func hidden(_ evidence: UsageEvidence?) -> Int? {
    if case .output(let tokens) = evidence { believable(tokens) } else { nil }
  }

  private static func tokens(of signature: RequestText?, in known: [String: Int]) -> Int? {
    if known.isEmpty { return nil }
    return signature.flatMap { known[$0.string] }.flatMap(believable)
  }

  /// A number that no answer can have comes from a damaged record: the block is then counted by what it shows.
  private static func believable(_ tokens: Int) -> Int? { (0...1_000_000_000).contains(tokens) ? tokens : nil }

  /// Adds a block by what usage says of it: with a signature that nobody can read it may not be sent at all.
  mutating func addMeasuredThinking(
    _ rule: CountingRule, _ block: ThinkingBlock, tokens: Int, at path: RequestPath, role: Role
  ) {
    add(rule, at: path, role: role, text: tokens, below: block.evidence == nil ? 0 : tokens)
  }

  /// The most tokens of a block whose signature says nothing of its length: as many as a long signature can hold, or as
  /// the widest of recorded blocks have.
  func mostTokens(_ evidence: ThinkingEvidence, factor: Double) -> Int {
    let shown = factor * Double(evidence.shownBytes)
    let guessed = shown > 0 ? shown : Double(ThinkingEvidence.longestBytes)
    let bytes = evidence.mostBytes.map { max(Double($0), shown) } ?? guessed
    return Int((bytes / rules.thinking.leastBytesPerToken).rounded(.up))
  }

  /// Adds a block of which only the length is known: so many bytes a token as the model's blocks have in the middle, and
  /// bounds that 98% of them kept.
  mutating func addHiddenThinking(
    _ rule: CountingRule, bytes: Int, frame: Int, at path: RequestPath, role: Role
  ) {
    let thinking = rules.thinking
    func tokens(_ bytesPerToken: Double) -> Int { Int((Double(bytes) / bytesPerToken).rounded(.toNearestOrEven)) }
    let likely = tokens(thinking.bytesPerToken)
    add(
      rule, at: path, role: role, text: frame + likely, below: max(0, likely - tokens(thinking.mostBytesPerToken)),
      above: max(0, tokens(thinking.leastBytesPerToken) - likely))
  }

  mutating func addRedactedThinking(_ block: RedactedThinkingBlock, at path: RequestPath) {
    let told =
      switch block.evidence {
      case .thinkingTokens(let tokens): Self.believable(tokens).map { $0 * rules.thinking.suppliedFactor }
      case .output, nil: Self.hidden(block.evidence)
      }
    if let tokens = told {
      return add(.redactedThinking, at: path, role: .assistant, text: tokens, below: tokens)
    }
    let bytes = Double(block.data.withUTF8 { $0.count }) * 3 / 4 - rules.thinking.redactedOverhead
    let tokens = max(0, Int((bytes / rules.thinking.redactedBytesPerToken).rounded(.toNearestOrEven)))
    // What is shorter than any signature is a placeholder, and says nothing of the length.
    let longest = Int(Double(ThinkingEvidence.longestBytes) / rules.thinking.leastBytesPerToken)
    add(.redactedThinking, at: path, role: .assistant, text: tokens, below: tokens, above: bytes > 0 ? tokens : longest)
  }
}
