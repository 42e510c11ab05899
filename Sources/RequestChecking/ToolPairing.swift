import MessagesAPI

/// Calls and their results: each call of the assistant's turn is answered at the start of the user's next one, and
/// nothing else is.
///
/// Messages of one role that follow each other are one turn; messages of the system stand between turns. Fed with one
/// block after the other by ``ConversationCheck``, and finished once. O(blocks).
struct ToolPairing {
  typealias Speaker = ConversationCheck.Speaker

  /// A call or a result, and where it stands.
  struct Place {
    let id: String
    let message: Int
    let block: Int

    var path: RequestPath { .block(block, ofMessage: message) }
  }

  /// Calls that no result follows at once, by the message they stand in.
  private(set) var unanswered: [[Place]] = []
  /// Results without a call in the turn before.
  private(set) var orphans: [Place] = []
  /// Calls whose id an earlier one has.
  private(set) var repeatedCalls: [Place] = []
  /// Results of a call that has one.
  private(set) var repeatedResults: [Place] = []
  /// Calls at the end, whose results are still to come.
  private(set) var open: [Place] = []
  /// Results of server tools without a call before them, with their type.
  private(set) var serverOrphans: [(place: Place, type: String)] = []

  /// Calls of server tools without a result in their turn, with their names.
  private(set) var serverUnanswered: [(place: Place, name: String)] = []

  /// The calls of the assistant's last turn.
  private var calls: [Place] = []
  /// Where each stands among them by its id, once there are more than ``few``.
  private var callIndices: [String: Int] = [:]
  /// Which of them have a result.
  private var isAnswered: [Bool] = []
  /// So many ids are compared faster than one is hashed.
  private static let few = 8
  /// Whether a text follows them in their turn: then results come too late (recorded once, answered never).
  private var isCut = false
  /// Whether the user's turn still consists of results alone.
  private var isAtStart = true
  private var speaker: Speaker?
  /// Whether a message of the system is being read, which stands between turns.
  private var isPaused = false
  private var serverCalls: Set<String> = []
  /// Calls of server tools whose results are still to come.
  private var openServerCalls = OpenServerCalls()

  /// Digests of all calls' ids.
  private var digests: [UInt64] = []
  /// All calls' ids, where two may be the same: they are compared themselves then.
  private var allIDs: Set<String>?

  init() {}

  // MARK: Taking in

  /// A message of that speaker begins.
  mutating func begin(_ speaker: Speaker) {
    isPaused = speaker == .system
    if isPaused || speaker == self.speaker { return }
    self.speaker = speaker
    if speaker == .assistant {
      settle()
      isCut = false
    }
    isAtStart = true
  }

  /// A text or a medium.
  mutating func addContent() {
    if isPaused { return }
    if speaker == .assistant {
      isCut = isCut || !calls.isEmpty
    } else {
      isAtStart = false
      // More than results ends the assistant's turn.
      if !openServerCalls.isEmpty { serverUnanswered += openServerCalls.takeAll() }
    }
  }

  mutating func add(call id: String, _ digest: TextDigest, _ place: ConversationCheck.Place) {
    if isPaused { return }
    let call = Place(id: id, message: place.message, block: place.block)
    var isRepeated = false
    if allIDs != nil {
      isRepeated = allIDs?.insert(id).inserted == false
      if isRepeated { repeatedCalls.append(call) }
    } else {
      digests.append(digest.value)
    }
    if speaker == .assistant { take(call, isRepeated: isRepeated) }
  }

  /// - Returns: whether the result is that of a call in the turn before.
  mutating func add(result id: String, _ place: ConversationCheck.Place) -> Bool {
    guard speaker == .user, !isPaused else { return false }
    guard let call = index(ofCall: id) else {
      orphans.append(Place(id: id, message: place.message, block: place.block))
      return false
    }
    if isAnswered[call] {
      repeatedResults.append(Place(id: id, message: place.message, block: place.block))
    } else if isAtStart {
      isAnswered[call] = true
    }
    return true
  }

  mutating func add(serverCall call: ToolUseBlock, _ place: ConversationCheck.Place) {
    serverCalls.insert(call.id)
    // Code that waits for a call has rules of its own.
    guard speaker == .assistant, call.id.hasPrefix("srvtoolu_"), call.otherFields["caller"] == nil else { return }
    openServerCalls.append(Place(id: call.id, message: place.message, block: place.block), call.name)
  }

  /// Recorders replace ids, of results alone, too.
  mutating func add(serverResult id: String, _ type: String, _ place: ConversationCheck.Place) {
    if !openServerCalls.isEmpty { openServerCalls.close(id) }
    guard id.hasPrefix("srvtoolu_"), !serverCalls.contains(id) else { return }
    serverOrphans.append((Place(id: id, message: place.message, block: place.block), type))
  }

  /// No message follows.
  mutating func finish(_ messages: [Message]) {
    if TextDigest.hasTwins(digests) {
      self = ToolPairing(comparingIDs: messages)
    } else if speaker == .assistant {
      open = calls
    } else {
      settle()
    }
  }

  // MARK: Turns

  private mutating func settle() {
    if calls.isEmpty { return }
    if isCut || isAnswered.contains(false) { keepUnanswered() }
    // Most turns have one call.
    if calls.count == 1 {
      calls.removeLast()
      isAnswered.removeLast()
      return
    }
    calls.removeAll(keepingCapacity: true)
    isAnswered.removeAll(keepingCapacity: true)
    if !callIndices.isEmpty { callIndices.removeAll() }
  }

  private mutating func keepUnanswered() {
    let missing = isCut ? calls : calls.indices.filter { !isAnswered[$0] }.map { calls[$0] }
    var groups: [[Place]] = []
    for place in missing {
      if let last = groups.indices.last, groups[last][0].message == place.message {
        groups[last].append(place)
      } else {
        groups.append([place])
      }
    }
    unanswered += groups
  }

  /// - Parameter isRepeated: whether an earlier call has the id. One of the same turn shares its result.
  private mutating func take(_ call: Place, isRepeated: Bool) {
    isAnswered.append(isRepeated && index(ofCall: call.id) != nil)
    calls.append(call)
    if calls.count == Self.few + 1 {
      for (index, call) in calls.enumerated().reversed() { callIndices[call.id] = index }
    } else if calls.count > Self.few, callIndices[call.id] == nil {
      callIndices[call.id] = calls.count - 1
    }
  }

  private func index(ofCall id: String) -> Int? {
    calls.count > Self.few ? callIndices[id] : calls.firstIndex { $0.id == id }
  }

  // MARK: Ids that come again

  /// The same from the messages, with each id compared with all before it.
  private init(comparingIDs messages: [Message]) {
    allIDs = []
    for index in messages.indices {
      begin(Speaker(messages[index].role))
      guard case .blocks(let blocks) = messages[index].content else {
        if !messages[index].content.isEmpty { addContent() }
        continue
      }
      for number in blocks.indices {
        add(blocks[number], .init(message: index, block: number, speaker: speaker ?? .other))
      }
    }
    finish(messages)
  }

  private mutating func add(_ block: ContentBlock, _ place: ConversationCheck.Place) {
    switch block {
    case .toolUse(let call): add(call: call.id, TextDigest(of: call.id), place)
    case .toolResult(let result): _ = add(result: result.toolUseID, place)
    case .serverToolUse(let call): add(serverCall: call, place)
    case .serverToolResult(let result): add(serverResult: result.toolUseID, result.type, place)
    case .text, .image, .document, .searchResult: addContent()
    case .mcpToolUse, .mcpToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
      .containerUpload, .compaction, .clientNote, .unknown:
      break
    }
  }
}
