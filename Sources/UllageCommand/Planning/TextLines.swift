/// A text in lines of at most so many characters, broken at spaces; a word that is longer has a line of its own.
struct TextLines: Sequence {
  /// The columns of a terminal.
  static let terminal = 80

  private let lines: [String]

  /// - Parameter indent: spaces before each line but the first.
  init(_ text: String, width: Int, indent: Int = 0) {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty || line.count + 1 + word.count <= width {
        line += line.isEmpty ? String(word) : " \(word)"
      } else {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word
      }
    }
    self.lines = lines + [line]
  }

  func makeIterator() -> IndexingIterator<[String]> { lines.makeIterator() }
}
