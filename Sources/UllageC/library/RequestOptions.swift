import Console
import ContextPlanning
import JSONText
import ModelCatalog
import RequestChecking
import RequestCounting

/// What a caller says besides the body: the members of a JSON object, each by its name. One that is not known is an error,
/// so that a word that is misspelt is not passed over.
struct RequestOptions {
  private(set) var policy = PlanPolicy()
  /// Whether the caller named the model.
  private(set) var namesModel = false

  /// - Parameters:
  ///   - json: nil is none.
  ///   - isPlan: whether options of plans are known.
  init(_ json: [UInt8]?, isPlan: Bool) throws(Complaint) {
    guard let json, !json.isEmpty else { return }
    let root: JSONValue
    do throws(JSONError) { root = try JSONDocument(parsing: json).root } catch { throw Complaint(error, at: "options") }
    guard root.isObject else { throw Self.wrongKind("options", root, "an object") }
    for member in root.members where !member.value.isNull {
      try take(member.key, member.value, isPlan)
    }
  }

  private mutating func take(_ name: String, _ value: JSONValue, _ isPlan: Bool) throws(Complaint) {
    switch name {
    case "model":
      policy.model = try Self.string(name, value)
      namesModel = true
    case "assume_model": policy.substitute = try Self.string(name, value)
    case "betas":
      guard value.isArray else { throw Self.wrongKind(name, value, "an array of strings") }
      var betas: [String] = []
      for beta in value.elements { betas.append(try Self.string(name, beta)) }
      policy.betas = betas
    case "as_of":
      guard let day = CalendarDay(try Self.string(name, value)) else {
        throw Self.wrongKind(name, value, "a day such as \"2026-01-31\"")
      }
      policy.asOf = day
    case "max_tokens" where isPlan: policy.maxTokens = try Self.number(name, value)
    case "window" where isPlan: policy.window = try Self.number(name, value)
    case "expected_output" where isPlan: policy.expectedOutput = try Self.number(name, value)
    case "cached_tokens" where isPlan: policy.cachedTokens = try Self.number(name, value)
    case "next" where isPlan:
      guard let flag = value.bool else { throw Self.wrongKind(name, value, "true or false") }
      policy.asksForRoom = flag
    case "branches" where isPlan:
      let count = try Self.number(name, value)
      guard (1...1000).contains(count) else { throw Self.wrongKind(name, value, "a number from 1 to 1000") }
      policy.branches = count
    case "rate_tier" where isPlan:
      let tier = try Self.string(name, value)
      guard RateLimits.tiers.contains(tier.lowercased()) else {
        throw Self.wrongKind(name, value, "start, build or scale")
      }
      policy.rateTier = tier
    case "risk" where isPlan:
      guard let risk = value.double, RiskLimit.range.contains(risk) else {
        throw Self.wrongKind(
          name, value, "a share from \(RiskLimit.range.lowerBound) to \(RiskLimit.range.upperBound)")
      }
      policy.risk = risk
    case "platform" where isPlan:
      let platform = Platform(rawValue: try Self.string(name, value))
      guard [.api, .bedrock, .google, .zenmux].contains(platform) else {
        throw Self.wrongKind(name, value, "api, bedrock, google or zenmux")
      }
      policy.platform = platform
    case "endpoint" where isPlan:
      guard let endpoint = Endpoint(rawValue: try Self.string(name, value)) else {
        throw Self.wrongKind(name, value, "messages, batches or count_tokens")
      }
      policy.endpoint = endpoint
    case "remedies" where isPlan:
      switch try Self.string(name, value) {
      case "never": policy.remedies = .never
      case "where_needed": policy.remedies = .whereNeeded
      case "always": policy.remedies = .always
      default: throw Self.wrongKind(name, value, "never, where_needed or always")
      }
    default:
      throw Complaint(
        code: "unknown_option", message: "there is no option \"\(name)\"", place: "options.\(name)",
        remedy: isPlan
          ? "model, assume_model, betas, as_of, max_tokens, window, expected_output, cached_tokens, next, branches, rate_tier, risk, platform, endpoint, remedies"
          : "model, assume_model, betas, as_of", status: .usage)
    }
  }

  private static func string(_ name: String, _ value: JSONValue) throws(Complaint) -> String {
    guard let string = value.string else { throw wrongKind(name, value, "a string") }
    return string
  }

  private static func number(_ name: String, _ value: JSONValue) throws(Complaint) -> Int {
    guard let number = value.int, number >= 0 else { throw wrongKind(name, value, "a number from 0 on") }
    return number
  }

  private static func wrongKind(_ name: String, _ value: JSONValue, _ expected: String) -> Complaint {
    Complaint(
      code: "wrong_kind", message: "\"\(name)\" is not \(expected): \(value.excerpt)", place: "options.\(name)",
      remedy: "give \(expected)", status: .usage)
  }
}
