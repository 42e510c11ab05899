/// Counts of several inputs, laid out as wc does: numbers to the right, names to the left, the total last.
struct CountTable {
  struct Row {
    var tokens: Int
    /// The name's bytes: file names need not be UTF-8.
    var name: [UInt8]
  }

  var rows: [Row]
  /// Whether digits are grouped, `12,345`: on a terminal only.
  var groupsDigits: Bool

  func write(to stream: inout Stream) {
    let total = Row(tokens: rows.reduce(0) { $0 + $1.tokens }, name: Array("total".utf8))
    let width = digits(total.tokens).utf8.count
    for row in rows + [total] {
      let number = digits(row.tokens)
      stream.write(repeatElement(UInt8(ascii: " "), count: width - number.utf8.count))
      stream.write(number)
      stream.write(" ")
      stream.write(ShownText.line(of: row.name))
      stream.write("\n")
    }
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
}
