import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// A plan as people read it.
struct PlanTable {
  let plan: Plan
  let groupsDigits: Bool

  init(_ plan: Plan, groupsDigits: Bool) {
    self.plan = plan
    self.groupsDigits = groupsDigits
  }

  var text: String {
    let input = plan.input.total
    var rows: [(String, String)] = [
      ("verdict", sentence),
      ("model", "\(plan.model), as of \(plan.day)"),
      ("window", "\(digits(plan.window.tokens)) tokens\(origin)"),
      ("input", "\(digits(input.tokens)) tokens, \(percent(input.tokens))\(bounds(input)), \(input.basis)"),
    ]
    if let anchor = plan.anchor {
      let since =
        anchor.growth.tokens < 0 ? "\(digits(-anchor.growth.tokens)) less" : "\(digits(anchor.growth.tokens)) more"
      rows.append(
        (
          "measured",
          "\(digits(anchor.tokens)) tokens at the last call\(anchor.time.map { ", \($0)" } ?? ""); \(since) since"
        ))
      rows.append(("messages alone", "\(digits(plan.counted.tokens)) tokens"))
    }
    if let limit = plan.riskLimit { rows.append(("at risk \(limit.promisedText)", risk(limit))) }
    if let unedited = plan.unedited {
      rows.append(("before edits", "\(digits(unedited.tokens)) tokens"))
    }
    if let pass = plan.compactionPass {
      rows.append(("to compact it", "\(digits(pass.tokens)) tokens are read first"))
    }
    rows.append(("max_tokens", "\(digits(plan.maxTokens)) tokens, \(percent(plan.maxTokens))"))
    if let growth = plan.growth {
      rows.append(
        (
          "while answering",
          "\(digits(growth.likely)) tokens more at a use of \(growth.tools.joined(separator: ", ")); "
            + "\(digits(growth.most)) reserved"
        ))
    }
    rows.append(("headroom", "\(digits(plan.headroom)) tokens"))
    if let goal = plan.goal {
      rows.append(("goal", "\(digits(goal)) tokens of input, \(plan.isOverGoal ? "exceeded" : "not reached")"))
    }
    rows.append(("largest max_tokens", "\(digits(plan.largestMaxTokens))"))
    rows += money
    // Values are broken beside their names: a terminal has 80 columns.
    let names = rows.map(\.0.count).max() ?? 0
    var text =
      Columns(
        rows.flatMap { name, value in
          TextLines(value, width: TextLines.terminal - names - 2).enumerated().map {
            [$0.offset == 0 ? name : "", $0.element]
          }
        }
      ).text
    text += Self.text(of: plan.refusals)
    let bar = WindowBar(plan)
    text += "\n" + bar.text(width: Self.barWidth) + "\n" + shares(bar)
    if plan.verdict != .fits || plan.isOverGoal { text += LargestMessages(plan.input).text(of: plan, groupsDigits) }
    if let room = plan.room { text += "\n" + RoomTable(room: room, groupsDigits: groupsDigits).text }
    if !plan.remedies.isEmpty { text += "\n" + remedies }
    if let floor = plan.floor, !floor.isReachable {
      text += "\nunreachable: no remedy leaves less than \(digits(floor.tokens)) tokens of input; "
      text += "\(digits(max(floor.most, 0))) is the most\n"
    }
    return ShownText.lines(text)
  }

  private var money: [(String, String)] {
    var rows: [(String, String)] = []
    if let cost = plan.cost {
      let rule = cost.longContextRule.map { ", long prompt: above \(digits($0.over)) tokens" } ?? ""
      let batch = cost.isBatch ? ", as a batch" : ""
      rows.append(("cost", "$\(cost.dollars)\(rule)\(batch)"))
    }
    if let forecast = plan.forecast {
      let compaction = forecast.turnsUntilCompaction.map { ", \(digits($0)) until it is compacted" } ?? ""
      rows.append(
        (
          "forecast",
          "\(digits(forecast.turnsUntilFull)) more turns of \(digits(forecast.tokensPerTurn)) tokens "
            + "(4 of 5 between \(digits(forecast.nextTurn.lowerBound)) and \(digits(forecast.nextTurn.upperBound)))\(compaction)"
        ))
    }
    return rows
  }

  /// The input before and after each remedy, what it loses and has to cache again, what the next turns cost, and from
  /// which on it is cheaper; what it does stands below. Columns that say nothing are left out.
  private var remedies: String {
    let turns = plan.outlook.map { "\($0.turns) TURNS" } ?? "COST"
    var rows = [["REMEDY", "INPUT", "LOSES", "REWRITES", turns, "PAYS", "THEN"]]
    rows.append([
      "as it is", digits(plan.input.total.tokens), "", "", plan.outlook.map { Self.dollars($0.nanodollars) } ?? "?", "",
      Self.words(plan.verdict),
    ])
    for remedy in plan.remedies {
      rows.append([
        remedy.name, digits(remedy.after.tokens), digits(remedy.lost.tokens), digits(remedy.rewritten),
        remedy.outlook.map { Self.dollars($0.nanodollars) } ?? "?", remedy.paysAfter.map { "turn \($0)" } ?? "",
        remedy.reachesGoal ? Self.words(remedy.verdict) : "over the goal",
      ])
    }
    for column in [5, 3] where rows.dropFirst().allSatisfy({ ["", "0"].contains($0[column]) }) {
      for row in rows.indices { rows[row].remove(at: column) }
    }
    let last = rows[0].count - 2
    var text = Columns(rows, rightAligned: 1...last).text + "\n"
    for remedy in plan.remedies {
      for line in TextLines("\(remedy.name): \(Self.what(remedy))", width: TextLines.terminal, indent: 2) {
        text += line + "\n"
      }
    }
    return text
  }

  /// What the API refuses, a paragraph each.
  static func text(of refusals: [Refusal]) -> String {
    var text = ""
    for refusal in refusals {
      let verdict = refusal.isCertain ? "refused" : "may be refused"
      text += "\n\(verdict): \(refusal.message)\(refusal.isVerbatim ? "" : " (our wording)")\n"
      if !refusal.path.steps.isEmpty { text += "     at: \(refusal.path)\n" }
      text += "    try: \(refusal.remedy)\n"
    }
    return text
  }

  /// A verdict in a column.
  static func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .fits: "fits"
    case .fitsMayBeCut: "may be cut"
    case .mayBeRefused: "may be refused"
    case .refused: "refused"
    case .unknown: "unknown"
    }
  }

  /// Dollars to a tenth of a cent.
  private static func dollars(_ nanodollars: Int) -> String { "$" + Cost.dollars(nanodollars).dropLast(3) }

  /// What a remedy does, and what stands in its way.
  static func what(_ remedy: Remedy) -> String {
    var text = remedy.summary
    if remedy.after.basis == .assumed { text += "; its counts are assumed" }
    if remedy.changesModel { text += "; in its own tokens" }
    guard remedy.verdict == .refused, let refusal = remedy.refusal else { return text }
    return "\(text); refused for \(refusal.path.steps.isEmpty ? "the body's size" : "\(refusal.path)")"
  }

  private var sentence: String {
    switch plan.verdict {
    case .fits: "fits\(atRisk)"
    case .fitsMayBeCut: "fits\(atRisk), the output may be cut"
    case .mayBeRefused where plan.refusals.contains { Self.byCount.contains($0.rule) }:
      "may be refused: only the upper bound is over a limit"
    case .mayBeRefused: "may be refused: it depends on more than the body"
    case .refused: "refused"
    case .unknown: "unknown: what the request continues is not here"
    }
  }

  /// At which risk it fits, where one was asked for.
  private var atRisk: String { plan.riskLimit.map { ", at risk \($0.promisedText)" } ?? "" }

  private func risk(_ limit: RiskLimit) -> String {
    let content = limit.isPooled ? "of any content" : limit.content.rawValue.writing(" ", for: "_")
    return "at most \(digits(limit.tokens)) tokens, by \(digits(limit.records)) records: \(limit.basis), \(content)"
  }

  /// Rules that compare a count, which has bounds.
  private static let byCount: Set<RequestRule> = [.inputOverWindow, .overflowRefused]

  private var origin: String {
    switch plan.window.origin {
    case .model: ""
    case .header(let name): ", by \(name)"
    case .surface(let name): ", in \(name)"
    case .given: ", as given"
    }
  }

  private func bounds(_ count: TokenCount) -> String {
    let bounds = count.bounds
    if bounds.lowerBound == bounds.upperBound { return "" }
    return ", between \(digits(bounds.lowerBound)) and \(digits(bounds.upperBound))"
  }

  private static let barWidth = 70

  /// Every segment of the bar with its letter.
  private func shares(_ bar: WindowBar) -> String {
    Columns(
      bar.segments.map { ["\($0.letter)", $0.name, digits($0.tokens), percent($0.tokens)] }, rightAligned: 2...2
    ).text
  }

  private func percent(_ tokens: Int) -> String {
    let points = plan.basisPoints(of: tokens)
    let tenths = (abs(points) + 5) / 10
    return "\(points < 0 ? "-" : "")\(tenths / 10).\(tenths % 10)%"
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
}
