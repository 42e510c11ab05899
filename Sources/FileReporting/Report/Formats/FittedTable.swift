/// A table whose last column is names. On a terminal it fits the width: columns that say least go first, then paths lose
/// their first folders. Shares have bars there, and where the table is longer than the screen, the heading stands below
/// as well.
struct FittedTable {
  /// Headings, then the name's.
  let header: [String]
  /// Numbers, then the name; with how many tokens, for its bar.
  private(set) var rows: [(cells: [String], tokens: Int?)] = []
  private var style: [TextStyle?] = []
  private let terminal: Terminal?

  /// Headings of columns that a narrow terminal can do without, the first to go first.
  private static let spare = ["TOK/BYTE", "OF 1M", "BYTES", "OF 200K", "FILES"]
  /// Names keep so many characters before a column goes.
  private static let nameWidth = 32
  private static let barWidth = 8

  init(_ header: [String], terminal: Terminal?) {
    (self.header, self.terminal) = (header, terminal)
  }

  /// - Parameter tokens: what the row's bar shows; nil for none.
  mutating func append(_ cells: [String], tokens: Int?, style: TextStyle? = nil) {
    rows.append((cells, tokens))
    self.style.append(style)
  }

  var text: String {
    guard let terminal else { return columns([header] + rows.map(\.cells)).text }
    var headings = header
    var lines = rows.map(\.cells)
    for heading in Self.spare where width(headings, lines) + nameWidth(lines) > terminal.width {
      guard let column = headings.firstIndex(of: heading) else { continue }
      headings.remove(at: column)
      for index in lines.indices { lines[index].remove(at: column) }
    }
    let most = rows.lazy.compactMap(\.tokens).max() ?? 0
    var bar: Int?
    if let share = headings.firstIndex(of: "SHARE"), most > 0,
      width(headings, lines) + Self.barWidth + 2 + nameWidth(lines) <= terminal.width
    {
      bar = share + 1
      headings.insert("", at: share + 1)
      for (index, row) in rows.enumerated() {
        lines[index].insert(row.tokens.map { Self.bar($0, of: most) } ?? "", at: share + 1)
      }
    }
    let room = max(terminal.width - width(headings, lines), 8)
    for index in lines.indices {
      lines[index][lines[index].count - 1] = Self.shortened(lines[index][lines[index].count - 1], to: room)
    }
    var all = [headings] + lines
    if all.count + 4 > terminal.height { all.append(headings) }
    var columns = columns(all)
    if terminal.hasColor {
      let style = style
      columns.style = { row, column in
        guard row > 0, row <= style.count else { return .dim }
        return column == bar ? .blue : style[row - 1]
      }
    }
    return columns.text
  }

  private func columns(_ rows: [[String]]) -> Columns { Columns(rows, rightAligned: 0...rows[0].count - 2) }

  /// What the numbers take, with the gaps behind them.
  private func width(_ header: [String], _ lines: [[String]]) -> Int {
    (0..<header.count - 1).reduce(0) { sum, column in
      sum + 2 + ([header] + lines).reduce(0) { max($0, $1[column].count) }
    }
  }

  private func nameWidth(_ lines: [[String]]) -> Int {
    min(Self.nameWidth, lines.reduce(header.last?.count ?? 0) { max($0, ($1.last ?? "").count) })
  }

  /// Eighths of a character from the left: the largest fills the width.
  private static func bar(_ tokens: Int, of most: Int) -> String {
    let eighths = max(tokens, 0) * barWidth * 8 / most
    let full = String(repeating: "█", count: eighths / 8)
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let bar = full + part
    return bar + String(repeating: " ", count: barWidth - bar.count)
  }

  /// `…/folder/name` of a longer path; a name that is too long by itself loses its middle.
  static func shortened(_ name: String, to width: Int) -> String {
    guard name.count > width, width > 2 else { return name }
    var rest = name[...]
    while let slash = rest.firstIndex(of: "/") {
      rest = rest[rest.index(after: slash)...]
      if rest.isEmpty { break }
      if rest.count + 2 <= width { return "…/" + rest }
    }
    let head = (width - 1) / 2
    return String(name.prefix(head)) + "…" + String(name.suffix(width - 1 - head))
  }
}
