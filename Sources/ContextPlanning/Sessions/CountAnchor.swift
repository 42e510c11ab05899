public import MessagesAPI
import RequestChecking
public import RequestCounting
public import SessionReading

/// What the API counted of the start of a conversation: a measurement of all that its messages do not show.
///
///     var policy = PlanPolicy()
///     policy.anchor = CountAnchor(tokens: usage.inputTokens + cacheRead + cacheWrite, messages: 12)
public struct CountAnchor: Sendable, Hashable {
  /// Tokens of the prompt: `input_tokens`, `cache_read_input_tokens` and `cache_creation_input_tokens` together.
  public var tokens: Int
  /// How many messages of the request that prompt had.
  public var messages: Int
  /// Blocks of the message after them that it had too: what a server's tool had written before the last pass.
  public var blocks: Int
  /// Tokens of those messages that the API left out before it counted, by its own word (`applied_edits`).
  public var cleared: Int

  /// What the API counted of so many messages.
  public init(tokens: Int, messages: Int, blocks: Int = 0, cleared: Int = 0) {
    (self.tokens, self.messages, self.blocks, self.cleared) = (tokens, messages, blocks, cleared)
  }

  /// What the API counted at a session's call.
  public init(_ call: Session.Call) {
    self.init(
      tokens: call.usage.prompt, messages: call.message, blocks: call.blocksInPrompt, cleared: call.usage.cleared)
  }

  /// The request as it was then.
  func prefix(of request: MessagesRequest) -> MessagesRequest {
    var prefix = request
    prefix.messages = Array(request.messages.prefix(messages))
    if blocks > 0, request.messages.indices.contains(messages) {
      var answer = request.messages[messages]
      answer.content = .blocks(Array(answer.blocks.prefix(blocks)))
      prefix.messages.append(answer)
    }
    prefix.keepUnknown { path in
      guard let message = path.messageIndex else { return true }
      guard message == messages else { return message < messages }
      guard path.steps.count > 3, case .index(let block) = path.steps[3] else { return false }
      return block < blocks
    }
    return prefix
  }
}

/// The measurement that a plan goes on from.
public struct PlanAnchor: Sendable, Hashable {
  /// What the API counted then.
  public let tokens: Int
  /// The index of the message that answered it.
  public let message: Int
  /// What has come since.
  public let growth: TokenCount
  /// The id of the answer; nil where it is not known.
  public internal(set) var id: String?
  /// When that was, as the session spells it; nil where it does not.
  public internal(set) var time: String?
  /// The session's line, from 1; nil outside sessions.
  public internal(set) var line: Int?
}

extension Planner {
  /// A request that is counted from an anchor.
  struct Anchored {
    let counts: Counts
    let counted: TokenCount
    let anchor: PlanAnchor?
    var notices: [Notice] = []
  }

  /// Counts what the anchor measured, and the whole from there; nil without an anchor. An anchor that the API cannot have
  /// measured of this conversation is named and left out.
  func anchor(_ request: MessagesRequest, _ policy: inout PlanPolicy) throws(PlanError) -> Anchored? {
    guard let anchor = policy.anchor, request.contextManagement == nil else { return nil }
    let resolved = try ResolvedPolicy(request, policy, catalog)
    var plain = policy
    plain.session = nil
    let plainResolved = try ResolvedPolicy(request, plain, catalog)
    let whole = try plainCount(request, plainResolved)
    let before = try plainCount(anchor.prefix(of: request), plainResolved)
    let prefix = CountedPrefix(measured: anchor.tokens, cleared: anchor.cleared, counted: before)
    guard prefix.isBelievable else {
      let notice = Notice(
        code: .anchorNotBelieved, path: .messages,
        message:
          "the API's \(anchor.tokens) tokens are below the \(before.total.bounds.lowerBound) that the messages before "
          + "that call take at least: not of this conversation, so the count stands alone")
      let counted = resolved.policy.settled(whole)
      return Anchored(counts: Counts(input: counted), counted: whole.total, anchor: nil, notices: [notice])
    }
    policy.prefix = prefix
    let input = policy.settled(whole)
    let growth = TokenCount(
      input.total.tokens - anchor.tokens, below: input.total.tokens - input.total.bounds.lowerBound,
      above: input.total.bounds.upperBound - input.total.tokens, basis: input.total.basis)
    return Anchored(
      counts: Counts(input: input), counted: whole.total,
      anchor: PlanAnchor(tokens: anchor.tokens, message: anchor.messages, growth: growth))
  }
}

extension PlanPolicy {
  /// A count with what is known and not known of the session around it.
  func settled(_ count: RequestCount) -> RequestCount {
    let anchored = prefix.map { count.anchored(on: $0) } ?? count
    return session?.widened(anchored) ?? anchored
  }
}

extension Notice.Code {
  /// A usage that this conversation cannot have had.
  public static let anchorNotBelieved = Notice.Code(rawValue: "anchor_not_believed")
}
