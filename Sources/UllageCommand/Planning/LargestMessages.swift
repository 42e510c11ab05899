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
  private let isOne: Bool

  /// O(parts).
  init(_ count: RequestCount) {
    let parts = count.parts
    // By index: walking over the parts themselves would copy each.
    var tokens: [Int?] = []
    for place in parts.indices {
      guard let message = parts[place].path.messageIndex else { continue }
      while tokens.count <= message { tokens.append(nil) }
      tokens[message] = (tokens[message] ?? 0) + parts[place].count.tokens
    }
    isOne = tokens.count { $0 != nil } < 2
    var rows: [Row] = []
    for (message, own) in tokens.enumerated() {
      guard let own, rows.count < Self.mostShown || own > rows[rows.count - 1].tokens else { continue }
      // Of equal ones the earlier is first.
      rows.insert(Row(message: message, tokens: own), at: rows.firstIndex { $0.tokens < own } ?? rows.count)
      if rows.count > Self.mostShown { rows.removeLast() }
    }
    for place in parts.indices {
      guard let message = parts[place].path.messageIndex,
        let row = rows.firstIndex(where: { $0.message == message })
      else { continue }
      rows[row].kinds[parts[place].kind, default: 0] += parts[place].count.tokens
      if let role = parts[place].role { rows[row].role = role }
    }
    self.rows = rows
  }

  /// A table with an empty line before it; nothing where there is only one message.
  func text(of plan: Plan, _ groupsDigits: Bool) -> String {
    guard !isOne else { return "" }
    var table = [["LARGEST MESSAGES", "TOKENS", "OF INPUT", "MOST OF IT"]]
    for row in rows {
      let kind = row.kinds.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
      table.append([
        "messages[\(row.message)] \(row.role)", Figures.digits(row.tokens, groups: groupsDigits),
        Figures.percent(row.tokens, of: plan.input.total.tokens), kind,
      ])
    }
    return "\n" + Columns(table, rightAligned: 1...2).text
  }
}
