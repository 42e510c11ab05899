import JSONText
import ModelCatalog
import Tokenization

/// How requests to one model are counted: an entry of the catalogue's `counting`, read once.
final class ModelRules: Sendable {
  /// Which of the two ways the API forms a prompt.
  enum Law: String, Sendable {
    /// Claude 3 to Opus 4.6, Sonnet 4.6 and Haiku 4.5.
    case classic
    /// Opus 4.7 and later.
    case recent
  }

  /// The model's id, or the family's name where another model's rules stand in.
  let model: String
  let law: Law
  let family: TokenizerFamily
  let tokenizer: Tokenizer
  /// Whether the entry stands in for a model of which nothing was recorded.
  let isSubstitute: Bool
  /// What the model allows; nil where its rules stand in for another.
  let limits: Model?
  /// The recorded calls of this model.
  let evidence: RuleEvidence?

  let userTurn: Int
  let assistantTurn: Int
  let systemTurn: Int
  let stripsSystem: Bool
  let breaksBeforeParts: Bool
  /// Whether the blank line before an answer to results stays apart from newlines that the answer begins with.
  let keepsBlankLineApart: Bool
  /// Whether a single result of text stands in tags of text, rather than between special tokens.
  let wrapsResults: Bool
  /// Whether calls that follow each other are one text.
  let joinsCalls: Bool
  let escapesToolJSON: Bool
  let keepsThinking: Bool
  /// What white space may be free at the end of the last user text, the likeliest reading first.
  let freeEnds: [FreeWhiteSpace]
  let showsPDFPages: Bool
  /// The most tokens of text that a page of a PDF is taken to have where it is not read.
  let pageTextMost: Int
  let toolPrompt: ToolPromptTable
  let serverTools: ServerToolPrices
  let effort: [String: Int]
  /// What clients' notes cost by their kind.
  let notes: [String: Price]
  /// What an answer's output holds beyond the text of the request that it becomes part of.
  let answerOutput: AnswerOutput
  /// Whether notes are a system turn of their own, rather than part of the last result.
  let notesAreTurns: Bool
  let image: ImageRules
  let thinking: ThinkingRules
  /// What calibration found, by the rule that leaves most doubt.
  let corrections: [CountingRule: Correction]
  private let prices: [Price]

  subscript(rule: CountingRule) -> Price { prices[rule.rawValue] }

  /// Reads an entry. About a hundred numbers; a fraction of a millisecond.
  init(_ facts: Facts, model: Model, tokenizer: Tokenizer, isSubstitute: Bool) throws(CountError) {
    guard let law = facts.string("law").flatMap(Law.init) else {
      throw .badRules("the counting rules of \"\(model.id)\" name no law, classic or recent")
    }
    self.model = model.id
    limits = isSubstitute ? nil : model
    self.law = law
    self.tokenizer = tokenizer
    let prices = try Self.prices(facts["prices"])
    // Rules that are borrowed from another model carry no spread of their own: this model is treated as a substitute.
    let isLikened = model.tokenizer.basis == .assumed && prices[CountingRule.unmeasuredModel.rawValue] == Price()
    self.isSubstitute = isSubstitute || isLikened || facts.bool("is_substitute") == true
    self.prices = prices
    family = tokenizer.family
    evidence = self.isSubstitute ? nil : RuleEvidence(facts["evidence"])
    let turns = facts["turns"]
    userTurn = turns?.int("user") ?? 0
    assistantTurn = turns?.int("assistant") ?? 0
    systemTurn = turns?.int("system") ?? 0
    stripsSystem = facts.bool("strips_system") ?? false
    breaksBeforeParts = facts.bool("breaks_before_parts") ?? false
    keepsBlankLineApart = facts.bool("keeps_blank_line_apart") ?? false
    wrapsResults = facts.bool("wraps_results") ?? false
    joinsCalls = facts.bool("joins_calls") ?? false
    escapesToolJSON = facts.bool("escapes_tool_json") ?? false
    keepsThinking = facts.bool("keeps_thinking") ?? false
    freeEnds = FreeWhiteSpace.readings(model.tokenizer, family, standsIn: self.isSubstitute)
    showsPDFPages = facts.bool("pdf_pages_as_images") ?? true
    pageTextMost = facts.int("page_text_most") ?? 3000
    toolPrompt = ToolPromptTable(facts["tool_prompt"])
    serverTools = try ServerToolPrices(facts["server_tools"], guessed: facts["guessed_server_tools"])
    effort = Self.numbers(facts["effort"])
    notes = try Self.notePrices(facts["client_notes"])
    answerOutput = AnswerOutput(facts["answer_output"])
    notesAreTurns = facts.bool("notes_are_turns") ?? false
    image = try ImageRules(facts["image"], facts["page_grids"])
    thinking = try ThinkingRules(facts["thinking"])
    corrections = try Correction.all(facts["calibration"])
  }

  private static func numbers(_ facts: Facts?) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for layer in facts?.layers ?? [] {
      for member in layer.members where numbers[member.key] == nil { numbers[member.key] = member.value.int }
    }
    return numbers
  }

  private static func notePrices(_ facts: Facts?) throws(CountError) -> [String: Price] {
    var prices: [String: Price] = [:]
    for layer in (facts?.layers ?? []).reversed() {
      for member in layer.members {
        guard let price = Price(member.value) else {
          throw .badRules("the price of \"\(member.key)\" is neither a number nor an object: \(member.value.excerpt)")
        }
        prices[member.key] = price
      }
    }
    return prices
  }

  private static func prices(_ facts: Facts?) throws(CountError) -> [Price] {
    var prices = [Price](repeating: Price(), count: CountingRule.allCases.count)
    for layer in (facts?.layers ?? []).reversed() {
      for member in layer.members {
        guard let rule = CountingRule(named: member.key) else {
          throw .badRules("there is no counting rule named \"\(member.key)\"")
        }
        guard let price = Price(member.value) else {
          throw .badRules("the price of \"\(member.key)\" is neither a number nor an object: \(member.value.excerpt)")
        }
        prices[rule.rawValue] = price
      }
    }
    return prices
  }
}

extension FreeWhiteSpace {
  /// What may be free at a text's end on a model, the likeliest reading first.
  ///
  /// Models of the newest family that no record speaks for, or that stand in for others, may be as Opus 5 is, or as
  /// Opus 4.8.
  static func readings(_ facts: Model.TokenizerFacts, _ family: TokenizerFamily, standsIn: Bool) -> [FreeWhiteSpace] {
    switch facts.trailingWhitespaceFree {
    case true?: [.recorded, .widest]
    case false?: [.none]
    case nil: family != .v4_8 || facts.basis == .recorded && !standsIn ? [.none] : [.none, .recorded, .widest]
    }
  }
}

/// By how much an answer's `output_tokens` differ from what the answer adds to the next request.
struct AnswerOutput: Sendable {
  /// Of an answer that ends in text, and of one that ends in calls.
  let text: Int
  let calls: Int
  /// What kept thinking costs beyond its share of the output.
  let beyond: Int

  init(_ facts: Facts?) {
    text = facts?.int("text") ?? 0
    calls = facts?.int("calls") ?? 0
    beyond = facts?.int("beyond") ?? 0
  }
}

/// What the instructions cost that stand before the definitions of tools.
struct ToolPromptTable: Sendable {
  /// Tokens by how tools may be chosen: `auto`, `any`, `tool`, and each with `_serial` where parallel calls are off.
  private let tokens: [String: Int]
  /// The forms of which nothing was recorded.
  private let guessed: Set<String>
  /// Tokens of `auto` before a day.
  let early: (until: CalendarDay, tokens: Int)?
  /// The least that was seen with parallel calls off.
  let serialFloor: Int

  init(_ facts: Facts?) {
    var tokens: [String: Int] = [:]
    for form in ["auto", "any", "tool"] {
      tokens[form] = facts?.int(form)
      tokens[form + "_serial"] = facts?.int(form + "_serial")
    }
    self.tokens = tokens
    guessed = Set(facts?.strings("guessed") ?? [])
    serialFloor = facts?.int("serial_floor") ?? 0
    if let until = facts?["early"]?.day("until"), let tokens = facts?["early"]?.int("tokens") {
      early = (until, tokens)
    } else {
      early = nil
    }
  }

  func tokens(_ form: String, isSerial: Bool) -> Int { tokens[isSerial ? form + "_serial" : form] ?? 0 }
  func isGuessed(_ form: String, isSerial: Bool) -> Bool { guessed.contains(isSerial ? form + "_serial" : form) }
}

/// How images are cut into patches.
struct ImageRules: Sendable {
  /// Side of a patch in pixels, before and after what the model sees.
  static let patch = 28
  /// The longest side in pixels that is not scaled down.
  let edge: Int
  /// The most patches.
  let tokens: Int
  /// The side in pixels that sizes are rounded up to.
  let unit: Int
  /// Tokens around each image.
  let extra: Int
  /// Patches of a page of a PDF in US Letter and A4.
  let letter: (Int, Int)
  let a4: (Int, Int)

  init(_ facts: Facts?, _ grids: Facts?) throws(CountError) {
    edge = facts?.int("edge") ?? 1568
    tokens = facts?.int("tokens") ?? 1568
    unit = facts?.int("unit") ?? Self.patch
    extra = facts?.int("extra") ?? 0
    letter = Self.grid(grids?.value("letter"))
    a4 = Self.grid(grids?.value("a4"))
    // Sizes are divided by the unit, which is a number of patches.
    guard edge > 0, tokens > 0, unit >= Self.patch else {
      throw .badRules(
        "images of at most \(tokens) patches, \(edge) pixels wide, in units of \(unit) pixels cannot be counted")
    }
  }

  private static func grid(_ value: JSONValue?) -> (Int, Int) { (value?[0]?.int ?? 0, value?[1]?.int ?? 0) }
}

/// What thinking costs: the setting by date, and blocks whose text is not all there by the length of their signature.
struct ThinkingRules: Sendable {
  let enabled: Int
  let enabledBefore: Int
  let since: CalendarDay?
  let doubtfulFrom: CalendarDay?
  let doubtfulUntil: CalendarDay?
  /// Whether the setting costs a joint even where no tools, system prompt or citations stand beside it.
  let joinsAlways: Bool
  /// Whether what is shown is always all there is.
  let showsAll: Bool
  let bytesPerToken: Double
  /// Bytes of hidden thinking a token: what 98% of recorded blocks lie between.
  let leastBytesPerToken: Double
  let mostBytesPerToken: Double
  let summaryFactor: Double
  let summaryFactorAbove: Int
  let redactedOverhead: Double
  let redactedBytesPerToken: Double
  /// What stands around a block of which only the length is known.
  let hiddenBase: Int
  /// Whether a block that is shown in full is counted by its text.
  let showsInFull: Bool
  /// What a known number of thinking tokens is multiplied by.
  let suppliedFactor: Int
  /// How much of what stands around a block is in a known number of thinking tokens already.
  let suppliedFrame: Int

  init(_ facts: Facts?) throws(CountError) {
    enabled = facts?.int("enabled") ?? 0
    enabledBefore = facts?.int("enabled_before") ?? 0
    since = facts?.day("since")
    doubtfulFrom = facts?.day("doubtful_from")
    doubtfulUntil = facts?.day("doubtful_until")
    joinsAlways = facts?.bool("joins_always") ?? false
    showsAll = facts?.bool("shows_all") ?? false
    bytesPerToken = facts?.double("bytes_per_token") ?? 4
    leastBytesPerToken = facts?.double("bytes_per_token_least") ?? bytesPerToken
    mostBytesPerToken = facts?.double("bytes_per_token_most") ?? bytesPerToken
    summaryFactor = facts?.double("summary_factor") ?? 1
    summaryFactorAbove = facts?.int("summary_factor_above") ?? 0
    redactedOverhead = facts?.double("redacted_overhead") ?? 0
    redactedBytesPerToken = facts?.double("redacted_bytes_per_token") ?? 4
    hiddenBase = facts?.int("hidden_base") ?? 0
    showsInFull = facts?.bool("shows_in_full") ?? true
    suppliedFactor = facts?.int("supplied_factor") ?? 1
    suppliedFrame = facts?.int("supplied_frame") ?? 0
    // A byte holds less than a thousand tokens, or a number divided by nearly nothing has no count.
    let least = min(bytesPerToken, leastBytesPerToken, mostBytesPerToken, redactedBytesPerToken)
    guard least > 0.001 else {
      throw .badRules("thinking of \(least) bytes a token cannot be counted")
    }
  }
}
