/// Results that the client has cleared to make room, one or several times.
struct LastClearing {
  /// The row of the last time; nil where nothing was cleared.
  private(set) var row: Int?
  /// The calls whose results they are.
  private(set) var ids: Set<String> = []
  /// Whether calls were made in this conversation and none since.
  private(set) var isAfterCalls = false

  init(_ table: RowTable, _ rows: [Int], _ places: LivePlaces) {
    for index in rows where !table.rows[index].clearedResults.isEmpty {
      row = index
      ids.formUnion(table.rows[index].clearedResults)
    }
    guard let row, places.hasCall else { return }
    isAfterCalls = !places.rows.contains { index in
      guard index > row, case .answer(let answer) = table.rows[index].kind else { return false }
      return answer.usage != nil
    }
  }
}
