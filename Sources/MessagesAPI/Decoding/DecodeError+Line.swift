import JSONText

extension DecodeError {
  /// The same mistake in a line of a larger text: the place is that of the whole.
  init(_ error: DecodeError, inLine line: JSONLines.Line) {
    code = error.code
    path = error.path
    message = error.message
    offset = line.offset + error.offset
    self.line = line.number
    column = error.column
    excerpt = error.excerpt
    remedy = error.remedy
  }
}
