public import JSONText

/// A call of a tool.
public struct ToolUseBlock: Sendable, Equatable {
  public var id: String
  public var name: String
  /// Arguments in the order and spelling they were sent; an object unless the body is odd.
  public var input: JSONValue
  /// The server's name, for `mcp_tool_use`.
  public var serverName: String?
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(
    id: String, name: String, input: JSONValue, serverName: String? = nil, cacheControl: CacheControl? = nil
  ) {
    self.id = id
    self.name = name
    self.input = input
    self.serverName = serverName
    self.cacheControl = cacheControl
  }
}

/// The answer to a call.
public struct ToolResultBlock: Sendable, Equatable {
  public var toolUseID: String
  /// Nil if the body has none.
  public var content: Content?
  public var isError: Bool?
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(toolUseID: String, content: Content?, isError: Bool? = nil, cacheControl: CacheControl? = nil) {
    self.toolUseID = toolUseID
    self.content = content
    self.isError = isError
    self.cacheControl = cacheControl
  }
}

/// The answer to a call that the API ran itself, for example `web_search_tool_result`.
public struct ServerToolResultBlock: Sendable, Equatable {
  public var type: String
  public var toolUseID: String
  /// A list of results, or an object with a result or an error.
  public var content: JSONValue?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(type: String, toolUseID: String, content: JSONValue?) {
    self.type = type
    self.toolUseID = toolUseID
    self.content = content
  }

  /// The tools that a `tool_search_tool_result` found, by name.
  public var toolReferences: [String] {
    content?["tool_references"]?.elements.compactMap { $0["tool_name"]?.string } ?? []
  }
}

/// A tool that a search found: its definition is expanded here.
public struct ToolReferenceBlock: Sendable, Equatable {
  public var toolName: String
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(toolName: String) { self.toolName = toolName }
}

/// A change of the tools in the middle of a conversation: `tool_addition` or `tool_removal`.
public struct ToolChangeBlock: Sendable, Equatable {
  /// A reference such as `{"type": "tool_reference", "name": "get_weather"}`, or a definition.
  public var tool: JSONValue
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(tool: JSONValue) { self.tool = tool }

  /// The tool's name.
  public var toolName: String? { tool["name"]?.string ?? tool["tool_name"]?.string }
}

/// A search result of one's own, to be cited.
public struct SearchResultBlock: Sendable, Equatable {
  public var source: RequestText
  public var title: RequestText
  public var content: [ContentBlock]
  public var citations: JSONValue?
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(
    source: RequestText, title: RequestText, content: [ContentBlock], citations: JSONValue? = nil,
    cacheControl: CacheControl? = nil
  ) {
    self.source = source
    self.title = title
    self.content = content
    self.citations = citations
    self.cacheControl = cacheControl
  }
}
