/// What stands in a column, or for a `?`.
enum SQLiteValue {
  case null
  case integer(Int)
  case text(String)
  case blob([UInt8])

  /// The text, or null.
  init(_ text: String?) { self = text.map(Self.text) ?? .null }
}
