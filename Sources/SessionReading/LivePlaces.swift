/// Which rows are in the context, and where: the chain, and what belongs to it without lying on it.
struct LivePlaces {
  /// The chain in its order, with attachments that hang beside it.
  private(set) var rows: [Int] = []
  /// The rows of an answer, by the first of them on the chain.
  private(set) var parts: [Int: [Int]] = [:]
  /// Rows with results of an answer that do not lie on the chain, by the answer's first row.
  private(set) var results: [Int: [Int]] = [:]
  /// The place of a row among all that is in the context.
  private(set) var order: [Int: Int] = [:]
  /// Messages that are in the file and not in the context.
  private(set) var rewound: (rows: Int, line: Int)?
  private let kept: Set<Int>
  private let isOnChain: Set<Int>

  /// Whether an answer with usage has come since the compaction.
  private(set) var hasCall = false
  /// Behind the last answer with usage that is not in the context.
  private(set) var lastLostCall: Int?

  /// Whether a compaction kept the row: what its call measured is gone.
  func isKept(_ row: Int) -> Bool { kept.contains(row) }

  /// Whether a row leads to the last one; a copy of it elsewhere does not.
  func isOnChain(_ row: Int) -> Bool { isOnChain.contains(row) }

  init(_ table: RowTable, _ tree: RowTree, rows all: [Int]) {
    kept = Set(tree.kept)
    let start = tree.boundary ?? -1
    let candidates = all.filter { $0 > start || tree.kept.contains($0) }
    var chain = tree.chain
    if let boundary = tree.boundary, table.rows[boundary].isSummary { chain.insert(boundary, at: 0) }
    let isOnChain = Set(chain)
    self.isOnChain = isOnChain
    let names = AnswerNames(table, chain)

    // Rows of one answer, wherever they stand.
    var byAnswer: [String: [Int]] = [:]
    var byCall: [String: [Int]] = [:]
    for row in candidates {
      switch table.rows[row].kind {
      case .answer(let answer): if let name = names.name(of: answer, row) { byAnswer[name, default: []].append(row) }
      case .message: for id in table.rows[row].toolIDs { byCall[id, default: []].append(row) }
      case .attachment, .boundary, .link: break
      }
    }
    var included = isOnChain
    var seen: Set<String> = []
    for row in chain {
      guard case .answer(let answer) = table.rows[row].kind else { continue }
      if answer.usage != nil, !table.rows[row].isBlank, !kept.contains(row) { hasCall = true }
      guard let id = names.name(of: answer, row) else {
        parts[row] = [row]
        continue
      }
      if !seen.insert(id).inserted { continue }
      let own = byAnswer[id] ?? [row]
      parts[row] = own
      included.formUnion(own)
      // Each call has one result: the one on the chain, or else the first.
      for call in own.flatMap({ table.rows[$0].toolIDs }) {
        guard let found = byCall[call], !found.contains(where: { included.contains($0) }) else { continue }
        let first = own.min() ?? row
        if let result = found.first(where: { $0 > first || tree.kept.contains($0) }) {
          results[row, default: []].append(result)
          included.insert(result)
        }
      }
    }

    // Attachments beside the chain: behind such a result, or without a place of their own.
    var beside: [Int: [Int]] = [:]
    for row in candidates where !included.contains(row) {
      guard case .attachment = table.rows[row].kind, let parent = tree.parent(of: row), included.contains(parent)
      else { continue }
      let isLoose = table.rows[row].parent == .unsaid
      if isLoose || !isOnChain.contains(parent) {
        included.insert(row)
        beside[parent, default: []].append(row)
      }
    }
    for row in chain {
      rows.append(row)
      var behind = beside[row] ?? []
      for result in results[row] ?? [] { behind += beside[result] ?? [] }
      var next = behind
      while let last = next.popLast() {
        let more = beside[last] ?? []
        behind += more
        next += more
      }
      rows += behind.sorted()
    }
    for (place, row) in rows.enumerated() { order[row] = place * 2 }
    for (answer, found) in results {
      for result in found { order[result] = place(of: result, behind: answer) }
    }
    let lost = all.filter { !included.contains($0) && Self.isMessage(table.rows[$0]) }
    if let first = lost.first { rewound = (lost.count, table.rows[first].line) }
    lastLostCall = lost.last { row in
      if case .answer(let answer) = table.rows[row].kind { answer.usage != nil } else { false }
    }.map { $0 + 1 }
  }

  /// Results stand in the order of the file: before the first row of the chain that lies behind them there.
  private func place(of result: Int, behind answer: Int) -> Int {
    let start = rows.firstIndex(of: answer) ?? 0
    let next = rows[start...].dropFirst().first { $0 > result }
    return next.flatMap { order[$0] }.map { $0 - 1 } ?? rows.count * 2
  }

  private static func isMessage(_ row: SessionRow) -> Bool {
    switch row.kind {
    case .message, .answer: true
    case .attachment, .boundary, .link: false
    }
  }
}
