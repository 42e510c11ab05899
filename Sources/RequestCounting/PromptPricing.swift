import JSONText
import MessagesAPI
import ModelCatalog
import Tokenization

/// One request while it is priced: its parts so far, added step by step in ``addAll()``.
///
/// Each step is an extension in a file of its own: `Parts/` for what stands around the conversation and for single
/// blocks, `Turns/` for the two ways a conversation is written down, `Texts/` for what is tiled, `Rules/` for the prices.
struct PromptPricing {
  var request: MessagesRequest
  let rules: ModelRules
  var context: CountContext
  let betas: [String]?
  let asOf: AsOf
  /// What was read of the request's PDFs.
  let readings: DocumentReadings
  var parts: [Part] = []
  /// Texts of parts that are not counted yet.
  var texts: TextBatches
  var notices: [Notice]
  /// Where texts of several pieces are put together; reused.
  var buffer: [UInt8] = []
  /// The request's definitions of tools, by name.
  var definitions: [String: Tool] = [:]
  /// Whether citations have been paid for: they cost once.
  var hasCitations = false
  /// Clients' notes that the next result ends in.
  var resultNotes: [ClientNote] = []
  /// The last byte of the system prompt; nil where there is none.
  var systemEnd: UInt8?
  /// Blocks of thinking in the running loop of tool calls that the model sees again, and how many of them not in full.
  var loopThinking = 0
  var partialThinking = 0
  /// Turns that were counted before, of what this request was made of.
  let knownTurns: KnownTurns?
  /// Turns of this request for later counts; nil where none are kept.
  var newTurns: [KnownTurns.Turn]?
  /// Whether blocks of earlier thinking that are in the request are seen again: as an edit says, or as the model does.
  let keepsEarlierThinking: Bool
  /// What the request's edits take out of its thinking; nil where none takes any.
  let clearedThinking: ClearedThinking?
  /// What the parts that were not read may cost beyond their numbers; together at most ``unreadLimit``.
  var unread = 0

  /// - Parameter threads: that may count the texts.
  init(
    _ request: MessagesRequest, _ rules: ModelRules, _ context: CountContext, today: CalendarDay, threads: Int = 1
  ) {
    keepsEarlierThinking =
      rules.keepsThinking || request.contextManagement?.edits.contains { $0.thinkingKept != nil } == true
    clearedThinking = Self.clearedThinking(of: request, rules)
    self.request = request
    self.rules = rules
    self.context = context
    betas = request.betas.isEmpty ? context.betas : (context.betas ?? []) + request.betas
    asOf = context.asOf ?? .day(today)
    readings = context.readings ?? DocumentReadings()
    notices = []
    texts = TextBatches(rules, request.document, threads: threads, memory: context.texts)
    knownTurns = context.texts?.turns(by: rules)
    // A turn without its thinking is another one.
    newTurns = context.texts != nil && knownTurns == nil && clearedThinking == nil ? [] : nil
    for tool in request.tools where tool.inputSchema != nil { definitions[tool.name] = tool }
    parts.reserveCapacity(request.messages.count * 3 + 8)
  }

  /// Adds every part, in the order of the prompt, and what is not certain about their sum.
  mutating func addAll() {
    addContent()
    // 7. Doubts about the whole, which need its sum.
    addDoubts()
    // 8. What a thread holds and the body does not.
    addThreadHistory()
    leaveTurns()
    // 9. What calibration found, over all of them.
    applyCalibration()
  }

  /// The steps that do not depend on how many tokens there are.
  mutating func addContent() {
    // 1. What stands before the first turn.
    addFrame()
    // 2. Instructions on tools, and their definitions.
    addTools()
    // 3. The system prompt.
    addSystem()
    // 4. The turns, each with its mark.
    addTurns()
    // 5. The texts of all these, which were only gathered so far.
    countTexts()
    // 6. Settings that write something into the prompt.
    addSettings()
  }

  // MARK: Parts

  /// Adds a part: the rule's price for `times` things, and `text` tokens on top.
  ///
  /// `below` and `above` widen the rule's own bounds.
  mutating func add(
    _ rule: CountingRule, at path: RequestPath, role: Role? = nil, text: Int = 0, times: Int = 0, below: Int = 0,
    above: Int = 0, basis: Basis? = nil
  ) {
    let count = rules[rule].count(text: text, times: times, below: below, above: above, basis: basis ?? .exact)
    parts.append(Part(path: path, role: role, count: count, rule: rule))
  }

  /// Adds a part that is text alone, whatever else the rule may cost.
  mutating func addText(_ tokens: Int, as rule: CountingRule, at path: RequestPath, role: Role? = nil) {
    let count = TokenCount(tokens, basis: rules[rule].basis)
    parts.append(Part(path: path, role: role, count: count, rule: rule))
  }

  /// Adds a part only where the rule costs something or leaves a doubt.
  mutating func addIfPriced(_ rule: CountingRule, at path: RequestPath, role: Role? = nil, times: Int = 0) {
    if rules[rule] != Price() { add(rule, at: path, role: role, times: times) }
  }

  /// Corrects every part of a rule by itself, in proportion to its own width.
  mutating func correct(_ rule: CountingRule, _ correction: Correction) {
    for (index, part) in parts.enumerated() where part.rule == rule {
      parts[index] = Part(path: part.path, role: part.role, count: correction.applied(to: part.count), rule: rule)
    }
  }

  mutating func addFrame() { add(.frame, at: .root) }

  /// The tokens of all parts so far.
  var tokens: Int {
    // By index: walking over the parts themselves would copy each.
    parts.indices.reduce(0) { $0 + parts[$1].count.tokens }
  }
}

/// Where in the prompt a text stands.
enum TextPosition {
  /// Right behind a role's mark, which may end in ⟨bow⟩.
  case behindMark
  /// Anywhere else: behind a line break or a tag.
  case inside
  /// Between two tags of which neither joins it.
  case enclosed
}
