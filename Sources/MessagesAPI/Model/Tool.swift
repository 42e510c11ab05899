public import JSONText

/// A tool that the model may call.
///
///     Tool(name: "get_weather", description: "Weather now", inputSchema: ["type": "object"])
public struct Tool: Sendable, Equatable {
  /// Nil and `custom` are tools of one's own; others, for example `web_search_20250305`, are Anthropic's.
  public var type: String?
  /// Empty for a type without a name, such as `mcp_toolset`.
  public var name: String
  /// What the tool does, for the model.
  public var description: RequestText?
  /// In the order and spelling it was sent.
  public var inputSchema: JSONValue?
  /// The JSON the tool was read from; nil for one made in code or converted from another platform's shape.
  package var json: JSONValue? { origin.value }

  /// Whether calls must follow the schema to the letter.
  public var strict: Bool?
  /// Whether the model sees the tool only once a search has found it.
  public var deferLoading: Bool?
  /// Whether input is streamed before it is checked.
  public var eagerInputStreaming: Bool?
  /// Examples of input.
  public var inputExamples: JSONValue?
  /// Who may call it.
  public var allowedCallers: JSONValue?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Everything else, for example `max_uses` or `display_width_px`.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A tool; without a type, one of the client's own.
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

    /// The model decides.
    public static let auto = Kind(rawValue: "auto")
    /// Some tool has to be called.
    public static let any = Kind(rawValue: "any")
    /// This tool has to be called.
    public static let tool = Kind(rawValue: "tool")
    /// No tool may be called.
    public static let none = Kind(rawValue: "none")
  }

  /// What is chosen.
  public var type: Kind
  /// The tool, for `tool`.
  public var name: String?
  /// Whether one call at a time is allowed only.
  public var disableParallelToolUse: Bool?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A choice; `name` for ``Kind/tool`` alone.
  public init(_ type: Kind, name: String? = nil, disableParallelToolUse: Bool? = nil) {
    self.type = type
    self.name = name
    self.disableParallelToolUse = disableParallelToolUse
  }
}
