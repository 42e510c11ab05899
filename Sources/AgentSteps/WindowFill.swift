package import JSONText
import MessagesAPI
package import ModelCatalog
package import RequestCounting

/// How full an agent's window is before its next call: what the API counted at the last one, its answer, and what has
/// come since.
package struct WindowFill: Sendable {
  /// Tokens of the next call's input as far as it is there already.
  package let used: TokenCount
  /// Tokens.
  package let window: Int
  /// The client compacts the conversation before a prompt of so many tokens.
  package let compactsAt: Int
  /// Whether a call of this conversation says what the system prompt and the tools cost. Without one the window holds
  /// more than is seen here.
  package let isAnchored: Bool
  /// What the last call added to the one before; nil where there was none.
  package let lastGrowth: Int?
  /// What a call adds on average, of the last ones.
  package let meanGrowth: Int?

  /// Tokens that fit before the client compacts, by the upper bound of what is used.
  package var left: Int { max(compactsAt - used.bounds.upperBound, 0) }
  /// Calls until the client compacts, at the pace of the last ones.
  package var callsLeft: Int? { meanGrowth.map { left / max($0, 1) } }
  /// From 0 on; above 100 where the window is overfull.
  package var percent: Int { used.tokens * 100 / max(window, 1) }

  package init(_ tail: TranscriptTail, window: Int, reserve: Int, _ pricing: StepPricing) throws(CountError) {
    let grown = try pricing.count(tail.since, behind: tail.answer)
    let anchor = tail.calls.first.map { $0.prompt + $0.output } ?? tail.tokensAfterCompaction ?? 0
    used = TokenCount(
      anchor + grown.tokens, below: grown.tokens - grown.bounds.lowerBound,
      above: grown.bounds.upperBound - grown.tokens, basis: grown.basis)
    self.window = window
    compactsAt = max(window - reserve, 0)
    isAnchored = !tail.calls.isEmpty || tail.tokensAfterCompaction != nil
    let growths = zip(tail.calls, tail.calls.dropFirst()).map { $0.prompt - $1.prompt }.filter { $0 > 0 }
    lastGrowth = growths.first
    meanGrowth = growths.isEmpty ? nil : growths.reduce(0, +) / growths.count
  }
}

/// Prices what is added to a conversation, for the model that an agent runs on.
package struct StepPricing: Sendable {
  package let catalog: Catalog
  package let model: Model
  private let counter: RequestCounter

  /// The model as the client spells it, `claude-opus-4-6[1m]`; what nobody knows is counted as the default model.
  ///
  /// Nil where the catalogue has neither.
  package init?(_ spelling: String?, _ catalog: Catalog) {
    let id = spelling.map { String($0.prefix { $0 != "[" }) }
    guard let model = id.flatMap({ catalog.model($0) }) ?? catalog.defaultModel else { return nil }
    (self.catalog, self.model) = (catalog, model)
    counter = RequestCounter(catalog: catalog)
  }

  /// What messages add to a prompt that ends in this answer. O(their length).
  package func count(_ messages: [JSONValue], behind answer: [JSONValue]) throws(CountError) -> TokenCount {
    guard !messages.isEmpty else { return TokenCount(0) }
    var before: [JSONValue] = [["role": "user", "content": "-"]]
    if !answer.isEmpty { before.append(["role": "assistant", "content": JSONValue(elements: answer)]) }
    let (without, with) = (try total(before), try total(before + messages))
    let tokens = with.tokens - without.tokens
    let lower = min(with.bounds.lowerBound - without.bounds.lowerBound, tokens)
    let upper = max(with.bounds.upperBound - without.bounds.upperBound, tokens)
    return TokenCount(tokens, below: tokens - lower, above: upper - tokens, basis: with.basis)
  }

  private func total(_ messages: [JSONValue]) throws(CountError) -> TokenCount {
    let body: JSONValue = ["model": JSONValue(model.id), "messages": JSONValue(elements: messages)]
    let request: MessagesRequest
    do throws(DecodeError) { request = try MessagesRequest(decoding: body) } catch {
      // Messages of a form that nobody knows: their source is at least as long as what they say.
      let text = JSONValue(elements: messages).sourceText
      return try counter.count(MessagesRequest(model: model.id, messages: [Message(role: .user, text)])).total
    }
    return try counter.count(request).total
  }
}
