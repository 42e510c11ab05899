package import MessagesAPI

/// A request whose count answers one question about a model.
package struct Probe: Sendable {
  /// For example `tools, one forced`.
  package let name: String
  /// What its count tells.
  package let question: String
  /// The body to be counted, without a model.
  package let request: MessagesRequest
  /// The beta headers to be sent with it.
  package let betas: [String]
  /// Whether a model may refuse it: then nothing is learned about that feature.
  package let mayBeRefused: Bool
  /// What may explain a count that is not as expected, tried in this order; nothing, for a check.
  let unknowns: [Unknown]

  init(
    _ name: String, _ question: String, _ unknowns: [Unknown], betas: [String] = [], mayBeRefused: Bool = false,
    messages: [Message], adjust: (inout MessagesRequest) -> Void = { _ in }
  ) {
    var request = MessagesRequest(model: nil, messages: messages)
    adjust(&request)
    self.name = name
    self.question = question
    self.unknowns = unknowns
    self.request = request
    self.betas = betas
    self.mayBeRefused = mayBeRefused
  }

  /// The probe as it is sent to ask about a model.
  package func request(for model: String) -> MessagesRequest {
    var request = request
    request.model = model
    return request
  }
}

/// What is not known of a model and one probe tells.
enum Unknown: Sendable {
  /// One of several ways; exactly one must agree.
  case choice([[Constant]])
  /// A number, by the difference, that must lie in the range.
  case number(Fact, ClosedRange<Int>)
}

/// A place in a model's counting rules.
struct Fact: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The names of the members that lead there, as in `tool_prompt.auto`.
  let path: [String]

  init(stringLiteral text: String) { path = text.split(separator: ".").map(String.init) }

  var description: String { path.joined(separator: ".") }

  static func < (left: Fact, right: Fact) -> Bool { left.description < right.description }
}

/// A fact with a value.
struct Constant: Sendable, Hashable {
  enum Value: Sendable, Hashable {
    case number(Int)
    case flag(Bool)
  }
  let fact: Fact
  let value: Value

  init(_ fact: Fact, _ number: Int) { (self.fact, value) = (fact, .number(number)) }
  init(_ fact: Fact, _ flag: Bool) { (self.fact, value) = (fact, .flag(flag)) }
}
