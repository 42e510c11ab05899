/// Rows of cells, laid out so that columns line up, two spaces between them and none at the end of a line. Controls in a
/// cell are written out.
package struct Columns {
  package let rows: [[String]]
  package let rightAligned: ClosedRange<Int>?
  /// How a cell stands out, by its row and column; nil for plain text.
  package var style: ((_ row: Int, _ column: Int) -> TextStyle?)?

  package init(_ rows: [[String]], rightAligned: ClosedRange<Int>? = nil) {
    self.rows = rows.map { $0.map(ShownText.line) }
    self.rightAligned = rightAligned
  }

  package var text: String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var text = ""
    for (index, row) in rows.enumerated() {
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        let shown = cell.isEmpty ? cell : style?(index, column)?.applied(to: cell) ?? cell
        line += rightAligned?.contains(column) == true ? gap + shown : shown + gap
        if column < row.count - 1 { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  /// Bounds as `36..48`.
  package static func range(_ bounds: ClosedRange<Int>) -> String { "\(bounds.lowerBound)..\(bounds.upperBound)" }
}
