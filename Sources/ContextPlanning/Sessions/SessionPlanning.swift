public import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
public import SessionReading

// Plans of sessions: does the next call of an agent fit?

/// How a session's file stands to what its client sends.
struct SessionStanding: Sendable {
  /// Whether the last message is the assistant's: what is sent next ends with one of the user's, which is not known.
  var isAtRest = false
  /// Tokens that rows which could not be read may have.
  var unread = 0
  /// Tokens that the client may have added since the anchor without a row for it.
  var unnoted = 0
  /// The client's own `max_tokens`.
  var maxTokens: Int?
  /// Tokens that may come on top of what the client says that a compaction has left.
  var doubted = 0
  /// Tokens that system prompt and tools may have, where neither the file nor any usage tells of them.
  var unseen = 0

  /// What agents reserve where nobody tells them otherwise (Claude Code, October 2026).
  static let usualMaxTokens = 32_000

  /// The client's resolved, or else what agents reserve, at most what the model can write.
  func maxTokens(of model: Model) -> Int {
    maxTokens ?? min(Self.usualMaxTokens, model.maxOutput?.tokens ?? Self.usualMaxTokens)
  }

  /// The request as its client would send it: the user's next message stands at the end.
  func sent(_ request: MessagesRequest) -> MessagesRequest {
    var sent = request
    if isAtRest { sent.messages.append(Message(role: .user, "…")) }
    return sent
  }

  func widened(_ count: RequestCount) -> RequestCount {
    // A measurement has system prompt and tools in it.
    let unseen = count.parts.contains { $0.rule == .outsideMessages } ? 0 : unseen
    return count.widened(above: unseen, basis: .assumed, at: .system, as: .outsideMessages)
      .widened(above: doubted, basis: .assumed, at: .system, as: .outsideMessages)
      .widened(above: unread, basis: .assumed, at: .messages, as: .unreadRows)
      .widened(above: unnoted, basis: .modelled, at: .messages, as: .unnotedGrowth)
  }
}

extension Planner {
  /// Plans the next call of a session: from what the API counted at the last one, with what has come since.
  ///
  /// ```swift
  /// let plan = try planner.plan(session)
  /// plan.input.total          // the next call's input_tokens
  /// plan.counted              // what the file alone holds
  /// plan.anchor?.tokens       // what the API counted at the last call
  /// ```
  ///
  /// - Throws: where the model or its window is not known.
  ///
  /// Cost: two counts of the conversation.
  public func plan(_ session: Session, _ policy: PlanPolicy = PlanPolicy()) throws(PlanError) -> Plan {
    var policy = policy
    let spelling = policy.model ?? session.request.model
    let model = spelling.flatMap { catalog.model($0) }
    let server = model.flatMap { SuccessorTrial.model(answering: session, as: $0, counter, policy) }
    policy.countedAs = server?.id
    let priced = SessionPricing(session, model, counter, &policy)
    let call = priced.anchorCall
    if policy.asOf == nil { policy.asOf = call?.time.flatMap { CalendarDay(String($0.prefix(10))) } }
    if let model { widenWindow(of: model, session, &policy) }
    if policy.anchor == nil, let call {
      policy.anchor = CountAnchor(call)
    }
    var standing = SessionStanding(
      isAtRest: session.isAtRest, unread: session.unreadBytes, maxTokens: session.maxTokens)
    if policy.anchor == nil {
      policy.prefix = try prefixOfLastMeasured(of: session, policy)
      if policy.prefix == nil { policy.prefix = try foreignPrefix(priced, policy) }
    }
    if policy.anchor == nil, let left = session.tokensAfterCompaction {
      // The client's own estimate; where the API measured system prompt and tools before, they may come on top.
      policy.anchor = CountAnchor(tokens: left, messages: session.messagesAfterCompaction)
      standing.doubted = max(policy.prefix?.outside ?? UnnotedGrowth.systemAndTools(session.format), 0)
      policy.prefix = nil
    }
    if policy.anchor != nil {
      standing.unnoted = UnnotedGrowth.betweenCalls
    } else if policy.prefix != nil {
      standing.unnoted = UnnotedGrowth.afterCompaction
    }
    if !session.isWhole { standing.unseen = UnnotedGrowth.systemAndTools(session.format) }
    policy.session = standing
    var plan = try self.plan(priced.request, policy)
    plan.anchor?.id = call?.id
    plan.anchor?.time = call?.time
    plan.anchor?.line = call?.line
    plan.notices += priced.notices
    if let server, let model {
      plan.notices.append(
        Notice(
          code: .servedBySuccessor, path: RequestPath([.field("model")]),
          message:
            "the session's numbers follow the rules of \(server.id) and not those of \(model.id): it is counted so"))
    }
    if call == nil, plan.anchor != nil {
      plan.notices.append(
        Notice(
          code: .anchoredOnCompaction, path: .messages,
          message: "no call has been made since the compaction: the client's own estimate stands for it"))
    }
    if policy.anchor == nil, policy.prefix != nil { plan.notices.append(Self.notice(session, priced)) }
    return plan
  }

  /// Which other state of the conversation tells of what the file does not hold.
  private static func notice(_ session: Session, _ priced: SessionPricing) -> Notice {
    let outside = "what the file does not hold is taken from"
    if session.messagesAfterCompaction > 0 {
      return Notice(
        code: .anchoredBeforeCompaction, path: .messages,
        message: "no call has been made since the compaction: \(outside) before")
    }
    let message =
      if session.calls.last?.isBeforeClearing == true {
        "no call has been made since old results were cleared: \(outside) before"
      } else if let model = priced.foreignCall?.model {
        "no call of this model has been made: \(outside) one of \(model), in that model's tokens"
      } else { "no call has been made on this branch: \(outside) another" }
    return Notice(code: .anchoredElsewhere, path: .messages, message: message)
  }

  /// A model that has read more than its window has the larger one.
  private func widenWindow(of model: Model, _ session: Session, _ policy: inout PlanPolicy) {
    guard policy.window == nil, policy.surface == nil, let beta = model.window?.beta else { return }
    let day = policy.asOf ?? catalog.date
    let betas = policy.betas ?? []
    let largest = session.largestPrompts.filter { catalog.model($0.key)?.id == model.id }.values.max() ?? 0
    guard let plain = model.window?.tokens(on: day, betas: betas), largest > plain, !betas.contains(beta.header)
    else { return }
    policy.betas = betas + [beta.header]
    policy.hasLongContextAccess = policy.hasLongContextAccess ?? true
  }

  /// What the API counted in an earlier state of the conversation beyond the messages of then: system prompt and tools are
  /// still there.
  private func prefixOfLastMeasured(
    of session: Session, _ policy: PlanPolicy
  ) throws(PlanError) -> CountedPrefix? {
    guard let earlier = session.lastMeasured else { return nil }
    var own = policy
    own.session = nil
    let priced = SessionPricing(earlier, nil, counter, &own)
    guard let call = priced.anchorCall else { return nil }
    return try prefix(at: call, of: priced.request, own)
  }

  /// What the API counted at a call, beside the count of the same messages; nil where that cannot be.
  private func prefix(
    at call: Session.Call, of request: MessagesRequest, _ policy: PlanPolicy
  ) throws(PlanError) -> CountedPrefix? {
    let anchor = CountAnchor(call)
    let request = anchor.prefix(of: request)
    let counted = try plainCount(request, try ResolvedPolicy(request, policy, catalog))
    let prefix = CountedPrefix(measured: anchor.tokens, cleared: anchor.cleared, counted: counted)
    return prefix.isBelievable ? prefix : nil
  }

  /// What another model's call counted beyond its messages: system prompt and tools, in that model's tokens.
  private func foreignPrefix(
    _ priced: SessionPricing, _ policy: PlanPolicy
  ) throws(PlanError) -> CountedPrefix? {
    guard let call = priced.foreignCall, let id = call.model.flatMap({ catalog.model($0)?.id }) else { return nil }
    var own = policy
    (own.session, own.model, own.countedAs) = (nil, id, nil)
    return try prefix(at: call, of: priced.request, own)
  }
}

/// A session's messages as they are counted.
struct SessionPricing {
  private(set) var request: MessagesRequest
  /// The last call whose usage measures the context; nil where there is none.
  let anchorCall: Session.Call?
  /// The last call of another model, where there is none of this one.
  let foreignCall: Session.Call?
  private(set) var notices: [Notice] = []

  init(_ session: Session, _ model: Model?, _ counter: RequestCounter, _ policy: inout PlanPolicy) {
    request = session.request
    let hasThinking = request.messages.contains { message in
      guard message.role == .assistant, case .blocks(let blocks) = message.content else { return false }
      return blocks.contains(where: \.isThinking)
    }
    // Agents ask for thinking in a way that shows it whole; older models strip it without the setting.
    if hasThinking, request.thinking == nil { request.thinking = Thinking(type: "adaptive") }
    let spelling = policy.model ?? session.request.model
    let isUsable = { (call: Session.Call) in
      call.usage.isSinglePass && call.usage.prompt > 0 && !call.isBeforeClearing
    }
    let id = spelling.flatMap { counter.catalog.model($0)?.id }
    let own = session.spellings { $0 == spelling || counter.catalog.model($0)?.id == id }
    let isOwn = { (call: Session.Call) -> Bool in spelling == nil || call.model.map(own.contains) ?? true }
    anchorCall = session.calls.last { isUsable($0) && isOwn($0) }
    foreignCall = anchorCall == nil ? session.calls.last(where: isUsable) : nil
    if let unusable = session.calls.last, unusable.message != anchorCall?.message, !unusable.isBeforeClearing {
      let reason =
        if !unusable.usage.isSinglePass {
          "it is the sum of several passes of a server's tool, or a compaction's"
        } else if unusable.usage.prompt == 0 { "no prompt is empty" } else { "it is another model's" }
      notices.append(
        Notice(
          code: .usageIsNoAnchor, path: .message(unusable.message),
          message: "the usage of the last call (\(unusable.usage.prompt) tokens) measures no context: \(reason)"))
    }
    addNotes(of: session)
    policy.counting.thinkingTokens.merge(session.thinkingTokens) { given, _ in given }
    learn(from: session.calls, counter, &policy)
  }

  /// What the client put beside the messages stands at the end of the message that it went out with.
  private mutating func addNotes(of session: Session) {
    var pending: [ContentBlock] = []
    for attachment in session.attachments {
      let note = ContentBlock.clientNote(ClientNoteBlock(attachment.value, clientVersion: attachment.clientVersion))
      let index = attachment.messagesBefore - 1
      if request.messages.indices.contains(index), request.messages[index].role == .user {
        request.messages[index].content = .blocks(request.messages[index].blocks + [note])
      } else {
        pending.append(note)
      }
    }
    // Behind the last answer: the message that they will go out with is not written yet.
    if !pending.isEmpty { request.messages.append(Message(role: .user, pending)) }
  }

  /// What each answer's usage says of its thinking and of blocks that nobody knows. O(conversation).
  private mutating func learn(from calls: [Session.Call], _ counter: RequestCounter, _ policy: inout PlanPolicy) {
    let model = policy.countedAs ?? policy.model ?? request.model
    for call in calls where request.messages.indices.contains(call.message) {
      let previous = call.message > 0 ? request.messages[call.message - 1] : nil
      let evidence = AnswerEvidence(
        request.messages[call.message], call.usage, to: previous, counter, model: model, betas: policy.betas)
      request.messages[call.message] = evidence.answer
      policy.counting.thinkingTokens.merge(evidence.thinkingTokens) { given, _ in given }
      policy.counting.keptThinking.merge(evidence.keptThinking) { given, _ in given }
    }
  }
}

/// What clients add between two calls without a row for it.
enum UnnotedGrowth {
  /// The largest reminder of a turn that older clients send and do not record is 162 tokens on 4.7 and 111 before (276
  /// rows of 229 sessions); two of them.
  static let betweenCalls = 330
  /// After a compaction clients read files again; their rows are counted, and what they are wrapped in is not.
  static let afterCompaction = 5_000

  /// System prompt and tools where nothing tells of them: 57,000 in the median of 85 sessions of Claude Code (2026);
  /// other agents' are a third of that.
  static func systemAndTools(_ format: SessionFormat) -> Int {
    [.claudeCode, .streamJSON].contains(format) ? 60_000 : 20_000
  }
}

extension Notice.Code {
  /// A usage that measures something else than this model's context.
  public static let usageIsNoAnchor = Notice.Code(rawValue: "usage_is_no_anchor")
  /// The client's estimate of what a compaction left is all that is known.
  public static let anchoredOnCompaction = Notice.Code(rawValue: "anchored_on_compaction")
  /// What the file does not hold was measured before the last compaction.
  public static let anchoredBeforeCompaction = Notice.Code(rawValue: "anchored_before_compaction")
  /// What the file does not hold was measured in another state of the conversation, or by another model.
  public static let anchoredElsewhere = Notice.Code(rawValue: "anchored_elsewhere")
}
