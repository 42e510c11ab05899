import MessagesAPI
import RequestCounting

/// Which rules counted a request, in the order of the prompt: what each prices, how sure it is, and what supports it.
struct Explanation {
  private let counted: CountedRequest

  init(_ counted: CountedRequest) { self.counted = counted }

  /// The parts that one rule priced, together.
  private struct Group {
    var rule: CountingRule
    var parts: [Part]
    var count: TokenCount
  }

  var text: String {
    let count = counted.count
    var text = "\(count.total.tokens) tokens for \(count.model) (\(count.family)), \(Self.certainty(count.total))\n"
    if let evidence = count.modelEvidence {
      text += "of \(Self.records(evidence.records)) of this model, \(evidence.exact) are counted to the token\n"
    } else {
      text += "no recorded requests of this model\n"
    }
    for group in groups { text += "\n" + section(group) }
    return ShownText.lines(text)
  }

  private var groups: [Group] {
    var groups: [Group] = []
    var places: [CountingRule: Int] = [:]
    for part in counted.count.parts {
      if let place = places[part.rule] {
        groups[place].parts.append(part)
      } else {
        places[part.rule] = groups.count
        groups.append(Group(rule: part.rule, parts: [part], count: part.count))
      }
    }
    for place in groups.indices { groups[place].count = TokenCount(sumOf: groups[place].parts.lazy.map(\.count)) }
    return groups
  }

  private func section(_ group: Group) -> String {
    var paths: [RequestPath] = []
    for part in group.parts where !paths.contains(part.path) && !part.path.steps.isEmpty {
      if paths.count < 4 { paths.append(part.path) }
    }
    let names = paths.prefix(3).map { counted.request.bodyPath(of: $0).description }
    let place = names.joined(separator: ", ") + (paths.count > 3 ? " and more" : "")
    var text = "\(group.rule.name)  \(group.count.tokens)\(place.isEmpty ? "" : "  at \(place)")\n"
    text += "    \(group.rule.explanation)\n"
    let evidence = counted.count.evidence(of: group.parts[0])
    if group.count.basis != .exact || evidence != nil {
      var line = Self.certainty(group.count)
      if let evidence {
        line += "; \(Self.records(evidence.records)), \(evidence.exact) counted to the token"
      } else if group.count.basis != .exact {
        line += "; no records counted by themselves"
      }
      text += "    \(line)\n"
    }
    return text
  }

  private static func certainty(_ count: TokenCount) -> String {
    let bounds = count.bounds
    if bounds.lowerBound == bounds.upperBound { return "\(count.basis)" }
    return "\(count.basis), between \(bounds.lowerBound) and \(bounds.upperBound)"
  }

  private static func records(_ number: Int) -> String { "\(number) recorded request\(number == 1 ? "" : "s")" }
}
