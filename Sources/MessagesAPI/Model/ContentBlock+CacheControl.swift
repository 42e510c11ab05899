import JSONText

extension ContentBlock {
  /// The block's cache breakpoint, if it carries one.
  public var cacheControl: CacheControl? {
    switch self {
    case .text(let block): block.cacheControl
    case .image(let block): block.cacheControl
    case .document(let block): block.cacheControl
    case .searchResult(let block): block.cacheControl
    case .toolUse(let block), .serverToolUse(let block), .mcpToolUse(let block): block.cacheControl
    case .toolResult(let block), .mcpToolResult(let block): block.cacheControl
    case .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
      .containerUpload, .compaction, .clientNote, .unknown:
      otherFields["cache_control"].flatMap(CacheControl.init)
    }
  }

  /// Sets or removes the block's cache breakpoint.
  public mutating func setCacheControl(_ control: CacheControl?) {
    switch self {
    case .text(var block):
      block.cacheControl = control
      self = .text(block)
    case .image(var block):
      block.cacheControl = control
      self = .image(block)
    case .document(var block):
      block.cacheControl = control
      self = .document(block)
    case .searchResult(var block):
      block.cacheControl = control
      self = .searchResult(block)
    case .toolUse(var block):
      block.cacheControl = control
      self = .toolUse(block)
    case .serverToolUse(var block):
      block.cacheControl = control
      self = .serverToolUse(block)
    case .mcpToolUse(var block):
      block.cacheControl = control
      self = .mcpToolUse(block)
    case .toolResult(var block):
      block.cacheControl = control
      self = .toolResult(block)
    case .mcpToolResult(var block):
      block.cacheControl = control
      self = .mcpToolResult(block)
    case .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
      .containerUpload, .compaction, .clientNote, .unknown:
      otherFields.removeAll { $0.name == "cache_control" }
      if let control { otherFields.append(Field("cache_control", control.json)) }
    }
  }

  /// Fields of the block that the model has no name for; all of an unknown block's but its type.
  public var otherFields: [Field] {
    get {
      switch self {
      case .text(let block): block.otherFields
      case .image(let block): block.otherFields
      case .document(let block): block.otherFields
      case .searchResult(let block): block.otherFields
      case .toolUse(let block), .serverToolUse(let block), .mcpToolUse(let block): block.otherFields
      case .toolResult(let block), .mcpToolResult(let block): block.otherFields
      case .serverToolResult(let block): block.otherFields
      case .thinking(let block): block.otherFields
      case .redactedThinking(let block): block.otherFields
      case .toolReference(let block): block.otherFields
      case .toolAddition(let block), .toolRemoval(let block): block.otherFields
      case .containerUpload(let block): block.otherFields
      case .compaction(let block): block.otherFields
      case .clientNote: []
      case .unknown(let block): block.json.members.compactMap { $0.key == "type" ? nil : Field($0.key, $0.value) }
      }
    }
    set {
      switch self {
      case .text(var block):
        block.otherFields = newValue
        self = .text(block)
      case .image(var block):
        block.otherFields = newValue
        self = .image(block)
      case .document(var block):
        block.otherFields = newValue
        self = .document(block)
      case .searchResult(var block):
        block.otherFields = newValue
        self = .searchResult(block)
      case .toolUse(var block):
        block.otherFields = newValue
        self = .toolUse(block)
      case .serverToolUse(var block):
        block.otherFields = newValue
        self = .serverToolUse(block)
      case .mcpToolUse(var block):
        block.otherFields = newValue
        self = .mcpToolUse(block)
      case .toolResult(var block):
        block.otherFields = newValue
        self = .toolResult(block)
      case .mcpToolResult(var block):
        block.otherFields = newValue
        self = .mcpToolResult(block)
      case .serverToolResult(var block):
        block.otherFields = newValue
        self = .serverToolResult(block)
      case .thinking(var block):
        block.otherFields = newValue
        self = .thinking(block)
      case .redactedThinking(var block):
        block.otherFields = newValue
        self = .redactedThinking(block)
      case .toolReference(var block):
        block.otherFields = newValue
        self = .toolReference(block)
      case .toolAddition(var block):
        block.otherFields = newValue
        self = .toolAddition(block)
      case .toolRemoval(var block):
        block.otherFields = newValue
        self = .toolRemoval(block)
      case .containerUpload(var block):
        block.otherFields = newValue
        self = .containerUpload(block)
      case .compaction(var block):
        block.otherFields = newValue
        self = .compaction(block)
      case .clientNote: break
      case .unknown(var block):
        let type: [(String, JSONValue)] = block.type.isEmpty ? [] : [("type", JSONValue(block.type))]
        block.json = JSONValue(members: type + newValue.map { ($0.name, $0.value) })
        self = .unknown(block)
      }
    }
  }
}
