import MessagesAPI
import RequestCounting
import SessionReading

/// What an answer's usage tells of its thinking, and of its blocks that nobody knows.
///
/// Thinking with a signature that can be read is known by it. What has none, or one that a proxy has cut or replaced, gets
/// the evidence on the block itself: the same replacement may stand in every answer.
struct AnswerEvidence {
  /// The answer, with the evidence on its blocks.
  private(set) var answer: Message
  /// What the API named, by signature.
  private(set) var thinkingTokens: [String: Int] = [:]
  /// What the output tells, by signature.
  private(set) var keptThinking: [String: Int] = [:]

  /// O(n) in the two messages.
  init(
    _ answer: Message, _ usage: SessionUsage, to previous: Message?, _ counter: RequestCounter, model: String?,
    betas: [String]?
  ) {
    self.answer = answer
    guard case .blocks(var blocks) = answer.content else { return }
    defer { self.answer.content = .blocks(blocks) }
    let thinking = blocks.indices.filter { blocks[$0].isThinking }
    let signatures = thinking.map { Self.signature(of: blocks[$0]) }
    let isSigned = signatures.allSatisfy { $0 != nil }
    // What no answer can have is no evidence.
    let named = usage.thinking.flatMap { UsageReading.isSane($0) ? $0 : nil }
    let written = usage.output.flatMap { UsageReading.isSane($0) ? $0 : nil }
    if let tokens = named, thinking.count == 1 {
      if let signature = signatures[0] {
        thinkingTokens[signature] = tokens
      } else {
        blocks[thinking[0]].setEvidence(.thinkingTokens(tokens))
      }
    } else if let output = written, let model, !thinking.isEmpty, named == nil || !isSigned {
      // A model that is not known is told where the whole is counted.
      let kept = try? counter.keptThinking(in: answer, to: previous, outputTokens: output, model: model, betas: betas)
      if let kept {
        // It is the sum of all of them.
        for (order, place) in thinking.enumerated() {
          let tokens = order == 0 ? kept : 0
          if isSigned, let signature = signatures[order] {
            keptThinking[signature] = tokens
          } else {
            blocks[place].setEvidence(.output(tokens))
          }
        }
      }
    }
    let unknown = blocks.indices.filter { if case .unknown = blocks[$0] { true } else { false } }
    if unknown.isEmpty { return }
    guard let output = written, let model,
      let unseen = try? counter.unseenOutput(
        of: answer, to: previous, outputTokens: output, model: model, betas: betas)
    else { return }
    for place in unknown { blocks[place].setEvidence(.output(max(unseen, 0))) }
  }

  /// A signature that can be read; nil for any other text, and for thinking that has none.
  private static func signature(of block: ContentBlock) -> String? {
    guard case .thinking(let block) = block, let signature = block.signature,
      ThinkingSignature(base64: signature).payloadBytes != nil
    else { return nil }
    return signature.string
  }
}

extension ContentBlock {
  /// Puts what usage tells on a block that does not tell its own length; others need none.
  fileprivate mutating func setEvidence(_ evidence: UsageEvidence) {
    switch self {
    case .thinking(var block):
      block.evidence = evidence
      self = .thinking(block)
    case .redactedThinking(var block):
      block.evidence = evidence
      self = .redactedThinking(block)
    case .unknown(var block):
      block.evidence = evidence
      self = .unknown(block)
    case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote:
      break
    }
  }
}
