import MessagesAPI
import ModelCatalog

/// What stands around the text that a ``TextCounter`` counts.
enum MessageFrame: Sendable {
  /// Nothing: the text alone is counted.
  case none
  /// So many tokens: of a family, without a model.
  case tokens(Int)
  /// What the rules of requests say of a request with one message.
  case rules(MessageRules)
}

/// The rules of requests for one that has a single text of the user and nothing else: a text as a message and the same
/// text as a request must count the same, with the same bounds and basis.
struct MessageRules: Sendable {
  /// A request of one short text, counted but for what depends on how many tokens there are.
  private let template: PromptPricing
  /// Where its text stands among the parts.
  private let text: Int
  /// What the empty message counts.
  private let empty: TokenCount

  /// A fraction of a millisecond: reads the model's rules.
  init(_ resolved: ResolvedModel, _ catalog: Catalog) throws(CountError) {
    let rules = try RequestCounter(catalog: catalog).rules(for: resolved)
    var template = PromptPricing(Self.request("x"), rules, CountContext(), today: catalog.date)
    template.addContent()
    guard let text = template.parts.firstIndex(where: { $0.rule == .text }) else {
      throw .badRules("the counting rules of \"\(resolved.model.id)\" price no text")
    }
    self.template = template
    self.text = text
    var empty = PromptPricing(Self.request(""), rules, CountContext(), today: catalog.date)
    empty.addAll()
    self.empty = TokenCount(sumOf: empty.parts.lazy.map(\.count)).asTotal
  }

  private static func request(_ text: String) -> MessagesRequest {
    MessagesRequest(model: nil, messages: [Message(role: .user, text)])
  }

  /// The count of a message with a text of so many tokens; `doubt` is what its end leaves. O(1).
  func count(_ tokens: Int, _ doubt: TokenCount, isEmpty: Bool) -> TokenCount {
    if isEmpty { return empty }
    var pricing = template
    pricing.parts[text].count = pricing.rules[.text].count(text: tokens)
    if doubt != TokenCount(0) {
      let path = pricing.parts[text].path
      pricing.parts.append(Part(path: path, role: .user, count: doubt, rule: .trailingWhiteSpace))
    }
    pricing.addDoubts()
    pricing.applyCalibration()
    return TokenCount(sumOf: pricing.parts.lazy.map(\.count)).asTotal
  }
}
