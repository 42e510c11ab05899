import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// What counts say: rules 9 to 13 of the window.
struct WindowCheck {
  let input: TokenCount
  let shape: RequestShape
  let resolved: ResolvedPolicy
  let window: ContextWindow
  private(set) var refusals: [Refusal] = []
  /// Tokens by which input + `max_tokens` may be over the window and still be accepted: two recorded calls of Claude 3.7
  /// (2025-08-11) were, 15 and 55 over; 7,951 over were refused (2025-06). Between those nothing is recorded.
  private static let sumSlack = 200
  /// Whether the output may end before `max_tokens`.
  private(set) var mayBeCut = false

  init(_ input: TokenCount, of shape: RequestShape, _ resolved: ResolvedPolicy, _ window: ContextWindow) {
    self.input = input
    self.shape = shape
    self.resolved = resolved
    self.window = window
  }

  /// - Parameter growth: what the API's own tools may add while the answer is made.
  mutating func check(growth: Int) {
    // Counting does not enforce the window, but on Bedrock (2026-09: 281,257 tokens of Haiku 4.5 were counted).
    if resolved.policy.endpoint == .countTokens, resolved.platform != .bedrock { return }
    guard checkInput() else { return }
    checkSum()
    // An answer whose window fills up with results ends there.
    if refusals.isEmpty, input.bounds.upperBound + resolved.maxTokens + growth > window.tokens { mayBeCut = true }
  }

  /// Before a conversation is compacted all of it is read once more, to write the summary.
  mutating func check(compactionPass: TokenCount) {
    if resolved.policy.endpoint == .countTokens { return }
    var pass = WindowCheck(compactionPass, of: shape, resolved, window)
    _ = pass.checkInput()
    if refusals.first?.isCertain != true { refusals += pass.refusals }
  }

  /// Returns whether the input alone fits for sure.
  private mutating func checkInput() -> Bool {
    let bounds = input.bounds
    if bounds.upperBound > window.tokens {
      let isCertain = bounds.lowerBound > window.tokens
      refuse(.inputOverWindow, limit: window.tokens, doubt: isCertain ? nil : .count)
      return false
    }
    if bounds.upperBound > window.assuredTokens {
      // The header is there, and whether the account may use it is not known.
      refuse(.windowByHeader, limit: window.assuredTokens, doubt: .account)
    }
    return true
  }

  private mutating func checkSum() {
    let (lower, upper) = (input.bounds.lowerBound + resolved.maxTokens, input.bounds.upperBound + resolved.maxTokens)
    guard upper > window.tokens, resolved.maxTokens > 0 else { return }
    guard window.overflow == .refused else {
      mayBeCut = true
      return
    }
    // What the client asks for is not known where its file does not say.
    let isCertain = lower > window.tokens + Self.sumSlack && !resolved.maxTokensIsDefault
    let count = isCertain ? input.tokens : input.bounds.upperBound
    let excess = input.bounds.upperBound + resolved.maxTokens - window.tokens
    refusals.append(
      Refusal(
        .overflowRefused, at: .messages, doubt: isCertain ? nil : .count, on: resolved.platform, in: shape,
        ["count": "\(count)", "asked": "\(resolved.maxTokens)", "most": "\(window.tokens)"],
        remedy: "Lower max_tokens by \(excess), or shorten the input by as much."))
  }

  /// The message names the likely count, moved over the limit where it is only a bound that lies there.
  private mutating func refuse(_ rule: RequestRule, limit: Int, doubt: Refusal.Doubt?) {
    // Bedrock has words of its own for models of 200K, and the API's for those of 1M (2026-03-18).
    let isShort = resolved.platform == .bedrock && limit < 1_000_000
    let count = input.tokens > limit ? input.tokens : doubt == nil ? input.bounds.lowerBound : input.bounds.upperBound
    let excess = input.bounds.upperBound - window.tokens
    refusals.append(
      Refusal(
        rule, isShort ? 1 : 0, at: .messages, doubt: doubt, on: resolved.platform, in: shape,
        ["count": "\(count)", "most": "\(limit)"],
        remedy: rule == .windowByHeader
          ? "Say whether the account may use \(window.tokens) tokens, or shorten the input."
          : "Shorten the input by \(excess) tokens, or choose a larger window."))
  }
}
