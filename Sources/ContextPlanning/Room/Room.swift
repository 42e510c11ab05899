/// What still fits before a threshold: the largest result, text, image or document; how much a tool may answer so that
/// more turns fit; and what parallel branches may bring back.
///
///     plan.room?.tokens                     // 12_340 more tokens of input
///     plan.room?.steps[1].largest           // 12_180: tokens of the longest result that fits for sure
///     plan.room?.resultCap                  // 1_150: then ten more turns fit
public struct Room: Sendable, Hashable {
  /// The most tokens of input: what the window leaves beside `max_tokens` and what is added while the answer is made, or
  /// the goal where that is less.
  public let most: Int
  /// What is left until there when the input is as large as it may be; 0 where nothing is.
  public let tokens: Int
  /// Tokens of the answer that comes first: as much as is expected, or the mean of those so far. 0 where the request ends
  /// in an answer.
  public let answer: Int
  /// What may come next, by kind.
  public let steps: [NextStep]
  /// The request's tools by what they have answered, largest first.
  public let tools: [ToolRoom]
  /// Turns that ``resultCap`` lets fit.
  public let turns: Int
  /// With results cut at so many tokens, ``turns`` more turns like those so far fit. Nil where they fit uncut, 0 where
  /// they do not fit with any.
  public let resultCap: Int?
  /// The request's images, and what each would take at a lower resolution.
  public let images: [ImageRoom]
  /// What parallel branches have; nil where nobody asks.
  public let branches: Branches?
}

/// Something that may come next, what it takes, and how large it may be.
public struct NextStep: Sendable, Hashable {
  /// What a step brings.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A question of the user, or a file that is pasted into one: `largest` is tokens of text.
    case question
    /// A call and its result: tokens of text.
    case result
    /// A document of plain text in a question: tokens of text.
    case document
    /// An image in a question: the edge of a square one, in pixels.
    case image
    /// A PDF in a question: pages in US Letter.
    case pages = "pdf_pages"
  }

  /// What it brings.
  public let kind: Kind
  /// Tokens around its content: marks, frames, and the call that a result answers. At most.
  public let frame: Int
  /// Tokens of its content as it has been so far: the mean of the conversation's own; of a page, one without text to one
  /// with the most. Nil where there was none.
  public let usual: ClosedRange<Int>?
  /// The largest that fits for sure, in what ``Kind`` says; 0 where none does.
  public let largest: Int
  /// Whether larger ones fit too, as images do that are scaled down.
  public let isUnlimited: Bool
  /// What the call costs that a step of the usual size leads to, in 10⁻⁹ dollars: at most, with what is marked read from
  /// the cache. Nil without a price, or without a usual size.
  public let nanodollars: Int?
}

/// What a tool has answered so far.
public struct ToolRoom: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// How many results there are.
  public let results: Int
  /// Their tokens, the mean.
  public let mean: Int
  /// The largest of them.
  public let largest: Int
  /// How many of them ``Room/resultCap`` would have cut.
  public let cut: Int
}

/// Parallel calls that share the request as their prefix: subagents that fork off it, or samples of the next answer.
///
/// An entry of the cache can be read once the answer of the call that wrote it has begun (documentation, 2026-08): calls
/// that are sent at once write it each.
public struct Branches: Sendable, Hashable {
  /// How many.
  public let count: Int
  /// Tokens of input that each may add to the prefix in a window of its own.
  public let tokensEach: Int
  /// Tokens that each may bring back, where all of them come as results of parallel calls into this conversation.
  public let reportEach: Int
  /// All of them sent at once, in 10⁻⁹ dollars; nil without a price.
  public let nanodollarsAtOnce: Int?
  /// One ahead, the others when its answer has begun: they read what it wrote.
  public let nanodollarsAfterFirst: Int?
  /// Seconds that the last of them waits for the account's limits of a minute, after the first: from a full allowance to an
  /// empty one. Nil where no tier is named.
  public let seconds: ClosedRange<Int>?
}
