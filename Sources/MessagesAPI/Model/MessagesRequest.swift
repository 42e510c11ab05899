public import JSONText

/// A request to the Messages API, as sent to any platform, with everything that decides what it counts.
///
/// It is read from a body without copying its text, or built in code:
///
///     let request = try MessagesRequest(decoding: bytes)          // see the decoding initialisers
///     var request = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, "hi")])
///     request.system = "Be brief."
///     request.encoded()   // the body to send
///
/// What the API would refuse but can be read is kept; ``notices`` lists it.
public struct MessagesRequest: Sendable, Equatable {
  /// As it is spelt in the body; nil where the platform has it in the URL.
  public var model: String?
  /// The most tokens the answer may have; nil in a body for count_tokens.
  public var maxTokens: Int?
  /// The system prompt; nil where there is none.
  public var system: Content?
  /// In the order sent; messages of one role that follow each other are not joined here.
  public var messages: [Message]
  /// The tools in their order.
  public var tools: [Tool] = []
  /// Whether a tool has to be called.
  public var toolChoice: ToolChoice?
  /// The setting for thinking.
  public var thinking: Thinking?
  /// Format, effort and budget of the output.
  public var outputConfig: OutputConfig?
  /// The older place of ``OutputConfig/format``.
  public var outputFormat: OutputFormat?
  /// Edits that the API is asked to apply.
  public var contextManagement: ContextManagement?
  /// MCP servers that the API is to ask.
  public var mcpServers: [MCPServer] = []
  /// An id or an object.
  public var container: JSONValue?
  /// A breakpoint at the end of the request, set by the API.
  public var cacheControl: CacheControl?
  /// Whether the answer is to be streamed.
  public var stream: Bool?
  /// Texts that end the answer.
  public var stopSequences: [String]?
  /// `auto` or `standard_only`.
  public var serviceTier: String?
  /// `temperature`, `top_p`, `metadata`, `anthropic_version` and whatever else stands at the top of the body.
  public var otherFields: [Field] = []

  /// Beta headers, where the body carries them (`betas`, `anthropic_beta`, `extra_headers`).
  public var betas: [String] = []
  /// The id of a batch's item.
  public var customID: String?

  var reading = Reading()
  var origin = Origin()

  /// A request built in code; all else can be set afterwards.
  public init(model: String?, maxTokens: Int? = nil, system: Content? = nil, messages: [Message], tools: [Tool] = []) {
    self.model = model
    self.maxTokens = maxTokens
    self.system = system
    self.messages = messages
    self.tools = tools
  }

  // MARK: How it was read; none of it is part of equality

  /// The shape of the body this was read from.
  public var shape: RequestShape { reading.shape }
  /// What was read, and not as it stands: fields of another type, blocks of kinds not known here. What the API would
  /// refuse is `RequestCheck`'s.
  public var notices: [Notice] { reading.notices }
  /// Fields that no documentation at hand names. They are kept, and their cost is unknown.
  public var unknownFields: [RequestPath] { reading.unknownFields.map(\.path) }
  /// The same fields with their values.
  package var unknownMembers: [UnknownMember] { reading.unknownFields }

  /// Lists fields besides, of messages that were read by themselves.
  package mutating func addUnknown(_ members: [UnknownMember]) { reading.unknownFields += members }

  /// Lists only the fields that are kept here, where messages were taken out.
  package mutating func keepUnknown(where isKept: (RequestPath) -> Bool) {
    reading.unknownFields.removeAll { !isKept($0.path) }
  }

  /// What the body's shape was guessed from; nil where it shows itself.
  package var guess: ShapeGuess? { reading.guess }

  /// Where something stands in the body it was read from: another platform's shape has other places for it.
  ///
  /// For example `tools[0]` of a Converse body stands at `toolConfig.tools[0]`. O(steps).
  public func bodyPath(of path: RequestPath) -> RequestPath { reading.bodyPath(of: path) }

  // MARK: Shortcuts

  /// The schema of a structured answer, wherever the body has it.
  ///
  /// `output_config.format` where the body has the older `output_format` as well: the other one is bounded, too.
  public var outputSchema: JSONValue? { (outputConfig?.format ?? outputFormat)?.schema }

  /// The schema of `output_format` where `output_config.format` is given besides; nil where there are not two.
  package var otherOutputSchema: JSONValue? { outputConfig?.format == nil ? nil : outputFormat?.schema }

  /// The platform's version field, for example `bedrock-2023-05-31`.
  public var anthropicVersion: String? { otherFields["anthropic_version"]?.string }

  /// The value the request was read from, as it was sent; nil for one that was built in code.
  public var json: JSONValue? { origin.value }
  /// The document the request was read from: offsets in it are those of ``ContentBlock/json`` and the like.
  public var document: JSONDocument? { origin.value?.document }

  /// Whether ``tools`` are only some of those that are sent: a page of a server's list.
  package var hasMoreTools: Bool {
    get { reading.hasMoreTools }
    set { reading.hasMoreTools = newValue }
  }

  /// The system prompt as blocks; none without one.
  public var systemBlocks: [ContentBlock] { system?.blocks ?? [] }
}

/// The shape of a body. An open set.
public struct RequestShape: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The Messages API, count_tokens and Foundry.
  public static let messages = RequestShape(rawValue: "messages")
  /// Bedrock's InvokeModel: the same with `anthropic_version` and without a model.
  public static let bedrockInvoke = RequestShape(rawValue: "bedrock_invoke")
  /// Bedrock's Converse, with its own names for everything.
  public static let bedrockConverse = RequestShape(rawValue: "bedrock_converse")
  /// Vertex: as InvokeModel, with its own version.
  public static let vertex = RequestShape(rawValue: "vertex")
  /// OpenAI's chat completions as gateways take them for Claude models.
  public static let chatCompletions = RequestShape(rawValue: "chat_completions")
  /// OpenAI's Responses, with `input` and `instructions`.
  public static let responses = RequestShape(rawValue: "responses")

  /// Whether the body has the names of the Messages API itself, where others have their own for everything.
  package var hasOwnNames: Bool { self == .messages || self == .bedrockInvoke || self == .vertex }

  /// The shape's name for people.
  package var title: String {
    switch self {
    case .bedrockConverse: "a request to Bedrock's Converse"
    case .chatCompletions: "OpenAI chat completions"
    case .responses: "OpenAI Responses"
    default: "a Messages request"
    }
  }

  public var description: String { rawValue }
}

/// Something in a request that can be read but that the API would refuse, ignore or treat in its own way.
public struct Notice: Sendable, Hashable, CustomStringConvertible {
  /// An open set: later versions may notice more.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A block of a type that is not known here.
    public static let unknownBlock = Code(rawValue: "unknown_block")
    /// A field that has to be there is not.
    public static let missingField = Code(rawValue: "missing_field")
    /// A field has a value of another kind and is ignored.
    public static let wrongType = Code(rawValue: "wrong_type")
    /// A cache point of Bedrock's that follows nothing.
    public static let misplacedCachePoint = Code(rawValue: "misplaced_cache_point")
    /// Bytes that are not UTF-8 became U+FFFD.
    public static let illFormedUTF8 = Code(rawValue: "ill_formed_utf8")
    /// Half of a surrogate pair became U+FFFD.
    public static let loneSurrogate = Code(rawValue: "lone_surrogate")
    /// The body fits several shapes: the message says which was taken, and why.
    public static let guessedShape = Code(rawValue: "guessed_shape")
    /// The body stood in something else: a logged exchange, a command, a text. The message says in what.
    public static let foundBody = Code(rawValue: "found_body")
    /// Something of another platform's that has no place in the API's own body.
    public static let notConverted = Code(rawValue: "not_converted")
  }

  /// The kind, for programs.
  public let code: Code
  /// Where, in the body as it was sent.
  public let path: RequestPath
  /// A sentence without a full stop.
  public let message: String

  /// A notice.
  public init(code: Code, path: RequestPath, message: String) {
    (self.code, self.path, self.message) = (code, path, message)
  }

  public var description: String {
    let place = path.steps.isEmpty ? "" : "\(path): "
    return "\(place)\(message) (\(code.rawValue))"
  }
}

/// A field that no documentation at hand names.
package struct UnknownMember: Sendable {
  /// Where it stands in the body.
  package let path: RequestPath
  package let value: JSONValue

  package init(path: RequestPath, value: JSONValue) {
    self.path = path
    self.value = value
  }
}

/// What was noticed while reading; it never makes two requests differ.
struct Reading: Sendable, Equatable {
  var shape = RequestShape.messages
  var notices: [Notice] = []
  var unknownFields: [UnknownMember] = []
  /// What the body's shape was guessed from; nil where it shows itself.
  var guess: ShapeGuess?
  /// Whether the tools are a page of several.
  var hasMoreTools = false
  /// Where parts stand in the body, if not where they stand in the request.
  var places: [RequestPath: RequestPath] = [:]

  func bodyPath(of path: RequestPath) -> RequestPath {
    if places.isEmpty { return path }
    for length in stride(from: path.steps.count, through: 0, by: -1) {
      if let place = places[RequestPath(Array(path.steps[..<length]))] {
        return RequestPath(place.steps + path.steps[length...])
      }
    }
    return path
  }

  static func == (left: Reading, right: Reading) -> Bool { true }
}
