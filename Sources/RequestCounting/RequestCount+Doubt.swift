package import MessagesAPI
import Tokenization

extension RequestCount {
  /// The same count with a doubt on top: a part of no likely cost that may be more or less, as where it is not known what
  /// the API puts in the place of something. O(parts).
  package func widened(
    below: Int = 0, above: Int, basis: Basis, at path: RequestPath, as rule: CountingRule
  ) -> RequestCount {
    if above <= 0, below <= 0 { return self }
    let doubt = Part(path: path, role: nil, count: TokenCount(0, below: below, above: above, basis: basis), rule: rule)
    return RequestCount(parts: parts + [doubt], notices: notices, rules: rules, day: day)
  }

  /// The same count with the tools of another request of the same model. O(parts).
  package func withTools(of other: RequestCount) -> RequestCount {
    func isTools(_ part: Part) -> Bool { part.path.messageIndex == nil && part.path.steps.first == .field("tools") }
    return RequestCount(
      parts: other.parts.filter(isTools) + parts.filter { !isTools($0) }, notices: notices, rules: rules, day: day)
  }

  /// The same count with a part more, priced by its rule: what the API's own edits add. O(parts).
  package func adding(_ rule: CountingRule, at path: RequestPath, text: String = "") -> RequestCount {
    let tokens = text.isEmpty ? 0 : rules.tokenizer.count(text)
    let part = Part(path: path, role: nil, count: rules[rule].count(text: tokens), rule: rule)
    return RequestCount(parts: parts + [part], notices: notices, rules: rules, day: day)
  }
}
