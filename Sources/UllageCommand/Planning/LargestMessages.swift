import ContextPlanning
import MessagesAPI
import RequestCounting

/// The messages that take most of a window, for a table.
struct LargestMessages {
  private struct Row {
    var message: Int
    var role = Role.user
    var tokens = 0
    /// The kind that most of its tokens are of.
    var kinds: [String: Int] = [:]
  }

  private static let mostShown = 5
  private let rows: [Row]

  /// O(parts).
  init(_ count: RequestCount) {
    var rows: [Int: Row] = [:]
    let parts = count.parts
    // By index: walking over the parts themselves would copy each.
    for place in parts.indices {
      guard let message = parts[place].path.messageIndex else { continue }
      rows[message, default: Row(message: message)].tokens += parts[place].count.tokens
      rows[message, default: Row(message: message)].kinds[parts[place].kind, default: 0] += parts[place].count.tokens
      if let role = parts[place].role { rows[message, default: Row(message: message)].role = role }
    }
    self.rows = rows.values.sorted { ($1.tokens, $0.message) < ($0.tokens, $1.message) }
  }

  /// A table with an empty line before it; nothing where there is only one message.
  func text(of plan: Plan, _ groupsDigits: Bool) -> String {
    guard rows.count > 1 else { return "" }
    var table = [["LARGEST MESSAGES", "TOKENS", "OF INPUT", "MOST OF IT"]]
    for row in rows.prefix(Self.mostShown) {
      let kind = row.kinds.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
      table.append([
        "messages[\(row.message)] \(row.role)", Figures.digits(row.tokens, groups: groupsDigits),
        Figures.percent(row.tokens, of: plan.input.total.tokens), kind,
      ])
    }
    return "\n" + Columns(table, rightAligned: 1...2).text
  }
}
