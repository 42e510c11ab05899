import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking

/// The changes that make one request countable, step by step.
struct CountableEditing {
  var request: MessagesRequest
  var betas: [String]
  private(set) var changes: [CountableRequest.Change] = []

  init(_ request: MessagesRequest, betas: [String]) {
    self.request = request
    self.betas = betas.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private mutating func note(_ kind: CountableRequest.Change.Kind, _ path: RequestPath, _ message: String) {
    changes.append(CountableRequest.Change(kind: kind, path: path, message: message))
  }

  // MARK: Fields

  /// Leaves out what only matters to an answer: the endpoint says "Extra inputs are not permitted" otherwise.
  mutating func dropFields() {
    drop("max_tokens", request.maxTokens != nil) { $0.maxTokens = nil }
    drop("stream", request.stream != nil) { $0.stream = nil }
    drop("stop_sequences", request.stopSequences != nil) { $0.stopSequences = nil }
    drop("service_tier", request.serviceTier != nil) { $0.serviceTier = nil }
    drop("container", request.container != nil) { $0.container = nil }
    for field in request.otherFields where Self.isClosed(field.name) {
      drop(field.name, true) { $0.otherFields.removeAll { $0.name == field.name } }
    }
    if let format = request.outputFormat, request.outputConfig?.format == nil {
      var config = request.outputConfig ?? OutputConfig()
      config.format = format
      request.outputConfig = config
      request.outputFormat = nil
      note(.replaced, RequestPath([.field("output_format")]), "sent as output_config.format, its place today")
    }
  }

  /// Whether the endpoint refuses a field, and SDKs do not send it in the body either.
  private static func isClosed(_ name: String) -> Bool {
    switch APISurface.answer(to: name, at: .countTokens, on: .api) {
    case .accepted, .needs, .doubtful: false
    case .header, .refused: true
    }
  }

  private mutating func drop(_ name: String, _ isPresent: Bool, _ remove: (inout MessagesRequest) -> Void) {
    guard isPresent, Self.isClosed(name) else { return }
    remove(&request)
    note(.dropped, RequestPath([.field(name)]), "left out, the endpoint refuses it")
  }

  // MARK: Calls and results

  /// Calls without results and results without calls are sent as text: the endpoint refuses them otherwise.
  mutating func pairCallsWithResults() {
    let messages = request.messages
    for (index, message) in messages.enumerated() {
      guard case .blocks(var blocks) = message.content else { continue }
      let called = message.role == .user ? Self.calls(before: index, messages) : []
      let answered = message.role == .assistant ? Self.results(after: index, messages) : []
      let mayBeOpen = messages[index...].allSatisfy { $0.role == .assistant }
      var isChanged = false
      for (place, block) in blocks.enumerated() {
        switch block {
        case .toolResult(let result) where message.role == .user && !called.contains(result.toolUseID):
          blocks[place] = .text(Self.text(of: result))
          note(.replaced, .block(place, ofMessage: index), "a result without a call, sent as text")
        case .toolUse(let call) where message.role == .assistant && !mayBeOpen && !answered.contains(call.id):
          blocks[place] = .text("\(call.name)(\(call.input.sourceText))")
          note(.replaced, .block(place, ofMessage: index), "a call without a result, sent as text")
        default: continue
        }
        isChanged = true
      }
      if isChanged { request.messages[index].content = .blocks(blocks) }
    }
  }

  /// The ids that the assistant called in the turn before a user message.
  private static func calls(before index: Int, _ messages: [Message]) -> Set<String> {
    var ids: Set<String> = []
    let before = messages[..<index].reversed().drop { $0.role == .user }
    for message in before.prefix(while: { $0.role == .assistant }) {
      for case .toolUse(let call) in message.blocks { ids.insert(call.id) }
    }
    return ids
  }

  /// The ids that the user answered in the turn after an assistant's message.
  private static func results(after index: Int, _ messages: [Message]) -> Set<String> {
    var ids: Set<String> = []
    let after = messages[(index + 1)...].drop { $0.role == .assistant }
    for message in after.prefix(while: { $0.role == .user }) {
      for case .toolResult(let result) in message.blocks { ids.insert(result.toolUseID) }
    }
    return ids
  }

  private static func text(of result: ToolResultBlock) -> String {
    var texts: [String] = []
    for case .text(let block) in result.content?.blocks ?? [] { texts.append(block.text.string) }
    let text = texts.joined(separator: "\n")
    return text.isEmpty ? "(no text)" : text
  }

  // MARK: Media

  /// What the endpoint takes but does not fetch.
  mutating func remarkOnMedia() {
    for (index, message) in request.messages.enumerated() {
      guard case .blocks(let blocks) = message.content else { continue }
      for (place, block) in blocks.enumerated() { remark(on: block, at: .block(place, ofMessage: index)) }
    }
  }

  private mutating func remark(on block: ContentBlock, at path: RequestPath) {
    switch block {
    case .image(let image): remark(on: image.source, at: path)
    case .document(let document): remark(on: document.source, at: path)
    case .toolResult(let result):
      for (place, inner) in (result.content?.blocks ?? []).enumerated() { remark(on: inner, at: path.content[place]) }
    case .text, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .mcpToolResult, .serverToolResult, .thinking,
      .redactedThinking, .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote,
      .unknown:
      break
    }
  }

  private mutating func remark(on source: MediaSource, at path: RequestPath) {
    switch source.kind {
    case .url: note(.notCounted, path, "the endpoint does not fetch URLs")
    case .file: note(.notCounted, path, "the endpoint does not read uploaded files")
    default: break
    }
  }

  // MARK: Betas

  /// Adds the headers that the request's parts take. Generally available types take none.
  mutating func addBetas(_ catalog: Catalog) {
    for (index, tool) in request.tools.enumerated() {
      if let type = tool.type { add(catalog.beta(neededBy: type), for: .tool(index)) }
    }
    if !request.mcpServers.isEmpty {
      add(catalog.beta(neededBy: "mcp_servers"), for: RequestPath([.field("mcp_servers")]))
    }
    if request.contextManagement != nil {
      add(catalog.beta(neededBy: "context_management"), for: RequestPath([.field("context_management")]))
    }
  }

  /// A beta of another date serves as well.
  private mutating func add(_ beta: String?, for path: RequestPath) {
    guard let beta else { return }
    let line = beta.dropLast(10)
    guard !betas.contains(where: { $0.hasPrefix(line) }) else { return }
    betas.append(beta)
    note(.added, path, "sent with the beta header \(beta)")
  }
}
