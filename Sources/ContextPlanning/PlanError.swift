public import MessagesAPI
import ModelCatalog
import RequestCounting

/// Why there is no plan, and what to do about it.
public struct PlanError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of mistake. An open set: later versions may tell more kinds apart.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Neither the policy nor the body names a model.
    public static let missingModel = Code(rawValue: "missing_model")
    /// The model is not in the catalogue.
    public static let unknownModel = Code(rawValue: "unknown_model")
    /// The catalogue's counting rules cannot be followed: one's own file is wrong.
    public static let badRules = Code(rawValue: "bad_rules")
    /// The catalogue does not know the window.
    public static let unknownWindow = Code(rawValue: "unknown_window")
    /// The model has no window of its own in that product.
    public static let unknownSurface = Code(rawValue: "unknown_surface")
    /// The catalogue has no limits of a minute for the model at that tier on that day.
    public static let unknownTier = Code(rawValue: "unknown_tier")
    /// There is no option of that name.
    public static let unknownOption = Code(rawValue: "unknown_option")
    /// An option's value is of another kind than is expected.
    public static let wrongKind = Code(rawValue: "wrong_kind")
    /// A number that no window or output can have.
    public static let absurdNumber = Code(rawValue: "absurd_number")
    /// There is no message at that place.
    public static let noSuchMessage = Code(rawValue: "no_such_message")
    /// The task was cancelled before the plan was done.
    public static let cancelled = Code(rawValue: "cancelled")
  }

  /// The kind, for programs.
  public let code: Code
  /// Where in the request.
  public let path: RequestPath
  /// What was found; empty if nothing was.
  public let value: String
  /// A sentence without a full stop.
  public let message: String
  /// What to do about it, full sentences.
  public let remedy: String

  public var description: String {
    let place = path.steps.isEmpty ? "" : " at \(path)"
    return "\(code.rawValue)\(place): \(message). \(remedy)"
  }

  init(_ code: Code, at path: RequestPath = .root, _ value: String, _ message: String, remedy: String) {
    (self.code, self.path, self.value, self.message, self.remedy) = (code, path, value, message, remedy)
  }

  init(_ error: CountError) {
    self.init(Code(rawValue: error.code.rawValue), at: error.path, error.value, error.message, remedy: error.remedy)
  }

  static let cancelled = PlanError(
    .cancelled, "", "the task was cancelled before the plan was done",
    remedy: "Plan again in a task that is not cancelled.")

  static let missingModel = PlanError(
    .missingModel, at: RequestPath([.field("model")]), "", "no model is named",
    remedy: "Name the model the request is for; on Bedrock and Vertex it stands in the URL.")

  static func unknownModel(_ model: String, nearest: [String]) -> PlanError {
    let hint = nearest.isEmpty ? "" : "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))? "
    return PlanError(
      .unknownModel, at: RequestPath([.field("model")]), model, "the model \"\(model)\" is not known",
      remedy: hint + "To plan with another model's rules, name that one as the substitute.")
  }

  static func unknownWindow(_ model: String) -> PlanError {
    PlanError(
      .unknownWindow, at: RequestPath([.field("model")]), model, "the window of \(model) is not known",
      remedy: "Give it in tokens, or add it to a catalogue of your own.")
  }

  static func unknownTier(_ tier: String, _ model: String, on day: CalendarDay, known: [String]) -> PlanError {
    PlanError(
      .unknownTier, tier, "no limits of a minute are known for \(model) at tier \"\(tier)\" on \(day)",
      remedy: known.isEmpty ? "Leave the tier out." : "Known are \(known.joined(separator: ", ")).")
  }

  static func unknownSurface(_ surface: String, _ model: String) -> PlanError {
    PlanError(
      .unknownSurface, surface, "\(model) has no window of its own in \"\(surface)\"",
      remedy: "Leave it out, or give the window in tokens.")
  }
}
