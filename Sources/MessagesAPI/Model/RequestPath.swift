/// Where something is in a request, as the API's own messages write it but with brackets: `messages[3].content[1]`.
///
/// Paths into messages take no memory of their own and are made and copied in constant time; there are thousands of
/// them in a count.
public struct RequestPath: Sendable, Hashable, CustomStringConvertible {
  /// One step down.
  public enum Step: Sendable, Hashable {
    /// Into the member of that name.
    case field(String)
    /// Into the element at that place.
    case index(Int)
  }

  /// A path has one form only: whatever can be a place in messages is one.
  private enum Form: Sendable, Hashable {
    case inMessages(MessagePlace)
    case steps([Step])
  }

  private var form: Form

  /// The request itself.
  public static let root = RequestPath([])
  /// `system`
  public static let system = RequestPath([.field("system")])
  /// `tools`
  public static let tools = RequestPath([.field("tools")])
  /// `messages`
  public static let messages = RequestPath(MessagePlace())

  /// The path of these steps. O(steps).
  public init(_ steps: [Step]) {
    form = MessagePlace(steps).map { .inMessages($0) } ?? .steps(steps)
  }

  private init(_ place: MessagePlace) { form = .inMessages(place) }

  /// From the request down. O(steps).
  public var steps: [Step] {
    switch form {
    case .inMessages(let place): place.steps
    case .steps(let steps): steps
    }
  }

  /// How many steps it has. O(1).
  package var depth: Int {
    switch form {
    case .inMessages(let place): place.stepCount
    case .steps(let steps): steps.count
    }
  }

  /// The message that the path leads into; nil outside messages. O(1).
  public var messageIndex: Int? {
    switch form {
    case .inMessages(let place): return place.messageIndex
    case .steps(let steps):
      guard steps.count > 1, case .index(let index) = steps[1], steps[0] == .field("messages") else { return nil }
      return index
    }
  }

  /// The content block of a message that the path leads into; nil elsewhere. O(1).
  package var blockIndex: Int? {
    if case .inMessages(let place) = form { place.blockIndex } else { nil }
  }

  /// The same place in another message; outside messages the path itself. O(1).
  package func moved(toMessage index: Int) -> RequestPath {
    guard case .inMessages(let place) = form, let moved = place.moved(toMessage: index) else { return self }
    return RequestPath(moved)
  }

  /// A message, as in `messages[3]`.
  public static func message(_ index: Int) -> RequestPath { messages[index] }
  /// A tool, as in `tools[0]`.
  public static func tool(_ index: Int) -> RequestPath { tools[index] }
  /// A content block of a message, as in `messages[3].content[1]`.
  public static func block(_ block: Int, ofMessage message: Int) -> RequestPath { messages[message].content[block] }

  /// The path of a field, one step down.
  public func field(_ name: String) -> RequestPath { RequestPath(steps + [.field(name)]) }

  /// The path of an element, one step down.
  public subscript(index: Int) -> RequestPath {
    if case .inMessages(let place) = form, let element = place[index] { return RequestPath(element) }
    return RequestPath(steps + [.index(index)])
  }

  /// The path of `content`, one step down.
  public var content: RequestPath {
    if case .inMessages(let place) = form, let content = place.content { return RequestPath(content) }
    return field("content")
  }

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
    if case .inMessages(let place) = form { return place.dotted }
    return steps.map { step in
      switch step {
      case .field(let name): name
      case .index(let index): "\(index)"
      }
    }.joined(separator: ".")
  }
}

/// A path of the form `messages[i].content[j].content[k]`, or a start of it, as numbers.
private struct MessagePlace: Sendable, Hashable {
  /// Steps behind `messages`: 0 to 5. Indices that are not reached are 0.
  private var depth: UInt8 = 0
  private var message: UInt32 = 0
  private var block: UInt32 = 0
  private var inner: UInt32 = 0

  /// `messages`.
  init() {}

  /// Nil for a path of another form.
  init?(_ steps: [RequestPath.Step]) {
    guard steps.first == .field("messages"), steps.count <= 6 else { return nil }
    var place = MessagePlace()
    for step in steps.dropFirst() {
      let next: MessagePlace? =
        switch step {
        case .index(let index): place[index]
        case .field(let name): name == "content" ? place.content : nil
        }
      guard let next else { return nil }
      place = next
    }
    self = place
  }

  var stepCount: Int { Int(depth) + 1 }
  var messageIndex: Int? { depth > 0 ? Int(message) : nil }
  var blockIndex: Int? { depth > 2 ? Int(block) : nil }

  /// Nil outside messages.
  func moved(toMessage index: Int) -> MessagePlace? {
    guard depth > 0, let index = UInt32(exactly: index) else { return nil }
    var place = self
    place.message = index
    return place
  }

  /// Nil where an index cannot follow, or is none that a body could have.
  subscript(index: Int) -> MessagePlace? {
    guard let index = UInt32(exactly: index) else { return nil }
    var place = self
    switch depth {
    case 0: place.message = index
    case 2: place.block = index
    case 4: place.inner = index
    default: return nil
    }
    place.depth += 1
    return place
  }

  /// Nil where no content can follow.
  var content: MessagePlace? {
    guard depth == 1 || depth == 3 else { return nil }
    var place = self
    place.depth += 1
    return place
  }

  /// `messages.3.content.1`, without a list of its steps: there may be thousands to name.
  var dotted: String {
    var text = "messages"
    if depth > 0 { text += ".\(message)" }
    if depth > 1 { text += ".content" }
    if depth > 2 { text += ".\(block)" }
    if depth > 3 { text += ".content" }
    if depth > 4 { text += ".\(inner)" }
    return text
  }

  var steps: [RequestPath.Step] {
    let all: [RequestPath.Step] = [
      .field("messages"), .index(Int(message)), .field("content"), .index(Int(block)), .field("content"),
      .index(Int(inner)),
    ]
    return Array(all.prefix(Int(depth) + 1))
  }
}
