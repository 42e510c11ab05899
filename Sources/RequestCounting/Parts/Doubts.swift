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
    for path in request.unknownFields {
      notices.append(Notice(code: .unknownField, path: path, message: "the field is not known; it is taken to be free"))
    }
  }

  /// Lets the bounds hold for the same body with em dashes, which counts so much.
  mutating func addDashes(ifRestored restored: Int) {
    let more = restored - tokens
    if more != 0 { add(.recordedDashes, at: .root, below: max(0, -more), above: max(0, more), basis: .modelled) }
  }

  private static func isClassic(_ role: Role) -> Bool { role == .user || role == .assistant }
}
