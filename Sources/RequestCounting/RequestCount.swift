public import MessagesAPI
public import ModelCatalog
package import Tokenization

/// What a request counts, and where.
public struct RequestCount: Sendable {
  /// `input_tokens` of the whole request.
  public internal(set) var total: TokenCount
  /// Where the tokens are. Their tokens add up to the total's, and so do their bounds (the total's never fall below 0).
  public internal(set) var parts: [Part]
  /// What the API would refuse or ignore, and what is not known about this request.
  public let notices: [Notice]
  /// The model whose rules counted, as the catalogue spells it.
  public let model: String
  /// The tokenizer family's name, for example `v4.8`.
  public let family: String
  /// The day that was counted for: the caller's, or the catalogue's.
  public let day: CalendarDay
  let rules: ModelRules

  init(parts: [Part], notices: [Notice], rules: ModelRules, day: CalendarDay) {
    // By index: walking over the parts themselves would copy each.
    total = TokenCount(sumOf: parts.indices.lazy.map { parts[$0].count }).asTotal
    self.parts = parts
    self.notices = notices
    model = rules.model
    family = rules.family.name
    self.day = day
    self.rules = rules
  }

  /// Pages of PDFs, and where the first stands. O(parts).
  package var pdfPages: (count: Int, first: RequestPath?) {
    var (count, first): (Int, RequestPath?) = (0, nil)
    for place in parts.indices where parts[place].rule == .pdfPage {
      count += 1
      first = first ?? parts[place].path
    }
    return (count, first)
  }

  /// The tokenizer that counted.
  package var tokenizer: Tokenizer { rules.tokenizer }
}

/// Tokens at one place of a request.
public struct Part: Sendable, Hashable {
  /// The block, tool, message or field that costs; a text that the API reads as one stands at its first block.
  public let path: RequestPath
  /// Who speaks there; nil outside messages.
  public let role: Role?
  /// Its tokens, with bounds and basis.
  public internal(set) var count: TokenCount
  /// What priced it; see ``CountingRule/explanation`` for what that is, and for why bounds are wide.
  public let rule: CountingRule

  /// For example `text` or `tool_definitions`.
  public var kind: String { rule.name }

  /// The same in another message.
  func moved(toMessage index: Int) -> Part {
    Part(path: path.moved(toMessage: index), role: role, count: count, rule: rule)
  }

  /// The same on no firmer ground than `basis`.
  func atMost(_ basis: Basis) -> Part {
    var part = self
    part.count = count.atMost(basis)
    return part
  }
}
