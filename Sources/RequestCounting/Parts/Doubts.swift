import JSONText
import MessagesAPI
import ModelCatalog

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
    if let edit = edits.first(where: { $0.type.hasPrefix("compact") }) {
      addCompaction(by: edit, at: path, tokens)
    } else if edits.contains(where: { $0.type.hasPrefix("clear_tool_uses") }) {
      add(.contextEdits, at: path, below: tokens - tokens / 20)
    }
    if let cleared = clearedThinking, !cleared.messages.isEmpty || cleared.doubt > 0 {
      add(.contextEdits, at: path, below: min(cleared.doubt, tokens))
    }
    let messages = request.messages
    // By index: walking over messages themselves would copy each.
    if rules.law == .classic, let index = messages.indices.first(where: { !Self.isClassic(messages[$0].role) }) {
      add(.systemTurnUnsupported, at: .message(index), role: messages[index].role)
    }
    addUnknownFields()
  }

  /// What a request that may be compacted costs: below the trigger the offer to be; from it on the pass that reads all of
  /// it for the summary. That may stand for all that comes before it: then little is left.
  private mutating func addCompaction(by edit: ContextManagement.Edit, at path: RequestPath, _ tokens: Int) {
    // Older models refuse the edit.
    if rules.limits?.acceptsCompaction == false { return }
    guard let trigger = edit.compactionTrigger else {
      return add(.contextEdits, at: path, below: tokens, above: Self.mostForUnknownCompaction)
    }
    let most = parts.indices.reduce(0) { $0 + parts[$1].count.bounds.upperBound }
    if tokens > trigger {
      let instructions = edit.json["instructions"].flatMap(RequestText.init) ?? ""
      add(.compactionPass, at: path, text: count(instructions, .inside), below: tokens)
    } else if most > trigger {
      let pass = rules[.compactionPass].count(text: 0).bounds.upperBound
      add(.compactionOffer, at: path, below: tokens, above: pass)
    } else {
      add(.compactionOffer, at: path)
    }
  }

  /// Tokens that an edit of a kind that nobody knows may add.
  private static let mostForUnknownCompaction = 1_000

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
