/// Where something is in a request, as the API's own messages write it but with brackets: `messages[3].content[1]`.
public struct RequestPath: Sendable, Hashable, CustomStringConvertible {
  /// One step down.
  public enum Step: Sendable, Hashable {
    /// Into the member of that name.
    case field(String)
    /// Into the element at that place.
    case index(Int)
  }

  /// The steps from the body's root.
  public var steps: [Step]

  /// The request itself.
  public static let root = RequestPath([])
  /// `system`
  public static let system = RequestPath([.field("system")])
  /// `tools`
  public static let tools = RequestPath([.field("tools")])
  /// `messages`
  public static let messages = RequestPath([.field("messages")])

  /// The path of these steps.
  public init(_ steps: [Step]) { self.steps = steps }

  /// A message, as in `messages[3]`.
  public static func message(_ index: Int) -> RequestPath { messages[index] }
  /// A tool, as in `tools[0]`.
  public static func tool(_ index: Int) -> RequestPath { tools[index] }
  /// A content block of a message, as in `messages[3].content[1]`.
  public static func block(_ block: Int, ofMessage message: Int) -> RequestPath { messages[message].content[block] }

  /// The path of a field, one step down.
  public func field(_ name: String) -> RequestPath { RequestPath(steps + [.field(name)]) }
  /// The path of an element, one step down.
  public subscript(index: Int) -> RequestPath { RequestPath(steps + [.index(index)]) }
  /// The path of `content`, one step down.
  public var content: RequestPath { field("content") }

  /// For example `messages[3].content[1]`; empty for the request itself.
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .field(let name): text += text.isEmpty ? name : ".\(name)"
      }
    }
    return text
  }

  /// With dots, as the API's own messages have it: `messages.3.content.1`.
  public var dotted: String {
    steps.map { step in
      switch step {
      case .field(let name): name
      case .index(let index): "\(index)"
      }
    }.joined(separator: ".")
  }

  /// The message that the path leads into; nil outside messages.
  public var messageIndex: Int? {
    guard steps.count > 1, case .index(let index) = steps[1], case .field("messages") = steps[0] else { return nil }
    return index
  }
}
