import JSONText
import MessagesAPI
import ModelCatalog

// Thinking: the setting, and blocks of earlier thinking that the model sees again.

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

  /// Whether blocks of earlier turns are kept: as the request says, or as the model does.
  private var keepsEarlierThinking: Bool {
    let edit = request.contextManagement?.edits.last { $0.type == "clear_thinking_20251015" }
    guard let edit else { return rules.keepsThinking }
    return edit.json["keep"]?.isText("all") ?? false
  }

  private func supplied(_ signature: RequestText?) -> Int? {
    if context.thinkingTokens.isEmpty { return nil }
    // A number that no answer can have comes from a damaged record: the block is then counted by what it shows.
    return signature.flatMap { context.thinkingTokens[$0.string] }.flatMap {
      (0...1_000_000_000).contains($0) ? $0 : nil
    }
  }

  // MARK: Claude 3 to 4.6

  /// Adds a block of an answer, if the model sees it again.
  mutating func addThinking(_ block: ThinkingBlock, at path: RequestPath, isLoop: Bool, next: ContentBlock?) {
    guard isThinking, isLoop || keepsEarlierThinking else { return }
    let isFull =
      isInterleaved == true || guessesInterleaved || request.thinking?.type == "adaptive" || !isLoop
    if isLoop {
      loopThinking += 1
      if !isFull { partialThinking += 1 }
    }
    var frame = rules[.thinking].tokens
    if isFull { frame += rules[.thinkingInFull].tokens }
    if case .text? = next { frame += rules[.thinkingBeforeText].tokens }

    if let tokens = supplied(block.signature) {
      return add(.thinkingSupplied, at: path, role: .assistant, text: frame + tokens)
    }
    let evidence = ThinkingEvidence(block)
    let shown = count(block.thinking, .behindMark)
    if rules.thinking.showsAll || evidence.isInFull {
      return add(.thinkingInView, at: path, role: .assistant, text: frame + shown)
    }
    guard let bytes = evidence.bytes else {
      let above = Int((Double(shown) * 0.4).rounded(.toNearestOrEven))
      return add(.thinkingUnsigned, at: path, role: .assistant, text: frame + shown, above: above)
    }
    if evidence.shownBytes == 0 {
      let tokens = Int((Double(bytes) / rules.thinking.bytesPerToken).rounded(.toNearestOrEven))
      let above = Int((Double(bytes) * rules.thinking.aboveShare).rounded(.toNearestOrEven))
      return add(
        .thinkingHidden, at: path, role: .assistant, text: frame + tokens, below: tokens / 3, above: above)
    }
    let factor = bytes > rules.thinking.summaryFactorAbove ? rules.thinking.summaryFactor : 1
    let tokens = Int(
      (Double(shown) / Double(evidence.shownBytes) * Double(bytes) * factor).rounded(.toNearestOrEven))
    add(
      .thinkingSummarised, at: path, role: .assistant, text: frame + tokens, below: tokens / 3, above: tokens / 3)
  }

  mutating func addRedactedThinking(_ block: RedactedThinkingBlock, at path: RequestPath, isLoop: Bool) {
    guard isThinking, isLoop || keepsEarlierThinking else { return }
    addRedactedThinking(block, at: path)
  }

  // MARK: All models

  mutating func addRedactedThinking(_ block: RedactedThinkingBlock, at path: RequestPath) {
    let bytes = Double(block.data.withUTF8 { $0.count }) * 3 / 4 - rules.thinking.redactedOverhead
    let tokens = max(0, Int((bytes / rules.thinking.redactedBytesPerToken).rounded(.toNearestOrEven)))
    add(.redactedThinking, at: path, role: .assistant, text: tokens, below: tokens, above: tokens)
  }

  // MARK: Later models

  /// Adds a block of an answer: what counts is the encrypted thinking, whatever is shown.
  mutating func addThinking(_ block: ThinkingBlock, at path: RequestPath, role: Role) {
    if let tokens = supplied(block.signature) {
      return add(.thinkingSupplied, at: path, role: role, text: tokens * rules.thinking.suppliedFactor)
    }
    let evidence = ThinkingEvidence(block)
    let shown = count(block.thinking, .inside)
    guard let bytes = evidence.bytes else {
      return add(.thinkingUnsigned, at: path, role: role, text: shown, above: 2 * shown)
    }
    if let base = rules.thinking.hiddenBase {
      let tokens = base + Int((rules.thinking.hiddenShare * Double(bytes)).rounded(.toNearestOrEven))
      return add(.thinkingHidden, at: path, role: role, text: tokens, below: tokens / 3, above: tokens / 4)
    }
    if evidence.isInFull { return add(.thinkingInView, at: path, role: role, text: shown) }
    let isHidden = evidence.shownBytes == 0
    let tokens =
      isHidden
      ? Int((Double(bytes + rules.thinking.hiddenOffset) / rules.thinking.bytesPerToken).rounded(.toNearestOrEven))
      : Int(
        (Double(shown) / Double(evidence.shownBytes) * Double(bytes) * rules.thinking.summaryFactor)
          .rounded(.toNearestOrEven))
    let most = Int((rules.thinking.aboveShare * Double(bytes)).rounded(.toNearestOrEven))
    let rule: CountingRule = isHidden ? .thinkingHidden : .thinkingSummarised
    add(
      rule, at: path, role: role, text: tokens, below: max(0, tokens / 3 - rules[rule].below),
      above: most - tokens + tokens / 10)
  }
}
