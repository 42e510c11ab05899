public import MessagesAPI
import ModelCatalog
import Tokenization

/// Why a request cannot be counted, and what to do about it.
///
///     unknown_model at model: the model "claude-opus-55" is not known. Did you mean "claude-opus-5-5"? …
public struct CountError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of mistake. An open set: later versions may tell more kinds apart.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Neither the call nor the body names a model.
    public static let missingModel = Code(rawValue: "missing_model")
    /// The model is not in the catalogue.
    public static let unknownModel = Code(rawValue: "unknown_model")
    /// The catalogue names a tokenizer family that is not known: one's own file is wrong.
    public static let unknownFamily = Code(rawValue: "unknown_family")
    /// The catalogue's counting rules cannot be followed: one's own file is wrong.
    public static let badRules = Code(rawValue: "bad_rules")
    /// The built-in vocabulary is damaged.
    public static let damagedTable = Code(rawValue: "damaged_table")
    /// The task was cancelled before the count was done.
    public static let cancelled = Code(rawValue: "cancelled")
  }

  /// The kind, for programs.
  public let code: Code
  /// Where in the request.
  public let path: RequestPath
  /// What was found there; empty if nothing was.
  public let value: String
  /// A sentence without a full stop.
  public let message: String
  /// What to do about it, full sentences.
  public let remedy: String

  public var description: String {
    let place = path.steps.isEmpty ? "" : " at \(path)"
    return "\(code.rawValue)\(place): \(message). \(remedy)"
  }

  static let missingModel = CountError(
    code: .missingModel, path: RequestPath([.field("model")]), value: "", message: "no model is named",
    remedy: "Name the model the request is for; on Bedrock and Vertex it stands in the URL.")

  static func unknownModel(_ model: String, nearest: [String]) -> CountError {
    let hint = nearest.isEmpty ? "" : "Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))? "
    return CountError(
      code: .unknownModel, path: RequestPath([.field("model")]), value: model,
      message: "the model \"\(model)\" is not known",
      remedy: hint + "To count with another model's rules, name that one as the substitute.")
  }

  static func unknownFamily(of model: Model) -> CountError {
    CountError(
      code: .unknownFamily, path: RequestPath([.field("model")]), value: model.tokenizer.family,
      message: "\(model.id) counts with the family \"\(model.tokenizer.family)\", which is not known",
      remedy: "Give one of \(TokenizerFamily.all.map(\.name).joined(separator: ", ")) in the catalogue.")
  }

  static func badRules(_ what: String) -> CountError {
    CountError(
      code: .badRules, path: .root, value: "", message: what,
      remedy: "Correct the file that --catalog or ULLAGE_CATALOG names; `ullage calibration export` writes one anew.")
  }

  static let cancelled = CountError(
    code: .cancelled, path: .root, value: "", message: "the task was cancelled before the count was done",
    remedy: "Count again in a task that is not cancelled.")

  static func damaged(_ what: String) -> CountError {
    CountError(
      code: .damagedTable, path: .root, value: "", message: what, remedy: "Build or install the program again.")
  }
}
