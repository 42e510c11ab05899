public import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// What programs in other languages say of a plan besides the body, by name: in the C interface's options, in the server's
/// query, in the MCP tools' arguments.
///
///     var policy = PlanPolicy()
///     try PlanOption.window.set(250_000, in: &policy)
///     try PlanOption.when.set("80%", in: &policy)
public enum PlanOption: String, Sendable, Hashable, CaseIterable {
  /// The model to plan for, in any spelling.
  case model
  /// Values of the `anthropic-beta` header: an array.
  case betas
  /// The model whose rules count where the request's is not known.
  case assumeModel = "assume_model"
  /// The day of sending: `2026-01-31`.
  case asOf = "as_of"
  /// Tokens of output to reserve.
  case maxTokens = "max_tokens"
  /// The window in tokens, whatever the model's is.
  case window
  /// Tokens of output to expect for price and forecast.
  case expectedOutput = "expected_output"
  /// Tokens of the prefix that are read from the cache.
  case cachedTokens = "cached_tokens"
  /// Turns over which remedies are priced, from 1 to 100.
  case turns
  /// Whether what fits next is looked for.
  case next
  /// Parallel calls with this request as their prefix, from 1 to 1,000.
  case branches
  /// The account's tier for limits of a minute; one branch where none are asked for.
  case rateTier = "rate_tier"
  /// The share of requests of which "it fits" may be false.
  case risk
  /// Who takes the request, one of `Platform.known`.
  case platform
  /// Where it is sent to: `messages`, `batches` or `count_tokens`.
  case endpoint
  /// When ways out are looked for: `never`, `where_needed` or `always`.
  case remedies
  /// How full the window may get: tokens, or a share such as `80%`.
  case when

  /// Those that counting takes; the others are for plans alone.
  public static let counting: [PlanOption] = [.model, .assumeModel, .betas, .asOf]

  /// Sets what the option stands for. O(value).
  ///
  /// - Throws: a ``PlanError`` with code `wrong_kind` that says what is expected.
  public func set(_ value: JSONValue, in policy: inout PlanPolicy) throws(PlanError) {
    switch self {
    case .model: policy.model = try text(value)
    case .assumeModel: policy.substitute = try text(value)
    case .betas:
      guard value.isArray else { throw wrongKind(value, "an array of strings") }
      var betas: [String] = []
      for beta in value.elements { betas.append(try text(beta)) }
      policy.betas = betas
    case .asOf:
      guard let day = CalendarDay(try text(value)) else { throw wrongKind(value, "a day such as \"2026-01-31\"") }
      policy.asOf = day
    case .maxTokens: policy.maxTokens = try number(value)
    case .window: policy.window = try number(value)
    case .expectedOutput: policy.expectedOutput = try number(value)
    case .cachedTokens: policy.cachedTokens = try number(value)
    case .turns: policy.turns = try number(value, in: PlanPolicy.turnsRange)
    case .next:
      guard let flag = value.bool else { throw wrongKind(value, "true or false") }
      policy.asksForRoom = flag
    case .branches: policy.branches = try number(value, in: PlanPolicy.branchesRange)
    case .rateTier:
      policy.rateTier = try text(value)
      policy.branches = policy.branches ?? 1
    case .risk:
      guard let risk = value.double, RiskLimit.range.contains(risk) else {
        throw wrongKind(value, "a share from \(RiskLimit.range.lowerBound) to \(RiskLimit.range.upperBound)")
      }
      policy.risk = risk
    case .platform:
      let platform = Platform(rawValue: try text(value))
      guard Platform.known.contains(platform) else {
        throw wrongKind(value, "one of \(Platform.known.map(\.rawValue).joined(separator: ", "))")
      }
      policy.platform = platform
    case .endpoint:
      guard let endpoint = Endpoint(rawValue: try text(value)) else {
        throw wrongKind(value, "messages, batches or count_tokens")
      }
      policy.endpoint = endpoint
    case .remedies:
      switch try text(value) {
      case "never": policy.remedies = .never
      case "where_needed": policy.remedies = .whereNeeded
      case "always": policy.remedies = .always
      default: throw wrongKind(value, "never, where_needed or always")
      }
    case .when: policy.goal = try goal(value)
    }
  }

  /// Sets what the option stands for from a text, as it stands in a URL: `true`, `250000` or `80%`.
  public func set(text: String, in policy: inout PlanPolicy) throws(PlanError) {
    if let parsed = try? JSONDocument(parsing: Array(text.utf8)).root, parsed.double != nil || parsed.bool != nil {
      if self != .asOf, self != .rateTier { return try set(parsed, in: &policy) }
    }
    try set(JSONValue(stringLiteral: text), in: &policy)
  }

  /// An option by its name.
  ///
  /// - Throws: a ``PlanError`` with code `unknown_option`: a word that is misspelt is not passed over.
  public static func named(_ name: String, among known: [PlanOption]) throws(PlanError) -> PlanOption {
    if let option = known.first(where: { $0.rawValue == name }) { return option }
    throw PlanError(
      .unknownOption, at: RequestPath([.field(name)]), name, "there is no option \"\(name)\"",
      remedy: known.map(\.rawValue).joined(separator: ", "))
  }

  private func goal(_ value: JSONValue) throws(PlanError) -> PlanGoal {
    if let tokens = value.int, (1...PlanPolicy.mostTokens).contains(tokens) { return .tokens(tokens) }
    guard let text = value.string, text.hasSuffix("%"), let share = Int(text.dropLast()), (1...100).contains(share)
    else {
      throw wrongKind(value, "tokens of input, or a share of the window such as \"80%\"")
    }
    return .percent(share)
  }

  private func text(_ value: JSONValue) throws(PlanError) -> String {
    guard let text = value.string else { throw wrongKind(value, "a string") }
    return text
  }

  private func number(
    _ value: JSONValue, in range: ClosedRange<Int> = 0...PlanPolicy.mostTokens
  ) throws(PlanError) -> Int {
    guard let number = value.int, range.contains(number) else {
      throw wrongKind(value, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func wrongKind(_ value: JSONValue, _ expected: String) -> PlanError {
    PlanError(
      .wrongKind, at: RequestPath([.field(rawValue)]), "\(value)",
      "\"\(rawValue)\" is not \(expected): \(value.excerpt)",
      remedy: "give \(expected)")
  }
}
