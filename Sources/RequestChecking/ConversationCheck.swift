import JSONText
import MessagesAPI
import ModelCatalog

/// Goes once over the messages: their fields, what single messages and blocks say, and what other checks need of them.
///
/// The API looks at all fields before it looks at the conversation: there are two lists.
struct ConversationCheck {
  let submission: Submission
  /// What was found.
  var found = Findings()

  /// What the walk hands on.
  struct Findings {
    /// Fields and types, in the order of the body.
    var fieldRefusals: [Refusal] = []
    /// What is said where.
    var refusals: [Refusal] = []
    /// Calls and their results.
    var pairing = ToolPairing()
    /// Images and documents.
    var media = Media()
    /// Cache breakpoints in messages, in their order.
    var breakpoints: [(control: CacheControl, path: RequestPath)] = []
    /// Summaries of what stood before.
    var summaries: [RequestCheck.Summary] = []
    /// Tools that results refer to, and where.
    var toolReferences: [(name: String, path: RequestPath)] = []
  }

  /// The messages, held by themselves: they are asked for at each block.
  let messages: [Message]
  let isOwnShape: Bool
  /// Whether decoding found nothing amiss: then blocks that it read whole need no second look.
  let isClean: Bool
  let isConverse: Bool
  /// Whether a call's id has other characters than letters, digits, `_` and `-`: then those of results are looked at.
  var hasOddIDs = false
  private var hasSystemMessages = false
  /// The last message whose first block of thinking was looked at.
  var thinkingMessage: Int?
  /// The last message of the assistant with a blank text, and whether the API may have written it.
  var blankAnswer: (message: Int?, isTaken: Bool) = (nil, false)
  /// The user's turn that was looked at last, and whether any of its messages has content.
  private var userTurn: (messages: Range<Int>, isFull: Bool) = (0..<0, false)

  /// What one walk finds.
  static func findings(in submission: Submission) -> Findings {
    var walk = ConversationCheck(submission)
    walk.run()
    return walk.taken()
  }

  /// The findings, without a copy: the walk is over.
  private consuming func taken() -> Findings { found }

  private init(_ submission: Submission) {
    self.submission = submission
    messages = submission.request.messages
    isOwnShape = submission.isOwnShape
    isClean = submission.request.notices.isEmpty
    isConverse = submission.request.shape == .bedrockConverse
  }

  /// Where a block stands, and who says it.
  struct Place {
    let message: Int
    let block: Int
    let speaker: Speaker

    var path: RequestPath { .block(block, ofMessage: message) }
    /// As the API's messages have it: `messages.3.content.1`.
    var dotted: String { path.dotted }
  }

  /// Whose message it is: compared once, not at each block.
  enum Speaker {
    case user, assistant, system, other

    init(_ role: Role) {
      self = role == .user ? .user : role == .assistant ? .assistant : role == .system ? .system : .other
    }

    /// The role; of others nothing is asked.
    var role: Role? {
      switch self {
      case .user: .user
      case .assistant: .assistant
      case .system: .system
      case .other: nil
      }
    }
  }

  mutating func run() {
    if messages.isEmpty {
      found.refusals.append(
        submission.refusal(.messagesPresent, at: .messages, remedy: "Give the user's first message."))
      return
    }
    checkSystemPrompt()
    for index in messages.indices { lookAt(messageAt: index, isLast: index == messages.count - 1) }
    found.pairing.finish(messages)
    if isOwnShape, hasSystemMessages { checkSystemPlaces() }
  }

  // MARK: Messages

  /// Takes from a message only what it needs: to hand it on as a whole would copy it.
  mutating func lookAt(messageAt index: Int, isLast: Bool) {
    let speaker = Speaker(messages[index].role)
    if isOwnShape, !isClean || !messages[index].otherFields.isEmpty { checkFields(of: messages[index], index) }
    if speaker == .system || speaker == .other {
      hasSystemMessages = hasSystemMessages || speaker == .system
      checkRole(messages[index].role, index)
    }
    found.pairing.begin(speaker)
    switch messages[index].content {
    case .text(let text):
      if !text.isEmpty { found.pairing.addContent() }
      if text.startsWithInk { return }
      if text.isEmpty { return checkEmpty(messages[index], index, isLast: isLast) }
      // A last prefill has a rule of its own.
      if speaker == .system || isLast && speaker == .assistant { return }
      if text.isBlank { refuseBlank(at: .message(index).content, isCertain: true) }
    case .blocks(let blocks):
      if blocks.isEmpty { return checkEmpty(messages[index], index, isLast: isLast) }
      for number in blocks.indices {
        lookAt(blocks[number], in: blocks, Place(message: index, block: number, speaker: speaker), isLast: isLast)
      }
    }
  }

  private mutating func checkRole(_ role: Role, _ index: Int) {
    let path = RequestPath.message(index).field("role")
    guard role == .system else {
      if !isOwnShape { return }
      found.fieldRefusals.append(
        submission.refusal(
          .knownRoles, role.rawValue == "tool" ? 1 : 0, at: path, ["role": String(role.rawValue.prefix(64))],
          remedy: role.rawValue == "tool"
            ? "Put the result into a message of the user, as a block of type tool_result." : "Use user or assistant."))
      return
    }
    guard isOwnShape, let support = submission.model?.systemMessages, support != .accepted else { return }
    // Other words came where a header asks for such messages (Opus 4.7 and 4.8, May 2026).
    let isAsked = submission.sends("mid-conversation-") == true
    found.refusals.append(
      submission.refusal(
        .systemRole, isAsked ? 0 : 1, at: path, doubt: support == .rejected ? nil : .evidence,
        remedy: "Put it into the top-level system prompt."))
  }

  private mutating func checkEmpty(_ message: Message, _ index: Int, isLast: Bool) {
    // The field is missing, or of another type: that is said already.
    if isOwnShape, let content = message.json?["content"], !content.isString, !content.isArray { return }
    if isOwnShape, let json = message.json, json["content"] == nil { return }
    if message.role == .system || isLast && message.role == .assistant { return }
    if isConverse {
      found.refusals.append(
        submission.refusal(
          .converseBlocks, 4, at: .message(index), ["place": "messages.\(index)"],
          remedy: "Give the message content, or leave it out."))
      return
    }
    if message.role == .user, hasFullNeighbour(index) { return }
    let isNew = submission.day >= Self.emptyUserWords && message.role == .user
    found.refusals.append(
      submission.refusal(
        .contentPresent, isNew ? 1 : 0, at: .message(index).content, ["place": "messages.\(index)"],
        remedy: "Give the message content, or leave it out."))
  }

  private static let emptyUserWords = CalendarDay(year: 2026, month: 8, day: 30)

  /// Messages of the user that follow each other are one turn: another may have its content (2026-08-31).
  ///
  /// Looked at once for all messages of the turn.
  private mutating func hasFullNeighbour(_ index: Int) -> Bool {
    if userTurn.messages.contains(index) { return userTurn.isFull }
    var (first, end) = (index, index + 1)
    while first > 0, messages[first - 1].role == .user { first -= 1 }
    while end < messages.count, messages[end].role == .user { end += 1 }
    userTurn = (first..<end, (first..<end).contains { !messages[$0].content.isEmpty })
    return userTurn.isFull
  }
}
