import JSONText
import MessagesAPI
import ModelCatalog
import Tokenization

/// One request while it is counted: its parts so far. Extensions in the files beside this one price what is in it.
struct RequestCounting {
  var request: MessagesRequest
  let rules: ModelRules
  let context: CountContext
  let betas: [String]?
  let asOf: AsOf
  private(set) var parts: [Part] = []
  var notices: [Notice]
  /// Where texts of several pieces are put together; reused.
  var buffer: [UInt8] = []
  /// The request's definitions of tools, by name.
  var definitions: [String: Tool] = [:]
  /// Whether citations have been paid for: they cost once.
  var hasCitations = false
  /// The last byte of the system prompt; nil where there is none.
  var systemEnd: UInt8?
  /// Blocks of thinking in the running loop of tool calls that the model sees again, and how many of them not in full.
  var loopThinking = 0
  var partialThinking = 0

  init(_ request: MessagesRequest, _ rules: ModelRules, _ context: CountContext, today: CalendarDay) {
    self.request = request
    self.rules = rules
    self.context = context
    betas = request.betas.isEmpty ? context.betas : (context.betas ?? []) + request.betas
    asOf = context.asOf ?? .day(today)
    notices = []
    for tool in request.tools where tool.inputSchema != nil { definitions[tool.name] = tool }
    parts.reserveCapacity(request.messages.count * 3 + 8)
  }

  /// Adds every part, in the order of the prompt.
  mutating func addAll() {
    addFrame()
    addTools()
    addSystem()
    switch rules.law {
    case .classic: addClassicTurns()
    case .recent: addRecentTurns()
    }
    addSettings()
    addDoubts()
    applyCalibration()
  }

  // MARK: Parts

  /// Adds a part: the rule's price for `times` things, and `text` tokens on top.
  ///
  /// `below` and `above` widen the rule's own bounds.
  mutating func add(
    _ rule: CountingRule, at path: RequestPath, role: Role? = nil, text: Int = 0, times: Int = 0, below: Int = 0,
    above: Int = 0, basis: Basis? = nil
  ) {
    let price = rules[rule]
    let spread = price.textPerSpread > 0 ? text / price.textPerSpread : 0
    let least = price.below + price.belowEach * times + below + spread
    let most = price.above + price.aboveEach * times + above + spread
    // What is not certain is not exact, whoever widened it.
    let own = least != 0 || most != 0 ? min(price.basis, .modelled) : price.basis
    let count = TokenCount(
      price.tokens + price.tokensEach * times + text, below: least, above: most, basis: min(own, basis ?? .exact))
    parts.append(Part(path: path, role: role, count: count, rule: rule))
  }

  /// Adds a part that is text alone, whatever else the rule may cost.
  mutating func addText(_ tokens: Int, as rule: CountingRule, at path: RequestPath, role: Role? = nil) {
    let count = TokenCount(tokens, basis: rules[rule].basis)
    parts.append(Part(path: path, role: role, count: count, rule: rule))
  }

  /// Adds a part only where the rule costs something or leaves a doubt.
  mutating func addIfPriced(_ rule: CountingRule, at path: RequestPath, role: Role? = nil) {
    if rules[rule] != Price() { add(rule, at: path, role: role) }
  }

  /// Corrects every part of a rule by itself, in proportion to its own width.
  mutating func correct(_ rule: CountingRule, _ correction: Correction) {
    for (index, part) in parts.enumerated() where part.rule == rule {
      parts[index] = Part(path: part.path, role: part.role, count: correction.applied(to: part.count), rule: rule)
    }
  }

  /// The tokens of all parts so far.
  var tokens: Int { parts.reduce(0) { $0 + $1.count.tokens } }

  // MARK: Texts

  /// Where in the prompt a text stands.
  enum Place {
    /// Right behind a role's mark, which may end in ⟨bow⟩.
    case behindMark
    /// Anywhere else: behind a line break or a tag.
    case inside
  }
}
