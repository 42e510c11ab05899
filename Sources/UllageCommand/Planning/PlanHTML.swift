import ContextPlanning
import MessagesAPI
import RequestChecking
import RequestCounting

/// A plan as a page without anything from elsewhere: the picture, the refusals, the remedies.
struct PlanHTML {
  let plan: Plan

  var text: String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(PlanSVG.escaped(plan.model)): \(plan.verdict.rawValue)</title>
    <style>
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
    table { border-collapse: collapse; width: 100%; }
    th, td { padding: .25rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
    td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    svg { max-width: 100%; height: auto; }
    code { background: #f4f4f4; padding: 0 .2rem; }
    </style>
    <h1>\(Self.heading(plan.verdict))</h1>
    \(PlanSVG(plan: plan).text)\(refusals)\(facts)\(remedies)\(notes)</html>

    """
  }

  private static func heading(_ verdict: Verdict) -> String {
    switch verdict {
    case .fits: "The request fits"
    case .fitsMayBeCut: "The request fits; the output may be cut"
    case .mayBeRefused: "The request may be refused"
    case .refused: "The request is refused"
    case .unknown: "Whether the request fits is not known"
    }
  }

  private var refusals: String {
    if plan.refusals.isEmpty { return "" }
    let items = plan.refusals.map { refusal in
      let place = refusal.path.steps.isEmpty ? "" : " at <code>\(PlanSVG.escaped("\(refusal.path)"))</code>"
      let words =
        (refusal.isCertain ? "" : "perhaps: ") + refusal.message + (refusal.isVerbatim ? "" : " (our wording)")
      return "<li>\(PlanSVG.escaped(words))\(place)<br>\(PlanSVG.escaped(refusal.remedy))</li>\n"
    }
    return "<h2>What the API says</h2>\n<ul>\n\(items.joined())</ul>\n"
  }

  private var facts: String {
    let bounds = plan.input.total.bounds
    var rows = [
      ("model", plan.model), ("window", "\(plan.window.tokens)"), ("max_tokens", "\(plan.maxTokens)"),
      ("input", "\(plan.input.total.tokens) (\(bounds.lowerBound) to \(bounds.upperBound), \(plan.input.total.basis))"),
      ("headroom", "\(plan.headroom)"), ("largest max_tokens", "\(plan.largestMaxTokens)"),
      ("rules as of", "\(plan.day)"),
    ]
    if let cost = plan.cost { rows.append(("cost", "$\(cost.dollars)")) }
    if let forecast = plan.forecast {
      rows.append(("forecast", "\(forecast.turnsUntilFull) more turns of \(forecast.tokensPerTurn) tokens"))
    }
    let text = rows.map { "<tr><th>\($0.0)</th><td>\(PlanSVG.escaped($0.1))</td></tr>\n" }.joined()
    return "<h2>In numbers</h2>\n<table>\n\(text)</table>\n"
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
      items += "<li>\(PlanSVG.escaped("\(notice)"))\(more)</li>\n"
    }
    return "<h2>What to know</h2>\n<ul>\n\(items)</ul>\n"
  }

  private var remedies: String {
    if plan.remedies.isEmpty { return "" }
    var text = "<h2>What helps</h2>\n<table>\n<tr><th>remedy</th><th class=\"n\">frees</th><th class=\"n\">loses</th>"
    text += "<th class=\"n\">dollars</th><th>then</th><th>what</th></tr>\n"
    for remedy in plan.remedies {
      let dollars = remedy.addedNanodollars.map { Cost.dollars($0) } ?? "unknown"
      let pays = remedy.paysAfter.map { "; cheaper from turn \($0) on" } ?? ""
      text += "<tr><td><code>\(PlanSVG.escaped(remedy.name))</code></td><td class=\"n\">\(remedy.freed)</td>"
      text += "<td class=\"n\">\(remedy.lost.tokens)</td><td class=\"n\">\(dollars)</td>"
      text +=
        "<td>\(remedy.verdict.rawValue)</td><td>\(PlanSVG.escaped(PlanTable.what(remedy) + pays))</td></tr>\n"
    }
    return text + "</table>\n"
  }
}
