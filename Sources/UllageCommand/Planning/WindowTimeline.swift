import ContextPlanning
import MessagesAPI
import RequestCounting

/// The input in the order in which it fills the window: what stands before the conversation, then message by message.
struct WindowTimeline {
  struct Message {
    var index: Int
    var role = Role.user
    var tokens = 0
    /// Tokens by what they are.
    var shares: [WindowShare.Kind: Int] = [:]
    /// Whether there is a text in it, besides results of tools.
    fileprivate var says = false
  }

  /// What is in no message: system prompt, tools, what the API writes around all of it.
  private(set) var before: [WindowShare.Kind: Int] = [:]
  /// Those that cost something, by index.
  private(set) var messages: [Message] = []

  /// O(parts).
  init(_ count: RequestCount) {
    var places: [Int: Int] = [:]
    let parts = count.parts
    // By index: walking over the parts themselves would copy each.
    for place in parts.indices {
      let kind = WindowShare.Kind(of: parts[place].rule, parts[place].role)
      let tokens = parts[place].count.tokens
      guard let index = parts[place].path.messageIndex else {
        before[kind, default: 0] += tokens
        continue
      }
      let at = places[index] ?? messages.count
      if at == messages.count {
        places[index] = at
        messages.append(Message(index: index))
      }
      messages[at].tokens += tokens
      messages[at].shares[kind, default: 0] += tokens
      if let role = parts[place].role { messages[at].role = role }
      if [.text, .textAfterResult].contains(parts[place].rule) { messages[at].says = true }
    }
    messages.sort { $0.index < $1.index }
  }

  /// The largest first.
  var largest: [Message] { messages.sorted { ($1.tokens, $0.index) < ($0.tokens, $1.index) } }
}

extension WindowTimeline.Message {
  /// Whether a turn of the conversation begins with it: a user says something, and not only a tool.
  var beginsTurn: Bool { role == .user && (says || shares[.toolResults] == nil) }

  /// What most of it is.
  var main: WindowShare.Kind? {
    shares.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }
}
