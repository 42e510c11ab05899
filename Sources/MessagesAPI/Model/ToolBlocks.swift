public import JSONText

/// A call of a tool.
public struct ToolUseBlock: Sendable, Equatable {
  /// The id that the result names.
  public var id: String
  /// The tool's name.
  public var name: String
  /// Arguments in the order and spelling they were sent; an object unless the body is odd.
  public var input: JSONValue
  /// The server's name, for `mcp_tool_use`.
  public var serverName: String?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A call.
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
  /// The id of the call.
  public var toolUseID: String
  /// Nil if the body has none.
  public var content: Content?
  /// Whether the tool failed.
  public var isError: Bool?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A result.
  public init(toolUseID: String, content: Content?, isError: Bool? = nil, cacheControl: CacheControl? = nil) {
    self.toolUseID = toolUseID
    self.content = content
    self.isError = isError
    self.cacheControl = cacheControl
  }
}

/// The answer to a call that the API ran itself, for example `web_search_tool_result`.
public struct ServerToolResultBlock: Sendable, Equatable {
  /// The block's type, such as `web_search_tool_result`.
  public var type: String
  /// The id of the call.
  public var toolUseID: String
  /// A list of results, or an object with a result or an error.
  public var content: JSONValue?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A result of a server's tool.
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
  /// The tool's name.
  public var toolName: String
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A reference to a tool.
  public init(toolName: String) { self.toolName = toolName }
}

/// A change of the tools in the middle of a conversation: `tool_addition` or `tool_removal`.
public struct ToolChangeBlock: Sendable, Equatable {
  /// A reference such as `{"type": "tool_reference", "name": "get_weather"}`, or a definition.
  public var tool: JSONValue
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A change of that tool.
  public init(tool: JSONValue) { self.tool = tool }

  /// The tool's name.
  public var toolName: String? { tool["name"]?.string ?? tool["tool_name"]?.string }
}

/// A search result of one's own, to be cited.
public struct SearchResultBlock: Sendable, Equatable {
  /// Where it was found.
  public var source: RequestText
  /// Its title.
  public var title: RequestText
  /// Its texts.
  public var content: [ContentBlock]
  /// Whether the answer may cite it.
  public var citations: JSONValue?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A search result.
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
