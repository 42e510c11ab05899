import ContextPlanning
import JSONText
import ModelCatalog

/// What answers cost, by model.
struct PriceReport {
  /// The sums of one model's answers.
  fileprivate struct Row {
    var calls = 0
    var tokens: [Cost.Line.Kind: Int] = [:]
    var nanodollars = 0
    var fees = 0
    /// Tokens by kind and price.
    var lines: [Cost.Line.Kind: [Price: Int]] = [:]
  }

  let batch: BatchPricing?
  let unbilled: Int
  private let day: CalendarDay
  private var rows: [String: Row] = [:]
  private var calls = 0
  private var nanodollars = 0

  init(catalog: Catalog, batch: BatchPricing?, unbilled: Int) {
    self.batch = batch
    self.unbilled = unbilled
    day = catalog.date
  }

  mutating func add(_ priced: PricedAnswer) {
    calls += 1
    nanodollars = nanodollars.saturatingAdding(priced.cost.nanodollars)
    rows[priced.model, default: Row()].add(priced.cost)
  }

  private static let columns: [(title: String, kind: Cost.Line.Kind)] = [
    ("INPUT", .input), ("WRITES 5M", .cacheWrite5Minutes), ("WRITES 1H", .cacheWrite1Hour), ("READS", .cacheRead),
    ("OUTPUT", .output),
  ]

  func table(groupsDigits: Bool) -> String {
    func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
    var text = ""
    if calls > 0 {
      var table = [["MODEL", "CALLS"] + Self.columns.map(\.title) + ["COST"]]
      for (model, row) in rows.sorted(by: { ($1.value.nanodollars, $0.key) < ($0.value.nanodollars, $1.key) }) {
        table.append(
          [model, digits(row.calls)] + Self.columns.map { digits(row.tokens[$0.kind] ?? 0) }
            + ["$" + Cost.dollars(row.nanodollars)])
      }
      if rows.count > 1 {
        let sums = Self.columns.map { column in rows.values.map { $0.tokens[column.kind] ?? 0 }.saturatingSum }
        table.append(["total", digits(calls)] + sums.map(digits) + ["$" + Cost.dollars(nanodollars)])
      }
      text += Columns(table, rightAligned: 1...7).text
      let fees = rows.values.map(\.fees).saturatingSum
      if fees > 0 { text += "of that $\(Cost.dollars(fees)) for searches\n" }
    }
    if unbilled > 0 { text += "\(unbilled) without an answer cost nothing\n" }
    if let batch { text += (text.isEmpty ? "" : "\n") + batch.table(groupsDigits: groupsDigits) }
    return text
  }

  func json(_ skipped: [Complaint]) -> [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      object.member("prices_of", day.description)
      object.member("calls", calls)
      object.member("unbilled", unbilled)
      object.member("dollars", Cost.dollars(nanodollars))
      object.member("nanodollars", nanodollars)
      object.array("models") { array in
        for (model, row) in rows.sorted(by: { $0.key < $1.key }) {
          array.object { row.write(model, to: &$0) }
        }
      }
      if let batch { batch.write("batch", to: &object) } else { object.member("batch", .null) }
      object.array("skipped") { array in
        for complaint in skipped { array.object { complaint.writeMembers(to: &$0) } }
      }
    }
    writer.endLine()
    return writer.take()
  }
}

extension PriceReport.Row {
  mutating func add(_ cost: UsageCost) {
    calls += 1
    nanodollars = nanodollars.saturatingAdding(cost.nanodollars)
    fees = fees.saturatingAdding(cost.feeNanodollars)
    for line in cost.lines {
      tokens[line.kind, default: 0] += line.tokens
      lines[line.kind, default: [:]][line.price, default: 0] += line.tokens
    }
  }

  func write(_ model: String, to object: inout JSONWriter) {
    object.member("model", model)
    object.member("calls", calls)
    object.member("dollars", Cost.dollars(nanodollars))
    object.member("nanodollars", nanodollars)
    object.member("fees_dollars", Cost.dollars(fees))
    object.array("lines") { array in
      for kind in Cost.Line.Kind.allCases {
        for (price, tokens) in (lines[kind] ?? [:]).sorted(by: { $0.key < $1.key }) {
          array.object { object in
            object.member("kind", kind.rawValue)
            object.member("tokens", tokens)
            object.member("dollars_per_million", price.description)
          }
        }
      }
    }
  }
}
