package import JSONText

/// An upper limit of `input_tokens` that is exceeded at most so often: "it fits" is then false at most so often.
///
///     let limit = try counter.limit(of: count, at: 0.001)
///     limit.tokens         // at most that many, but for one request in a thousand
///     limit.promised       // 0.001, or more where too few recorded requests are like this one
///
/// It rests on how far recorded requests of the same basis and content lay above their counts, by ``Conformal``: the
/// promise holds for requests that are drawn as the recorded ones were.
public struct RiskLimit: Sendable, Hashable {
  /// The share of requests that may exceed the limit, as it was asked for.
  public let risk: Double
  /// The share that the records support: larger than ``risk`` where too few are like the request.
  public let promised: Double
  /// The limit.
  public let tokens: Int
  /// What makes the request hard to count.
  public let content: ContentClass
  /// The basis of what is in doubt.
  public let basis: Basis
  /// How many records the limit rests on.
  public let records: Int
  /// Whether these are of every content, as too few are of the request's own.
  public let isPooled: Bool

  /// Risks that can be asked for.
  public static let range = 0.0001...0.5

  /// Whether the records are too few for the risk that was asked for.
  public var isShort: Bool { promised > risk }

  /// The members that answers have: `asked`, `promised`, `limit`, `content`, `basis`, `records`, `pooled`.
  package func writeMembers(to object: inout JSONWriter) {
    object.member("asked", risk)
    object.member("promised", promised)
    object.member("limit", tokens)
    object.member("content", content.rawValue)
    object.member("basis", basis.description)
    object.member("records", records)
    object.member("pooled", isPooled)
  }
}

extension RequestCounter {
  /// The limit that a request's count exceeds at most so often.
  ///
  /// - Parameters:
  ///   - count: the request's, also one that is ``RequestCount/anchored(on:)`` a measurement.
  ///   - risk: the share of requests that may exceed it, within ``RiskLimit/range``; what lies outside is moved there.
  ///
  /// O(parts).
  public func limit(of count: RequestCount, at risk: Double) -> RiskLimit {
    // What the API counted of a conversation is in no doubt, only what has come since.
    var measured = 0
    for index in count.parts.indices {
      let part = count.parts[index]
      if part.rule == .outsideMessages || part.count.basis == .measured { measured += part.count.tokens }
    }
    return limit(of: count.total, measured: measured, content: count.content, at: risk)
  }

  /// The same of a count without its parts.
  ///
  /// - Parameters:
  ///   - total: `input_tokens` with bounds.
  ///   - measured: how much of it the API counted.
  ///   - content: ``ContentClass/growth`` where there is such a measurement.
  ///   - risk: as above.
  package func limit(of total: TokenCount, measured: Int, content: ContentClass, at risk: Double) -> RiskLimit {
    let asked = min(max(risk, RiskLimit.range.lowerBound), RiskLimit.range.upperBound)
    return RiskTable(catalog).limit(
      of: total, measured: measured, content: content, at: risk.isNaN ? RiskLimit.range.lowerBound : asked)
  }
}

extension RiskLimit {
  /// ``risk`` as people read it: `0.001`.
  package var riskText: String { Self.text(risk) }
  /// ``promised`` as people read it, rounded up.
  package var promisedText: String { Self.text(promised) }

  private static func text(_ risk: Double) -> String {
    var digits = String(Int((risk * 10_000 - 1e-6).rounded(.up)))
    while digits.utf8.count < 5 { digits = "0" + digits }
    var text = digits.prefix(digits.count - 4) + "." + digits.suffix(4)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
