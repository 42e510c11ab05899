import ContextPlanning
import MessagesAPI
import RequestCounting

/// A window as a row of segments: what is in it, what is reserved, what is free, and what is too much.
struct WindowBar {
  /// A piece of the bar.
  struct Segment {
    /// `system`, `tools`, …, `max_tokens`, `in_doubt` or `free`.
    var name: String
    var tokens: Int
    /// One letter for terminals.
    var letter: Character
    /// The fill, as in `#4477aa`: a palette that colour-blind readers tell apart (Tol, bright).
    var colour: String
  }

  let segments: [Segment]
  /// Tokens that the whole bar stands for: the window, or more where more is asked for.
  let total: Int
  let window: Int

  init(_ plan: Plan) {
    window = plan.window.tokens
    let shares = plan.shares
    var segments = WindowShare.Kind.allCases.compactMap { kind -> Segment? in
      let tokens = shares.first { $0.kind == kind }?.count.tokens ?? 0
      let (letter, colour) = Self.look(of: kind)
      return tokens > 0 ? Segment(name: kind.rawValue, tokens: tokens, letter: letter, colour: colour) : nil
    }
    if plan.maxTokens > 0 {
      segments.append(Segment(name: "max_tokens", tokens: plan.maxTokens, letter: "m", colour: "#bbbbbb"))
    }
    // The gate is on the upper bound: what the input may have beyond its likely count.
    let doubt = plan.input.total.bounds.upperBound - plan.input.total.tokens
    if doubt > 0 { segments.append(Segment(name: "in_doubt", tokens: doubt, letter: "?", colour: "#ffcc88")) }
    let used = segments.reduce(0) { $0 + $1.tokens }
    if used < window {
      segments.append(Segment(name: "free", tokens: window - used, letter: ".", colour: "#f2f2f2"))
    }
    self.segments = segments
    total = max(used, window, 1)
  }

  /// `[sstttuuuuaaa……mmm]`, `width` letters between the brackets; a stroke marks the end of the window where more is
  /// asked for. Every segment that is not empty has at least one letter while there is room.
  func text(width: Int) -> String {
    var cells: [Character] = []
    var tokens = 0
    for segment in segments {
      tokens += segment.tokens
      let end = min(max(tokens * width / total, cells.count + 1), width)
      while cells.count < end { cells.append(segment.letter) }
    }
    if window < total { cells.insert("|", at: min(window * width / total, cells.count)) }
    return "[" + String(cells) + "]"
  }

  /// The letter and the fill of a share.
  static func look(of kind: WindowShare.Kind) -> (letter: Character, colour: String) {
    switch kind {
    case .system: ("s", "#4477aa")
    case .tools: ("t", "#66ccee")
    case .user: ("u", "#228833")
    case .assistant: ("a", "#ccbb44")
    case .toolCalls: ("c", "#ee6677")
    case .toolResults: ("r", "#aa3377")
    case .thinking: ("k", "#997700")
    case .images: ("i", "#004488")
    case .documents: ("d", "#6ea6cd")
    case .frame: ("f", "#555555")
    case .unknown: ("x", "#bb5500")
    case .outside: ("o", "#99aabb")
    }
  }
}
