import MessagesAPI

/// Calls and their results: each call of the assistant's turn is answered at the start of the user's next one, and
/// nothing else is.
///
/// Messages of one role that follow each other are one turn; messages of the system stand between turns.
struct ToolPairing {
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

  private var allIDs: Set<String> = []
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
  private var serverCalls: Set<String> = []

  /// O(blocks).
  init(_ messages: [Message]) {
    var previous: Role?
    // By index: walking over messages themselves would copy each.
    for index in messages.indices {
      let role = messages[index].role
      if role == .system { continue }
      if role != previous { begin(role) }
      previous = role
      guard case .blocks(let blocks) = messages[index].content else {
        if !messages[index].content.isEmpty { add(isText: true, by: role) }
        continue
      }
      for number in blocks.indices { add(blocks[number], by: role, index, number) }
    }
    if previous == .assistant { open = calls } else { settle() }
  }

  private mutating func begin(_ role: Role) {
    if role == .assistant {
      settle()
      isCut = false
    }
    isAtStart = true
  }

  private mutating func settle() {
    if isCut || isAnswered.contains(false) { keepUnanswered() }
    calls.removeAll(keepingCapacity: true)
    isAnswered.removeAll(keepingCapacity: true)
    callIndices.removeAll()
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

  /// - Parameter mayRepeat: whether an earlier call has the id. One of the same turn shares its result.
  private mutating func take(_ call: Place, mayRepeat: Bool) {
    isAnswered.append(mayRepeat && index(ofCall: call.id) != nil)
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

  private mutating func add(isText: Bool, by role: Role) {
    if role == .assistant { isCut = isCut || !calls.isEmpty } else { isAtStart = false }
  }

  private mutating func add(_ block: ContentBlock, by role: Role, _ message: Int, _ number: Int) {
    switch block {
    case .toolUse(let call):
      let place = Place(id: call.id, message: message, block: number)
      let isNew = allIDs.insert(call.id).inserted
      if !isNew { repeatedCalls.append(place) }
      if role == .assistant { take(place, mayRepeat: !isNew) }
    case .toolResult(let result):
      guard role == .user else { break }
      let place = Place(id: result.toolUseID, message: message, block: number)
      guard let call = index(ofCall: result.toolUseID) else {
        orphans.append(place)
        break
      }
      if isAnswered[call] {
        repeatedResults.append(place)
      } else if isAtStart {
        isAnswered[call] = true
      }
    case .serverToolUse(let call): serverCalls.insert(call.id)
    case .serverToolResult(let result):
      // Recorders replace ids, of results alone, too.
      if result.toolUseID.hasPrefix("srvtoolu_"), !serverCalls.contains(result.toolUseID) {
        serverOrphans.append((Place(id: result.toolUseID, message: message, block: number), result.type))
      }
    case .text, .image, .document, .searchResult: add(isText: true, by: role)
    case .mcpToolUse, .mcpToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
      .containerUpload, .compaction, .clientNote, .unknown:
      break
    }
  }
}
