import JSONText
import MessagesAPI
import ModelCatalog

// Fields: which there are, and of which types. The API looks at all of them before it looks at what they mean together.

extension RequestCheck {
  /// Checks fields. What the messages show as a conversation besides, the API looks at later.
  mutating func checkFields(_ conversation: ConversationCheck.Findings) {
    guard isOwnShape, let body = request.json else {
      refuseGuess()
      refusals += conversation.fieldRefusals
      return
    }
    let (rows, names) = (APISurface.rows, APISurface.names)
    let place = APISurface.place(of: delivery.endpoint, on: delivery.platform)
    var found: [(row: Int, refusal: Refusal)] = []
    for member in body.members {
      guard let row = names.index(of: member) else {
        // What SDKs send as headers is no field of the body.
        if !APISurface.transport.contains(member) { found.append((rows.count, unknownField(member.key))) }
        continue
      }
      let value = member.value
      if !isPlainly(value, rows[row]) {
        for refusal in check(value, of: rows[row]) { found.append((row, refusal)) }
      }
      if !rows[row].isOpen(at: place), let refusal = closedField(rows[row]) { found.append((rows.count, refusal)) }
    }
    if !conversation.fieldRefusals.isEmpty {
      found += conversation.fieldRefusals.map { (APISurface.messagesRow, $0) }
    }
    if lacksMaxTokens(body), let row = rows.firstIndex(where: { "\($0.field.name)" == "max_tokens" }) {
      let refusal = refusal(
        .fieldsRequired, at: RequestPath([.field("max_tokens")]),
        doubt: delivery.endpoint == .batches ? nil : .endpoint,
        ["place": "max_tokens"], remedy: "Say how many tokens the answer may have.")
      found.append((row, refusal))
    }
    if found.isEmpty { return }
    // The API's order, not the body's.
    refusals += found.enumerated().sorted { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }
      .map(\.element.refusal)
  }

  /// Whether the request asks for an answer of any length: only counting takes that.
  private func lacksMaxTokens(_ body: JSONValue) -> Bool {
    delivery.endpoint != .countTokens && delivery.maxTokens == nil && body["max_tokens"] == nil
  }

  /// A body whose shape was guessed may be meant for the API all the same.
  private mutating func refuseGuess() {
    guard let guess = request.guess else { return }
    let remedy = "It is read as \(guess.shape.title); the Messages API takes neither the role nor the field."
    if let role = guess.role {
      refuse(
        .knownRoles, role.name == "tool" ? 1 : 0, at: .message(role.message).field("role"), doubt: .receiver,
        ["role": role.name], remedy: remedy)
    }
    if let field = guess.field {
      refuse(.extraInputs, at: RequestPath([.field(field)]), doubt: .receiver, ["place": field], remedy: remedy)
    }
  }

  /// Whether a field of the top level is as most are; false where more has to be looked at.
  private func isPlainly(_ value: JSONValue, _ row: APISurface.Row) -> Bool {
    switch row.kind {
    case .messages: true
    case .system: value.isString
    case .setting: FieldCheck.isPlainly(value, row.field.type)
    case .tools: false
    }
  }

  /// The value of a field of the top level.
  private func check(_ value: JSONValue, of row: APISurface.Row) -> [Refusal] {
    if row.field.allowsNull, value.isNull { return [] }
    switch row.kind {
    case .tools: return checkTools(value)
    case .system: return checkSystem(value)
    case .messages: return []
    case .setting:
      var check = fieldCheck
      check.check(value, row.field.type)
      if check.faults.isEmpty { return [] }
      let name = "\(row.field.name)"
      return check.faults.map { refusal(for: $0, at: RequestPath([.field(name)]), name) }
    }
  }

  /// A field that the endpoint does not know, or not without a header.
  private func closedField(_ row: APISurface.Row) -> Refusal? {
    let answer = row.answer(at: delivery.endpoint, on: delivery.platform)
    switch answer {
    case .accepted, .header: return nil
    case .needs(let betas):
      if APISurface.isOpened(betas, by: sentBetas) { return nil }
      let name = "\(row.field.name)"
      return refusal(
        .betaFields, at: RequestPath([.field(name)]), doubt: headerDoubt, ["place": name],
        remedy: "Send a header anthropic-beta: \(betas[0])…, or leave the field out.")
    case .refused, .doubtful:
      let name = "\(row.field.name)"
      return refusal(
        .extraInputs, at: RequestPath([.field(name)]), doubt: answer == .doubtful ? .evidence : nil, ["place": name],
        remedy: remedy(forField: name))
    }
  }

  /// A field that no endpoint knows.
  private func unknownField(_ name: String) -> Refusal {
    refusal(
      .extraInputs, at: RequestPath([.field(name)]), ["place": name], remedy: remedy(forField: name))
  }

  private func remedy(forField name: String) -> String {
    delivery.endpoint == .countTokens
      ? "Leave it out: counting takes what makes the prompt only." : "Leave it out."
  }

  // MARK: Tools and the system prompt

  private func checkTools(_ value: JSONValue) -> [Refusal] {
    guard value.isArray else {
      var check = fieldCheck
      check.check(value, .list(.anything))
      return check.faults.map { refusal(for: $0, at: .tools, "tools") }
    }
    var found: [Refusal] = []
    for index in request.tools.indices { found += checkFields(of: request.tools[index], index) }
    return found
  }

  private func checkFields(of tool: Tool, _ index: Int) -> [Refusal] {
    // Decoding has looked at the members of the client's own tools.
    if tool.isCustom, request.notices.isEmpty, tool.otherFields.isEmpty, tool.cacheControl == nil,
      tool.allowedCallers == nil, tool.inputExamples == nil, !tool.name.isEmpty
    {
      return []
    }
    guard let json = tool.json else { return [] }
    let place = "tools.\(index)"
    guard let type = tool.isCustom ? .customTool : ObjectType.anthropicTools[tool.type ?? ""] else {
      let known = (ObjectType.anthropicTools.keys + ["custom"]).sorted()
      return [
        refusal(
          .knownTags, at: .tool(index).field("type"),
          ["place": place, "tag": tool.type ?? "", "tags": known.map { "'\($0)'" }.joined(separator: ", ")],
          remedy: tool.type == "function"
            ? "Give name, description and input_schema, as the Messages API has tools." : "Check the tool's type.")
      ]
    }
    var check = fieldCheck
    check.checkMembers(of: json, type)
    return check.faults.map { refusal(for: $0, at: .tool(index), "\(place).\(type.tag)") }
  }

  private func checkSystem(_ value: JSONValue) -> [Refusal] {
    if value.isString { return [] }
    guard value.isArray else {
      var check = fieldCheck
      check.check(value, .textOrList(.anything))
      return check.faults.map { refusal(for: $0, at: .system, "system") }
    }
    var found: [Refusal] = []
    for (index, block) in request.systemBlocks.enumerated() {
      guard let json = block.json else { continue }
      guard case .text(let text) = block else {
        found.append(
          refusal(
            .fieldTypes, at: .system[index], ["place": "system.\(index).type", "what": "'text'"],
            remedy: "A system prompt takes texts only."))
        continue
      }
      if text.isPlain, request.notices.isEmpty { continue }
      var check = fieldCheck
      check.checkMembers(of: json, .text)
      found += check.faults.map { refusal(for: $0, at: .system[index], "system.\(index)") }
    }
    return found
  }
}
