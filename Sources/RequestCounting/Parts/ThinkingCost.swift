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
  }

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
  func supplied(_ signature: RequestText?) -> Int? { Self.tokens(of: signature, in: context.thinkingTokens) }

  /// What a block is kept at, deduced from an answer's usage; nil where that is not known.
  func kept(_ signature: RequestText?) -> Int? { Self.tokens(of: signature, in: context.keptThinking) }

  private static func tokens(of signature: RequestText?, in known: [String: Int]) -> Int? {
    if known.isEmpty { return nil }
    // A number that no answer can have comes from a damaged record: the block is then counted by what it shows.
    return signature.flatMap { known[$0.string] }.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
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
    let bytes = Double(block.data.withUTF8 { $0.count }) * 3 / 4 - rules.thinking.redactedOverhead
    let tokens = max(0, Int((bytes / rules.thinking.redactedBytesPerToken).rounded(.toNearestOrEven)))
    add(.redactedThinking, at: path, role: .assistant, text: tokens, below: tokens, above: tokens)
  }
}
