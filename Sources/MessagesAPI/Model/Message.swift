package import JSONText

/// One message of a conversation.
///
///     Message(role: .user, "hi")
///     Message(role: .assistant, [.text("Let me look."), .toolUse(id: "t1", name: "read", input: ["path": "a"])])
public struct Message: Sendable, Equatable {
  /// Who speaks.
  public var role: Role
  /// What is said.
  public var content: Content
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field]
  var origin: Origin

  /// A message of any content.
  public init(role: Role, _ content: Content, otherFields: [Field] = []) {
    self.init(role: role, content, otherFields: otherFields, origin: Origin())
  }

  init(role: Role, _ content: Content, otherFields: [Field], origin: Origin) {
    self.role = role
    self.content = content
    self.otherFields = otherFields
    self.origin = origin
  }

  /// A message of one text, or of these blocks.
  public init(role: Role, _ text: String) { self.init(role: role, .text(RequestText(text))) }
  /// A message of one text, or of these blocks.
  public init(role: Role, _ blocks: [ContentBlock]) { self.init(role: role, .blocks(blocks)) }

  /// The JSON the message was read from; nil for one made in code or converted from another platform's shape.
  package var json: JSONValue? { origin.value }

  /// The content as blocks; a string is one text block, an empty string too.
  public var blocks: [ContentBlock] { content.blocks }
}

/// Who speaks. An open set: a role of tomorrow is kept as it is.
public struct Role: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The user.
  public static let user = Role(rawValue: "user")
  /// The model.
  public static let assistant = Role(rawValue: "assistant")
  /// The operator, in a turn among the others.
  public static let system = Role(rawValue: "system")

  public var description: String { rawValue }
}

/// A string or a list of blocks: what `content` and `system` may be.
public enum Content: Sendable, Equatable {
  /// A text alone.
  case text(RequestText)
  /// Blocks in their order.
  case blocks([ContentBlock])

  /// As blocks; a string is one text block.
  public var blocks: [ContentBlock] {
    switch self {
    case .text(let text): [.text(TextBlock(text))]
    case .blocks(let blocks): blocks
    }
  }

  /// Whether there is no block, or only an empty string.
  public var isEmpty: Bool {
    switch self {
    case .text(let text): text.isEmpty
    case .blocks(let blocks): blocks.isEmpty
    }
  }
}

extension Content: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral text: String) { self = .text(RequestText(text)) }
  public init(arrayLiteral blocks: ContentBlock...) { self = .blocks(blocks) }
}
