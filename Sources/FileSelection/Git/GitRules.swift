/// The rules of one of git's ignore files: the last that matches decides.
struct GitRules: Sendable {
  private var patterns: [GitPattern] = []

  var isEmpty: Bool { patterns.isEmpty }

  init() {}

  /// Every text is a list of rules to git: a line that no path matches does no harm. O(n).
  init(fileText bytes: [UInt8]) {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
    for line in rest.split(separator: .newline) where line.first != UInt8(ascii: "#") {
      var text = line
      if text.last == 0x0D { text.removeLast() }
      // The text ends at a NUL, as everywhere in C.
      text = Self.trimmed(text.prefix { $0 != 0 })
      if !text.isEmpty { patterns.append(GitPattern(text)) }
    }
  }

  /// Without the spaces at its end, of which one behind a `\` and those before it stay.
  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end: Int?
    var at = text.startIndex
    while at < text.endIndex {
      if text[at] == UInt8(ascii: " ") {
        if end == nil { end = at }
      } else {
        end = nil
        if text[at] == .backslash {
          at += 1
          if at == text.endIndex { return text }
        }
      }
      at += 1
    }
    return text[..<(end ?? text.endIndex)]
  }

  /// What the rules say of a path from their folder on. O(rules × path).
  func verdict(on path: ArraySlice<UInt8>, isFolder: Bool) -> IgnoreRules.Verdict {
    for pattern in patterns.reversed() where pattern.matches(path, isFolder: isFolder) {
      return pattern.keeps ? .kept : .ignored
    }
    return .undecided
  }
}
