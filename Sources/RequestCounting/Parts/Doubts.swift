import JSONText
import MessagesAPI

// What is not known about a request as a whole: it widens the bounds of the sum.

extension PromptPricing {
  mutating func addDoubts() {
    let tokens = tokens
    addIfPriced(.unmeasuredModel, at: RequestPath([.field("model")]))
    if rules.isSubstitute {
      add(.substituteModel, at: RequestPath([.field("model")]), below: tokens / 3, above: tokens / 2)
    }
    let edits = request.contextManagement?.edits ?? []
    let path = RequestPath([.field("context_management")])
    if edits.contains(where: { $0.type.hasPrefix("compact") }) {
      // A summary may stand for all that comes before it; the offer to write one cost 71 to 90 tokens in 3 records.
      add(.contextEdits, at: path, below: tokens, above: 100)
    } else if edits.contains(where: { $0.type.hasPrefix("clear_tool_uses") }) {
      add(.contextEdits, at: path, below: tokens - tokens / 20)
    }
    let messages = request.messages
    // By index: walking over messages themselves would copy each.
    if rules.law == .classic, let index = messages.indices.first(where: { !Self.isClassic(messages[$0].role) }) {
      add(.systemTurnUnsupported, at: .message(index), role: messages[index].role)
    }
    addUnknownFields()
  }

  /// Fields that nobody knows: free, or read as they stand.
  private mutating func addUnknownFields() {
    for field in request.unknownMembers {
      guard field.value.hasText else {
        notices.append(
          Notice(code: .unknownField, path: field.path, message: "the field is not known; it is taken to be free"))
        continue
      }
      let tokens = count(.inside) { PythonJSON().append(field.value, to: &$0) }
      let most = max(min(tokens, unreadLimit - unread), 0)
      unread += most
      add(.unknownField, at: field.path, above: most, basis: .assumed)
      notices.append(
        Notice(
          code: .unknownField, path: field.path,
          message: "the field is not known: it is free, or its text is read, \(tokens) tokens at most"))
    }
    // A shape that was guessed may be read in another way, or not at all.
    if request.notices.contains(where: { $0.code == .guessedShape }) {
      parts = parts.map { $0.atMost(.assumed) }
    }
  }

  /// Lets the bounds hold for the same body with em dashes, which counts so much.
  mutating func addDashes(ifRestored restored: Int) {
    let more = restored - tokens
    if more != 0 { add(.recordedDashes, at: .root, below: max(0, -more), above: max(0, more), basis: .modelled) }
  }

  private static func isClassic(_ role: Role) -> Bool { role == .user || role == .assistant }
}

extension JSONValue {
  /// Whether there is any text in it. O(n).
  fileprivate var hasText: Bool {
    if isString { return !isText("") }
    return isArray ? elements.contains(where: \.hasText) : members.contains { $0.value.hasText }
  }
}
