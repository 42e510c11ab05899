public import JSONText

/// Whether and how the model thinks before it answers.
public struct Thinking: Sendable, Equatable {
  /// `enabled`, `adaptive` or `disabled`; nil if the body does not say. An open set.
  public var type: String?
  /// The most tokens to think with, for `enabled`.
  public var budgetTokens: Int?
  /// What of the thinking is shown, for example `summarized`.
  public var display: String?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A setting for thinking.
  public init(type: String?, budgetTokens: Int? = nil, display: String? = nil) {
    self.type = type
    self.budgetTokens = budgetTokens
    self.display = display
  }
}

/// The form of the answer and the effort for it.
public struct OutputConfig: Sendable, Equatable {
  /// The schema that the answer follows.
  public var format: OutputFormat?
  /// `low` … `max`. An open set.
  public var effort: String?
  /// Tokens for a whole task.
  public var taskBudget: TaskBudget?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A setting for output.
  public init(format: OutputFormat? = nil, effort: String? = nil, taskBudget: TaskBudget? = nil) {
    self.format = format
    self.effort = effort
    self.taskBudget = taskBudget
  }
}

/// The form of the answer: JSON by a schema.
public struct OutputFormat: Sendable, Equatable {
  /// As it stands in the body, for example `{"type": "json_schema", "schema": {…}}`.
  public let json: JSONValue

  /// Nil if the value is no object.
  public init?(_ json: JSONValue) {
    guard json.isObject else { return nil }
    self.json = json
  }

  /// A JSON schema, written with `type` first.
  public init(schema: JSONValue) { json = ["type": "json_schema", "schema": schema] }

  /// `json_schema`
  public var type: String? { json["type"]?.string }
  /// In the order and spelling it was sent.
  public var schema: JSONValue? { json["schema"] }
}

/// What a task may cost in all.
public struct TaskBudget: Sendable, Equatable {
  /// As it stands in the body, for example `{"type": "tokens", "total": 20000}`.
  public let json: JSONValue

  /// Nil if the value is no object.
  public init?(_ json: JSONValue) {
    guard json.isObject else { return nil }
    self.json = json
  }

  /// Tokens.
  public var total: Int? { json["total"]?.int }
  /// Tokens.
  public var remaining: Int? { json["remaining"]?.int }
}

/// How the API itself shortens the conversation.
public struct ContextManagement: Sendable, Equatable {
  /// As it stands in the body.
  public let json: JSONValue

  /// Nil if the value is no object.
  public init?(_ json: JSONValue) {
    guard json.isObject else { return nil }
    self.json = json
  }

  /// The edits in order.
  public var edits: [Edit] { json["edits"]?.elements.compactMap(Edit.init) ?? [] }

  /// One edit, for example `{"type": "clear_tool_uses_20250919", "keep": {"type": "tool_uses", "value": 3}}`.
  public struct Edit: Sendable, Equatable {
    /// The edit as it was written.
    public let json: JSONValue

    init?(_ json: JSONValue) {
      guard json.isObject else { return nil }
      self.json = json
    }

    /// Empty if there is none.
    public var type: String { json["type"]?.string ?? "" }
  }
}

/// A server whose tools the API lists by itself.
public struct MCPServer: Sendable, Equatable {
  /// As it stands in the body, for example `{"type": "url", "url": "https://…", "name": "files"}`.
  public let json: JSONValue

  /// The server of that JSON object.
  public init(_ json: JSONValue) { self.json = json }

  /// The name that calls give it.
  public var name: String? { json["name"]?.string }
  /// Where it is.
  public var url: String? { json["url"]?.string }
}
