public import ModelCatalog
import RequestChecking

/// How many tokens fit, input and output together, and what becomes of more.
///
///     let window = try ContextWindow(of: model, on: day, betas: ["context-1m-2025-08-07"])
///     window.tokens     // 1_000_000 for Sonnet 4.5 until 2026-04-30, then 200_000
public struct ContextWindow: Sendable, Hashable {
  /// The window's size in tokens.
  public let tokens: Int
  /// Where the number comes from.
  public let origin: Origin
  /// Tokens of the window that everyone has, where ``tokens`` needs an account's access that is not known.
  public let assuredTokens: Int
  /// The most `max_tokens`; nil where it is not known.
  public let maxOutput: Int?
  /// What becomes of input and `max_tokens` that together are more.
  public let overflow: Model.Overflow

  /// Where a window's size comes from.
  public enum Origin: Sendable, Hashable {
    /// The model's own window.
    case model
    /// A beta header that has effect on the day.
    case header(String)
    /// The window of a chat product, by its name.
    case surface(String)
    /// The policy's own number.
    case given
  }

  /// - Throws: where the catalogue does not know the model's window and the policy gives none.
  public init(
    of model: Model, on day: CalendarDay, betas: [String] = [], policy: PlanPolicy = PlanPolicy()
  ) throws(PlanError) {
    let facts = model.window
    let plain = facts?.tokens(on: day)
    if let given = policy.window {
      (tokens, origin, assuredTokens) = (given, .given, given)
    } else if let surface = policy.surface {
      guard let size = facts?.tokens(onSurface: surface) else { throw .unknownSurface(surface, model.id) }
      (tokens, origin, assuredTokens) = (size, .surface(surface), size)
    } else {
      guard let size = facts?.tokens(on: day, betas: betas) else { throw .unknownWindow(model.id) }
      let header = facts?.beta.flatMap { betas.contains($0.header) && $0.hasEffect(on: day) ? $0 : nil }
      let isOpen = header?.eligibility == nil || policy.hasLongContextAccess == true
      let isShut = header?.eligibility != nil && policy.hasLongContextAccess == false
      origin = header.map { isShut ? .model : .header($0.header) } ?? .model
      tokens = isShut ? plain ?? size : size
      assuredTokens = isOpen ? size : min(plain ?? size, size)
    }
    maxOutput = model.maxOutput?.tokens(
      betas: betas, endpoint: policy.endpoint.rawValue, platform: policy.platform?.rawValue ?? "api", on: day)
    let accepts = betas.contains("model-context-window-exceeded-2025-08-26")
    let own = model.overflow ?? .accepted
    overflow = own == .refused && accepts ? .accepted : own
  }
}
