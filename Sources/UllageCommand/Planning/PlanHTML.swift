import ContextPlanning
import JSONText
import MessagesAPI
import RequestChecking
import RequestCounting

/// A plan as a page without anything from elsewhere: the window as a bar and turn by turn, what the API says, the remedies
/// with before and after, the largest messages. All but the timeline stands there without scripts, too.
struct PlanHTML {
  let plan: Plan
  /// Where the request was read from, for people.
  let source: String

  /// Rows of the table for browsers without scripts.
  private static let rows = 20

  /// O(parts).
  var bytes: [UInt8] {
    let timeline = WindowTimeline(plan.input)
    let texts = [
      "title": Self.escaped("\(source): \(PlanTable.words(plan.verdict)), \(plan.model), \(plan.day)"), "mood": mood,
      "heading": Self.escaped("\(source): \(sentence)"), "summary": summary, "bar": bar, "refusals": refusals,
      "remedies": remedies, "facts": facts, "notes": notes, "heads": Self.heads, "largest": largest(timeline),
      "version": Version.number,
    ]
    var values = texts.mapValues { Array($0.utf8) }
    values["plan"] = PageTemplate.forScript(ShownJSON.bytes(json(timeline)))
    return PageTemplate.plan.filled(values)
  }

  private var sentence: String {
    switch plan.verdict {
    case .fits: "fits"
    case .fitsMayBeCut: "fits, and the output may be cut"
    case .mayBeRefused: "may be refused"
    case .refused: "is refused"
    case .unknown: "whether it fits is not known"
    }
  }

  private var mood: String {
    switch plan.verdict {
    case .fits: "fits"
    case .refused: "refused"
    case .fitsMayBeCut, .mayBeRefused, .unknown: "doubtful"
    }
  }

  private var summary: String {
    let input = plan.input.total
    let left = Self.digits(abs(plan.headroom))
    let headroom = plan.headroom < 0 ? "\(left) too many" : "\(left) are left"
    return """
      <strong>\(Self.digits(input.tokens)) tokens</strong> of input (\(Self.certainty(input))) and \
      <strong>\(Self.digits(plan.maxTokens))</strong> of output in a window of \
      <strong>\(Self.digits(plan.window.tokens))</strong>: \(headroom). \(Self.escaped(plan.model)), as of \(plan.day).
      """
  }

  // MARK: The window as a bar

  private var bar: String {
    let bar = WindowBar(plan)
    var (spans, legend, tokens) = ("", "", 0)
    func add(_ segment: WindowBar.Segment, _ share: Int) {
      guard share > 0 else { return }
      let kind = segment.name == "free" ? " class=\"free\"" : ""
      spans += "<span\(kind) style=\"flex-grow:\(share);--fill:\(segment.colour)\"></span>"
    }
    for segment in bar.segments {
      // Where the window ends inside a segment, a line divides it.
      let inside = min(max(bar.window - tokens, 0), segment.tokens)
      add(segment, inside)
      if inside < segment.tokens, tokens <= bar.window { spans += "<span class=\"edge\"></span>" }
      add(segment, segment.tokens - inside)
      tokens += segment.tokens
      legend += """
        <li><span class="swatch" style="--fill:\(segment.colour)"></span>\(segment.name) \
        \(Self.digits(segment.tokens)), \(Figures.percent(segment.tokens, of: bar.window))</li>

        """
    }
    let said = bar.window < bar.total ? "; a red line is its end" : ""
    return """
      <div class="bar" role="img" aria-label="The window by what is in it\(said)">\(spans)</div>
      <ul class="legend">
      \(legend)</ul>

      """
  }

  // MARK: What stands below

  private var refusals: String {
    if plan.refusals.isEmpty { return "" }
    let items = plan.refusals.map { refusal in
      let place = refusal.path.steps.isEmpty ? "" : " at <code>\(Self.escaped("\(refusal.path)"))</code>"
      let words =
        (refusal.isCertain ? "" : "perhaps: ") + refusal.message + (refusal.isVerbatim ? "" : " (our wording)")
      return "<li><strong>\(Self.escaped(words))</strong>\(place)<p>\(Self.escaped(refusal.remedy))</p></li>\n"
    }
    return "<section>\n<h2>What the API says</h2>\n<ul class=\"said\">\n\(items.joined())</ul>\n</section>\n"
  }

  private var facts: String {
    var rows = [
      ("model", plan.model), ("window", Self.digits(plan.window.tokens)), ("max_tokens", Self.digits(plan.maxTokens)),
      ("input", "\(Self.digits(plan.input.total.tokens)) (\(Self.certainty(plan.input.total)))"),
      ("headroom", Self.digits(plan.headroom)), ("largest max_tokens", Self.digits(plan.largestMaxTokens)),
      ("rules as of", "\(plan.day)"),
    ]
    if let anchor = plan.anchor {
      rows.append(("measured", "\(Self.digits(anchor.tokens)) at the last call"))
    }
    if let cost = plan.cost { rows.append(("cost", "$\(cost.dollars)")) }
    if let forecast = plan.forecast {
      let turns = forecast.turnsUntilFull
      rows.append(
        (
          "forecast",
          "\(Self.digits(turns)) more turn\(turns == 1 ? "" : "s") of \(Self.digits(forecast.tokensPerTurn)) tokens"
        ))
    }
    let text = rows.map { "<dt>\($0.0)</dt><dd>\(Self.escaped($0.1))</dd>\n" }.joined()
    return "<dl>\n\(text)</dl>\n"
  }

  /// Notices, one of a kind.
  private var notes: String {
    var seen: [Notice.Code: Int] = [:]
    for notice in plan.notices { seen[notice.code, default: 0] += 1 }
    if seen.isEmpty { return "" }
    var items = ""
    for notice in plan.notices {
      guard let count = seen.removeValue(forKey: notice.code) else { continue }
      let more = count > 1 ? ", and \(count - 1) more of its kind" : ""
      items += "<li>\(Self.escaped("\(notice)"))\(more)</li>\n"
    }
    return "<section>\n<h2>What to know</h2>\n<ul>\n\(items)</ul>\n</section>\n"
  }

  /// Ways out, each with the input before and after it.
  private var remedies: String {
    if plan.remedies.isEmpty { return "" }
    let turns = plan.outlook.map { "\($0.turns) turns" } ?? "Cost"
    let heads =
      "<th>Input, before and after</th>"
      + ["Loses", "Rewrites", turns].map { "<th class=\"wide\">\($0)</th>" }.joined()
    let before = plan.input.total.tokens
    let most = max(before, plan.window.tokens, plan.remedies.map(\.after.tokens).max() ?? 0)
    var rows = ""
    for remedy in plan.remedies {
      let pays = remedy.paysAfter.map { "; cheaper from turn \($0) on" } ?? ""
      let dollars = remedy.outlook.map { "$" + Cost.dollars($0.nanodollars).dropLast(3) } ?? "?"
      let then = remedy.reachesGoal ? PlanTable.words(remedy.verdict) : "over the goal"
      let after = Figures.percent(remedy.after.tokens, of: most)
      rows += """
        <tr><td class="what"><code>\(Self.escaped(remedy.name))</code>: \(Self.escaped(then))<p>\
        \(Self.escaped(PlanTable.what(remedy) + pays))</p></td><td class="change">\(Self.digits(before)) → \
        <strong>\(Self.digits(remedy.after.tokens))</strong><span class="then" style="--after:\(after);\
        --before:\(Figures.percent(max(before, remedy.after.tokens), of: most))"></span></td>\
        <td class="wide">\(Self.digits(remedy.lost.tokens))</td>\
        <td class="wide">\(Self.digits(remedy.rewritten))</td><td class="wide">\(dollars)</td></tr>

        """
    }
    return """
      <section>
      <h2>What helps</h2>
      <div class="scroll" role="region" tabindex="0" aria-label="Remedies"><table><thead><tr><th class="what">Remedy, and what then</th>\(heads)</tr></thead><tbody>
      \(rows)</tbody></table></div>
      </section>

      """
  }

  // MARK: Messages

  private static let heads = #"<th class="name">Message</th><th>Tokens</th><th>Of input</th><th>Most of it</th>"#

  private func largest(_ timeline: WindowTimeline) -> String {
    let total = plan.input.total.tokens
    var rows = timeline.largest.prefix(Self.rows).map { message in
      """
      <tr><td class="name">messages[\(message.index)] \(message.role)</td><td>\(Self.digits(message.tokens))</td>\
      <td>\(Figures.percent(message.tokens, of: total))</td><td>\(message.main?.rawValue ?? "")</td></tr>

      """
    }
    let more = timeline.messages.count - Self.rows
    if more > 0 { rows.append("<tr><td class=\"name\">\(Self.digits(more)) more</td></tr>\n") }
    return rows.joined()
  }

  /// `{"window": …, "reserved": …, "kinds": [[name, colour]], "before": [kind, tokens, …], "messages": [[role, index,
  /// whether a turn begins, kind, tokens, …]]}`: kinds by their place in the list.
  private func json(_ timeline: WindowTimeline) -> [UInt8] {
    let kinds = WindowShare.Kind.allCases
    var writer = JSONWriter()
    func write(_ shares: [WindowShare.Kind: Int], to array: inout JSONWriter) {
      for (place, kind) in kinds.enumerated() {
        guard let tokens = shares[kind] else { continue }
        array.element(place)
        array.element(tokens)
      }
    }
    writer.object { object in
      object.member("window", plan.window.tokens)
      object.member("reserved", plan.maxTokens)
      object.array("kinds") { array in
        for kind in kinds {
          array.array { cells in
            cells.element(kind.rawValue)
            cells.element(WindowBar.look(of: kind).colour)
          }
        }
      }
      object.array("before") { write(timeline.before, to: &$0) }
      object.array("messages") { array in
        for message in timeline.messages {
          array.array { cells in
            cells.element("\(message.role)")
            cells.element(message.index)
            cells.element(message.beginsTurn ? 1 : 0)
            write(message.shares, to: &cells)
          }
        }
      }
    }
    return writer.take()
  }

  // MARK: Text

  private static func escaped(_ text: String) -> String { PageTemplate.escaped(ShownText.line(text)) }

  private static func digits(_ number: Int) -> String { Figures.digits(number, groups: true) }

  /// `12,300 to 12,400, modelled`, or `exact`.
  private static func certainty(_ count: TokenCount) -> String {
    let range = "\(digits(count.bounds.lowerBound)) to \(digits(count.bounds.upperBound)), "
    return (count.bounds.count == 1 ? "" : range) + "\(count.basis)"
  }
}
