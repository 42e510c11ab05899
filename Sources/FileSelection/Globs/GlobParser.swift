/// Reads a pattern character by character.
///
/// The grammar is that of ripgrep 13 (globset 0.4.9), corner cases included: differential tests hold it to that.
struct GlobParser {
  private var rest: ArraySlice<Unicode.Scalar>
  /// The character that is being read, and the one before it.
  private var current: Unicode.Scalar?
  private var previous: Unicode.Scalar?
  /// The pieces so far; inside braces one more list for each alternative.
  private var lists: [[GlobPiece]] = [[]]

  static func pieces(of pattern: some StringProtocol) throws(GlobError) -> [GlobPiece] {
    var parser = GlobParser(rest: Array(pattern.unicodeScalars)[...])
    return try parser.parse()
  }

  private init(rest: ArraySlice<Unicode.Scalar>) { self.rest = rest }

  private var isInBraces: Bool { lists.count > 1 }

  private mutating func parse() throws(GlobError) -> [GlobPiece] {
    while let character = advance() {
      switch character {
      case "?": append(.anyByte)
      case "*": parseStars()
      case "[": try parseSet()
      case "{":
        guard !isInBraces else { throw GlobError(message: "braces stand inside braces") }
        lists.append([])
      case "}":
        // A brace that closes nothing is an empty choice, which matches the empty text.
        append(.alternatives(Array(lists.dropFirst())), droppingAlternatives: true)
      case "," where isInBraces: lists.append([])
      case "\\":
        guard let escaped = advance() else { throw GlobError(message: "nothing follows the last \\") }
        append(escaped)
      default: append(character)
      }
    }
    guard !isInBraces else { throw GlobError(message: "the braces are not closed by }") }
    return lists[0]
  }

  private mutating func advance() -> Unicode.Scalar? {
    previous = current
    current = rest.popFirst()
    return current
  }

  private mutating func append(_ character: Unicode.Scalar) {
    for byte in UTF8.encode(character)! { append(.byte(byte)) }
  }

  private mutating func append(_ piece: GlobPiece, droppingAlternatives: Bool = false) {
    if droppingAlternatives { lists.removeSubrange(1...) }
    lists[lists.count - 1].append(piece)
  }

  // MARK: Stars

  /// `*`, or `**`, which is special only as a whole component.
  private mutating func parseStars() {
    let before = previous
    guard rest.first == "*" else { return append(.anyName) }
    _ = advance()
    if lists[lists.count - 1].isEmpty {
      guard rest.isEmpty || rest.first == "/" else { return append(.anyName) }
      append(.anyFolders)
      _ = advance()
      return
    }
    guard before == "/" else { return append(.anyName) }
    let isLast: Bool
    switch rest.first {
    case nil: isLast = true
    case ",", "}":
      guard isInBraces else { return append(.anyName) }
      isLast = true
    case "/":
      _ = advance()
      isLast = false
    default: return append(.anyName)
    }
    let last = lists[lists.count - 1].removeLast()
    let keeps = last == .anyFolders || last == .everythingInside
    append(keeps ? last : isLast ? .everythingInside : .foldersBetween)
  }

  // MARK: Sets

  private mutating func parseSet() throws(GlobError) {
    var isInverted = false
    if rest.first == "!" || rest.first == "^" {
      _ = advance()
      isInverted = true
    }
    var ranges: [(first: Unicode.Scalar, last: Unicode.Scalar)] = []
    var isInRange = false
    while true {
      guard let character = advance() else { throw GlobError(message: "the class is not closed by ]") }
      if character == "]", !ranges.isEmpty { break }
      if character == "-", !ranges.isEmpty, !isInRange {
        isInRange = true
      } else if isInRange {
        guard ranges[ranges.count - 1].first <= character else {
          throw GlobError(message: "the class has a range that ends before it begins")
        }
        ranges[ranges.count - 1].last = character
        isInRange = false
      } else {
        ranges.append((character, character))
      }
    }
    if isInRange { ranges.append(("-", "-")) }
    append(.set(Self.set(ranges, isInverted)))
  }

  /// The bytes of the ranges. Of a range beyond ASCII the last byte of its beginning and the first byte of its end are
  /// the borders.
  private static func set(_ ranges: [(first: Unicode.Scalar, last: Unicode.Scalar)], _ isInverted: Bool) -> ByteSet {
    var set = ByteSet()
    for range in ranges {
      let first = Array(UTF8.encode(range.first)!)
      let last = Array(UTF8.encode(range.last)!)
      for byte in first + last { set.insert(byte) }
      if range.first != range.last {
        for byte in first[first.count - 1]...last[0] { set.insert(byte) }
      }
    }
    if isInverted { set.invert() }
    return set
  }
}
