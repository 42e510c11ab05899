import MessagesAPI

/// The start of a conversation, as the API counted it and as it is counted here.
///
/// What the two differ by is what a conversation's messages do not hold: system prompt, tools, reminders. It stays as
/// long as the conversation goes on.
public struct CountedPrefix: Sendable {
  /// `input_tokens` with cache reads and cache writes, as the API answered.
  public let measured: Int
  /// Tokens of those messages that the API left out before it counted, by its own word.
  public let cleared: Int
  /// The same messages, counted here.
  public let counted: RequestCount

  /// - Parameters:
  ///   - measured: what the API answered, cache reads and writes included.
  ///   - cleared: what the API says that it left out of the messages before.
  ///   - counted: the count of the same messages.
  public init(measured: Int, cleared: Int = 0, counted: RequestCount) {
    self.measured = measured
    self.cleared = cleared
    self.counted = counted
  }

  /// Tokens that the API counted beyond what is known of the prompt.
  public var outside: Int { measured - counted.total.tokens }

  /// Whether the API can have counted this prompt: not less than its messages take at least.
  public var isBelievable: Bool { measured + cleared >= counted.total.bounds.lowerBound }
}

extension RequestCount {
  /// A later state of a conversation, from what the API counted of an earlier one: only what has come since is in doubt.
  ///
  /// What both have in common was measured. What only one of them has keeps its bounds. The prefix of another model is
  /// worth less: what it leaves out is written in other tokens there.
  ///
  /// O(parts).
  public func anchored(on prefix: CountedPrefix) -> RequestCount {
    guard prefix.counted.model == model else { return withForeign(prefix) }
    var earlier: [Part: Int] = [:]
    var doubts: [Part.Place: TokenCount] = [:]
    let before = prefix.counted.parts
    // By index: walking over the parts themselves would copy each.
    for index in before.indices {
      if before[index].path.messageIndex == nil {
        doubts[Part.Place(before[index])] = before[index].count
      } else {
        earlier[before[index], default: 0] += 1
      }
    }
    var now = parts
    for index in now.indices {
      let part = now[index]
      if let count = earlier[part], count > 0 {
        earlier[part] = count - 1
        now[index].count = TokenCount(part.count.tokens, basis: .measured)
      } else if part.path.messageIndex == nil, let old = doubts.removeValue(forKey: Part.Place(part)) {
        now[index].count = part.count.narrowed(by: old)
      }
    }
    // What has gone since was part of what was measured: its doubt stays, the other way round.
    var (below, above) = (0, 0)
    for (part, times) in earlier where times > 0 {
      below += times * (part.count.bounds.upperBound - part.count.tokens)
      above += times * (part.count.tokens - part.count.bounds.lowerBound)
    }
    for count in doubts.values {
      below += count.bounds.upperBound - count.tokens
      above += count.tokens - count.bounds.lowerBound
    }
    let outside = TokenCount(prefix.outside, below: max(below, 0), above: max(above, 0), basis: .measured)
    now.append(Part(path: .root, role: nil, count: outside, rule: .outsideMessages))
    return RequestCount(parts: now, notices: notices, rules: rules, day: day)
  }

  /// The vocabularies differ by up to a half (the same English text: 1.0 to 1.4 times; code and other scripts more).
  private func withForeign(_ prefix: CountedPrefix) -> RequestCount {
    let outside = max(prefix.outside, 0)
    let count = TokenCount(outside, below: outside / 2, above: outside, basis: .assumed)
    return RequestCount(
      parts: parts + [Part(path: .root, role: nil, count: count, rule: .outsideMessages)], notices: notices,
      rules: rules, day: day)
  }
}

extension Part {
  /// Where a part stands, and by what rule.
  fileprivate struct Place: Hashable {
    let path: RequestPath
    let rule: CountingRule

    init(_ part: Part) { (path, rule) = (part.path, part.rule) }
  }
}

extension TokenCount {
  /// A doubt about the whole, less the doubt about a part of it that was measured.
  fileprivate func narrowed(by old: TokenCount) -> TokenCount {
    func growth(_ now: Int, _ then: Int) -> Int { max(now - max(then, 0), 0) }
    let below = growth(tokens - bounds.lowerBound, old.tokens - old.bounds.lowerBound)
    let above = growth(bounds.upperBound - tokens, old.bounds.upperBound - old.tokens)
    return TokenCount(tokens, below: below, above: above, basis: below == 0 && above == 0 ? .measured : basis)
  }
}
