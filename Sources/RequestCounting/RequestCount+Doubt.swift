package import MessagesAPI
import Tokenization

extension RequestCount {
  /// The same count with a doubt on top: a part of no likely cost that may be more or less, as where it is not known what
  /// the API puts in the place of something. O(parts).
  package func widened(
    below: Int = 0, above: Int, basis: Basis, at path: RequestPath, as rule: CountingRule
  ) -> RequestCount {
    var count = self
    count.widen(below: below, above: above, basis: basis, at: path, as: rule)
    return count
  }

  /// The same in place. O(parts).
  package mutating func widen(
    below: Int = 0, above: Int, basis: Basis, at path: RequestPath, as rule: CountingRule
  ) {
    if above <= 0, below <= 0 { return }
    parts.append(
      Part(path: path, role: nil, count: TokenCount(0, below: below, above: above, basis: basis), rule: rule))
    let all = parts
    total = TokenCount(sumOf: all.indices.lazy.map { all[$0].count }).asTotal
  }

  /// The same count with the tools of another request of the same model. O(parts).
  package func withTools(of other: RequestCount) -> RequestCount {
    var parts = other.toolPlaces.map { other.parts[$0] }
    parts.reserveCapacity(parts.count + self.parts.count)
    // By stretches: to copy parts one by one costs more.
    var start = 0
    for place in toolPlaces + [self.parts.count] {
      parts += self.parts[start..<place]
      start = place + 1
    }
    return RequestCount(parts: parts, notices: notices, rules: rules, day: day)
  }

  /// The total of ``withTools(of:)``. O(parts), without a copy of them.
  package func total(withToolsOf other: RequestCount) -> TokenCount {
    let tools = toolPlaces
    // What is left without its tools is what stands between them.
    let stretches = zip([-1] + tools, tools + [parts.count])
    let kept = stretches.map { before, next in
      TokenCount(sumOf: (before + 1..<next).lazy.map { parts[$0].count })
    }
    return TokenCount(sumOf: other.toolPlaces.map { other.parts[$0].count } + kept).asTotal
  }

  /// Where the parts of tools are.
  private var toolPlaces: [Int] {
    parts.indices.filter { parts[$0].path.messageIndex == nil && parts[$0].path.steps.first == .field("tools") }
  }

  /// The same count with a part more, priced by its rule: what the API's own edits add. O(parts).
  package func adding(_ rule: CountingRule, at path: RequestPath, text: String = "") -> RequestCount {
    let tokens = text.isEmpty ? 0 : rules.tokenizer.count(text)
    let part = Part(path: path, role: nil, count: rules[rule].count(text: tokens), rule: rule)
    return RequestCount(parts: parts + [part], notices: notices, rules: rules, day: day)
  }
}
