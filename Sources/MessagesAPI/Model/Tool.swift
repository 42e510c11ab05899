public import JSONText

/// A tool that the model may call.
///
///     Tool(name: "get_weather", description: "Weather now", inputSchema: ["type": "object"])
public struct Tool: Sendable, Equatable {
  /// Nil and `custom` are tools of one's own; others, for example `web_search_20250305`, are Anthropic's.
  public var type: String?
  /// Empty for a type without a name, such as `mcp_toolset`.
  public var name: String
  public var description: RequestText?
  /// In the order and spelling it was sent.
  public var inputSchema: JSONValue?
  public var strict: Bool?
  public var deferLoading: Bool?
  public var eagerInputStreaming: Bool?
  public var inputExamples: JSONValue?
  public var allowedCallers: JSONValue?
  public var cacheControl: CacheControl?
  /// Everything else, for example `max_uses` or `display_width_px`.
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(
    type: String? = nil, name: String, description: RequestText? = nil, inputSchema: JSONValue? = nil,
    strict: Bool? = nil, deferLoading: Bool? = nil, eagerInputStreaming: Bool? = nil,
    inputExamples: JSONValue? = nil, allowedCallers: JSONValue? = nil, cacheControl: CacheControl? = nil
  ) {
    self.type = type
    self.name = name
    self.description = description
    self.inputSchema = inputSchema
    self.strict = strict
    self.deferLoading = deferLoading
    self.eagerInputStreaming = eagerInputStreaming
    self.inputExamples = inputExamples
    self.allowedCallers = allowedCallers
    self.cacheControl = cacheControl
  }

  /// Whether the tool is the caller's own rather than one of Anthropic's.
  public var isCustom: Bool { type == nil || type == "custom" }

  /// The server of an `mcp_toolset`.
  public var mcpServerName: String? { otherFields["mcp_server_name"]?.string }
}

/// How the model must or must not call tools.
public struct ToolChoice: Sendable, Equatable {
  /// `auto`, `any`, `tool` or `none`. An open set.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let auto = Kind(rawValue: "auto")
    public static let any = Kind(rawValue: "any")
    public static let tool = Kind(rawValue: "tool")
    public static let none = Kind(rawValue: "none")
  }

  public var type: Kind
  /// The tool, for `tool`.
  public var name: String?
  public var disableParallelToolUse: Bool?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(_ type: Kind, name: String? = nil, disableParallelToolUse: Bool? = nil) {
    self.type = type
    self.name = name
    self.disableParallelToolUse = disableParallelToolUse
  }
}
