/// The rows of a session as a tree: which of them lead to the last one.
///
/// 1. The leaf is the last row that is a message or a compaction, or the last attachment that hangs below it.
/// 2. From there each row leads to its parent: the one it names, or else the row before it.
/// 3. The way ends at a row without a parent, or at a compaction, whose summary and kept rows stand for the rest.
struct RowTree {
  /// Rows that lead to the last one, the first of the conversation first.
  private(set) var chain: [Int] = []
  /// The compaction that the chain begins behind.
  private(set) var boundary: Int?
  /// Rows from before the compaction that stay in the context.
  private(set) var kept: [Int] = []
  private(set) var notes: [SessionNote] = []
  private(set) var isGuessed = false
  private let table: RowTable
  /// The parent of each row, by the row; nil for a root.
  private var parents: [Int?] = []

  /// - Parameter rows: the rows of this conversation in the file's order.
  init(_ table: RowTable, rows: [Int]) {
    self.table = table
    link(rows)
    guard let leaf = leaf(of: rows) else { return }
    follow(from: leaf)
    placeKept()
  }

  /// The row's parent.
  func parent(of row: Int) -> Int? { parents[row] }

  /// An attachment that is written late may hang on an older row: it does not choose the branch.
  private mutating func leaf(of rows: [Int]) -> Int? {
    var behind: [Int] = []
    var message: Int?
    for row in rows.reversed() {
      switch table.rows[row].kind {
      case .link: continue
      case .attachment where !table.rows[row].isCommand: behind.append(row)
      case .attachment, .message, .answer, .boundary: message = row
      }
      if message != nil { break }
    }
    guard let message else { return behind.first }
    var below = [message: true]
    let leaf = behind.first { leads(from: $0, &below) }
    if let stray = behind.first, stray != leaf {
      notes.append(
        SessionNote(
          .strayRow, line: table.rows[stray].line, "it hangs on an older row than the last message, which is followed"))
      isGuessed = true
    }
    return leaf ?? message
  }

  /// Whether a row's parents lead to one that is known to be below the message. O(rows) for all rows together.
  private func leads(from row: Int, _ below: inout [Int: Bool]) -> Bool {
    var way: [Int] = []
    var next: Int? = row
    while let row = next, below[row] == nil {
      // A ring of parents leads nowhere.
      below[row] = false
      way.append(row)
      next = parents[row]
    }
    let isBelow = next.flatMap { below[$0] } ?? false
    for row in way { below[row] = isBelow }
    return isBelow
  }

  private mutating func link(_ rows: [Int]) {
    parents = Array(repeating: nil, count: table.rows.count)
    var previous: Int?
    var missing: [Int] = []
    for row in rows {
      switch table.rows[row].parent {
      case .none: break
      case .unsaid: parents[row] = previous
      case .row(let name):
        if let parent = table.row(named: name), parent != row {
          parents[row] = parent
        } else {
          parents[row] = previous
          missing.append(row)
        }
      }
      previous = row
    }
    missingParents = missing
  }

  private var missingParents: [Int] = []

  private mutating func follow(from leaf: Int) {
    let compaction = lastKeeping(before: leaf)
    var isVisited = Array(repeating: false, count: table.rows.count)
    var next: Int? = leaf
    while let row = next {
      if isVisited[row] {
        notes.append(
          SessionNote(
            .circle, line: table.rows[row].line, "its parents lead in a circle; the conversation begins here"))
        isGuessed = true
        break
      }
      isVisited[row] = true
      if case .boundary = table.rows[row].kind {
        boundary = row
        break
      }
      if let compaction, compaction.kept.contains(row) {
        // What follows a compaction may hang on a row that it kept.
        boundary = compaction.row
        chain += table.rows.indices.filter { $0 > compaction.row && table.rows[$0].isSummary }.reversed()
        break
      }
      chain.append(row)
      if table.rows[row].isSummary, !hasBoundary(before: row) { break }
      next = parents[row]
    }
    chain.reverse()
    for row in missingParents where isVisited[row] && row != chain.first {
      notes.append(
        SessionNote(
          .missingParent, line: table.rows[row].line,
          "its parent is not in the file; the row before it is taken for it"))
      isGuessed = true
    }
  }

  private func hasBoundary(before row: Int) -> Bool {
    table.rows[..<row].contains { if case .boundary = $0.kind { true } else { false } }
  }

  // MARK: What a compaction keeps

  private func lastKeeping(before leaf: Int) -> (row: Int, kept: Set<Int>)? {
    for row in table.rows[...leaf].indices.reversed() {
      guard case .boundary(let facts) = table.rows[row].kind else { continue }
      let kept = keptRows(facts, at: row)
      return kept.isEmpty ? nil : (row, Set(kept))
    }
    return nil
  }

  /// The rows in their order.
  private func keptRows(_ facts: SessionRow.Boundary, at boundary: Int) -> [Int] {
    switch facts.kept {
    case .none: return []
    case .rows(let names): return names.compactMap { table.row(named: $0) }.filter { $0 < boundary }
    case .segment(let first, let last):
      guard let head = table.row(named: first) else { return [] }
      var rows: [Int] = []
      var next = last.map { table.row(named: $0) } ?? parents[boundary]
      while let row = next, rows.count <= table.rows.count {
        rows.append(row)
        if row == head { return rows.reversed() }
        next = parents[row]
      }
      return []
    }
  }

  private mutating func placeKept() {
    guard let boundary, case .boundary(let facts) = table.rows[boundary].kind else { return }
    kept = keptRows(facts, at: boundary)
    if case .none = facts.kept { return }
    if kept.isEmpty {
      notes.append(
        SessionNote(
          .missingParent, line: table.rows[boundary].line, "what the compaction kept is not in the file"))
      isGuessed = true
      return
    }
    var place = chain.prefix { table.rows[$0].isSummary }.count
    if let anchor = facts.anchor.flatMap({ table.row(named: $0) }) {
      place = anchor == boundary ? 0 : chain.firstIndex(of: anchor).map { $0 + 1 } ?? place
    }
    chain.insert(contentsOf: kept, at: place)
  }
}
