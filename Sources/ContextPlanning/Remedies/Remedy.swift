public import MessagesAPI
public import RequestChecking
public import RequestCounting

/// A way out of a window that is too small, tried on the request itself.
///
///     plan.remedies[0].name          // clear_tool_uses_20250919
///     plan.remedies[0].freed         // 48_120 tokens of the window
///     plan.remedies[0].request       // the edited request: it counts remedy.after.tokens
public struct Remedy: Sendable {
  /// What `ullage plan --apply` takes: `lower_max_tokens`, `evict`, `model:claude-opus-5` and so on.
  public let name: String
  /// What is done, in a sentence.
  public let summary: String
  /// Whether it is another model's: what it counts and frees is in that model's tokens.
  public let changesModel: Bool
  /// Whether the input is then within the policy's goal; true where there is none.
  public let reachesGoal: Bool
  /// The request to send instead, and the headers it needs besides its own.
  public let request: MessagesRequest
  /// Images of the request that its sender scales down first: it holds them as they were. Empty but for `scale_images`.
  public let imagesToScale: [ImageRoom]
  /// Beta headers that the remedy takes.
  public let headers: [String]
  /// What the model then sees.
  public let after: TokenCount
  /// Whether ``after`` is what the next request has: this one is sent whole, for the API to summarise.
  public let isForNextRequest: Bool
  /// The verdict on the edited request.
  public let verdict: Verdict
  /// Why the API would not take the edited request either, or might not; nil where nothing speaks against it.
  public let refusal: Refusal?
  /// Tokens of the window that become free: of input, output, or window gained.
  public let freed: Int
  /// What the model does not see any more.
  public let lost: Loss
  /// Tokens of the cached prefix that have to be written again.
  public let rewritten: Int
  /// What the edited request costs more than the original, in billionths of a dollar; negative where it is cheaper, nil
  /// where a price is not known.
  public let addedNanodollars: Int?
  /// What the next turns cost after the remedy, with what of the cache is lost written anew; nil where a price is not
  /// known.
  public let outlook: CostOutlook?
  /// The turn after which it has cost no more than going on as before would have, if that could be; nil where that is
  /// not within a hundred turns.
  public let paysAfter: Int?

  /// What an edit takes from the model.
  public struct Loss: Sendable, Hashable {
    /// Messages that are gone, and results, thinking turns and arguments that are.
    public var messages = 0
    /// Tool results that the model no longer sees.
    public var results = 0
    /// Texts of which only head and tail are left.
    public var shortened = 0
    /// Images that a note stands for.
    public var images = 0
    /// Tools whose definitions it sees only once it has searched for them.
    public var deferredTools = 0
    /// Turns whose thinking it no longer sees.
    public var thinkingTurns = 0
    /// Tokens of content that are gone; of output, where that is what is given up.
    public var tokens = 0
    /// Whether later thinking is bound to what changed: models that check the prefix reject or drop it.
    public var breaksBoundThinking = false
    /// The sum of what the dropped parts were worth, by ``Priorities``.
    public var worth = 0
    /// No choice of what to drop, clear or cut loses less than this: equal to ``worth`` where that is proven. Nil where no
    /// choice was made.
    public var leastWorth: Int?
  }

  /// Whether the remedy is enough.
  public var suffices: Bool { reachesGoal && (verdict == .fits || verdict == .fitsMayBeCut) }
}

/// What parts of a conversation are worth, for deciding what to drop.
///
///     var priorities = Priorities()
///     priorities.pinned = [0]             // the task description stays
///     priorities.weights[12] = 50         // this message is worth fifty per token
public struct Priorities: Sendable, Hashable {
  /// Messages that stay, by index.
  public var pinned: Set<Int> = []
  /// What a token of a message is worth, by index, from 0 to 1,000; others are worth between 1 at the start and 10 at the
  /// end.
  public var weights: [Int: Int] = [:]
  /// The same for answers of a tool, by its name.
  public var toolWeights: [String: Int] = [:]
  /// What writing one cached token again is worth.
  public var rewriteWeight = 1

  /// The order that is used where nobody gives one.
  public init() {}

  /// A weight within what products of weights and tokens can hold.
  static func clamped(_ weight: Int) -> Int { min(max(weight, 0), 1000) }

  /// The worth of a token of a message.
  func weight(of message: Int, outOf count: Int) -> Int {
    weights[message].map(Self.clamped) ?? 1 + 9 * message / max(count - 1, 1)
  }
}
