/// A pattern as git reads it in `.gitignore`: `?`, `*`, `**`, sets with POSIX classes, `\`. There are no braces.
///
/// Follows `parse_path_pattern` of git's `dir.c` and its `wildmatch.c`, as of git 2.39, in bytes. Matching takes time in
/// proportion to pattern times path, however many stars there are; git's own goes back and forth.
struct GitPattern: Sendable {
  /// Whether only folders match.
  let isForFolders: Bool
  /// Whether what matches is kept, and not ignored.
  let keeps: Bool
  private let matcher: Matcher

  private enum Matcher: Sendable {
    /// The last component, spelt out.
    case name([UInt8])
    /// The end of the last component.
    case nameEnd([UInt8])
    case namePattern(GlobAutomaton)
    /// The path from the ignore file's folder on: how it begins, and what follows.
    case path([UInt8], GlobAutomaton?)
    case never
  }

  /// - Parameter line: without its end; not empty, and no comment.
  init(_ line: ArraySlice<UInt8>) {
    var text = line
    keeps = text.first == UInt8(ascii: "!")
    if keeps { text.removeFirst() }
    isForFolders = text.last == .slash
    if isForFolders { text.removeLast() }
    let literal = text.prefix { !Self.isSpecial($0) }
    if !text.contains(.slash) {
      if literal.count == text.count {
        matcher = text.isEmpty ? .never : .name(Array(text))
      } else if text.first == UInt8(ascii: "*"), !text.dropFirst().contains(where: Self.isSpecial) {
        matcher = .nameEnd(Array(text.dropFirst()))
      } else {
        matcher = Self.pieces(text, crossesSlashes: true).map { .namePattern(GlobAutomaton(of: $0)) } ?? .never
      }
      return
    }
    // The part without anything special is compared by itself, and the rest is a pattern of its own: in `a/b**` the stars
    // stand at a beginning, and cross slashes.
    let start = text.first == .slash ? text.startIndex + 1 : text.startIndex
    let beginning = text[min(start, literal.endIndex)..<literal.endIndex]
    let rest = text[literal.endIndex...]
    if rest.isEmpty {
      matcher = beginning.isEmpty ? .never : .path(Array(beginning), nil)
    } else {
      matcher =
        Self.pieces(rest, crossesSlashes: false)
        .map { .path(Array(beginning), GlobAutomaton(of: $0)) } ?? .never
    }
  }

  /// Whether it matches a path from the ignore file's folder on.
  func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
    if isForFolders, !isFolder { return false }
    let name = path[(path.lastIndex(of: .slash).map { $0 + 1 } ?? path.startIndex)...]
    switch matcher {
    case .name(let text): return name.elementsEqual(text)
    case .nameEnd(let end): return name.count >= end.count && name.suffix(end.count).elementsEqual(end)
    case .namePattern(let automaton): return automaton.matches(name)
    case .path(let beginning, nil): return path.elementsEqual(beginning)
    case .path(let beginning, let automaton?):
      return path.starts(with: beginning) && automaton.matches(path.dropFirst(beginning.count))
    case .never: return false
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[") || byte == .backslash
  }

  // MARK: Reading

  /// Nil for what git never matches: a set that is not closed, a class that there is not, a `\` with nothing behind it.
  ///
  /// - Parameter crossesSlashes: whether stars may stand for slashes, as where only a name is compared.
  private static func pieces(_ text: ArraySlice<UInt8>, crossesSlashes: Bool) -> [GlobPiece]? {
    var pieces: [GlobPiece] = []
    var at = text.startIndex
    while at < text.endIndex {
      switch text[at] {
      case .backslash:
        guard at + 1 < text.endIndex else { return nil }
        pieces.append(.byte(text[at + 1]))
        at += 2
      case UInt8(ascii: "?"):
        pieces.append(.anyByte)
        at += 1
      case UInt8(ascii: "*"): at = appendStars(text, at, crossesSlashes, to: &pieces)
      case UInt8(ascii: "["):
        guard let (set, end) = set(text, at + 1) else { return nil }
        pieces.append(.set(set))
        at = end
      default:
        pieces.append(.byte(text[at]))
        at += 1
      }
    }
    return pieces
  }

  /// Two stars and more are special as a whole component.
  private static func appendStars(
    _ text: ArraySlice<UInt8>, _ start: Int, _ crossesSlashes: Bool, to pieces: inout [GlobPiece]
  ) -> Int {
    let end = text[start...].firstIndex { $0 != UInt8(ascii: "*") } ?? text.endIndex
    let rest = text[end...]
    let isComponent =
      end - start > 1 && (start == text.startIndex || text[start - 1] == .slash)
      && (rest.isEmpty || rest.first == .slash || rest.starts(with: [.backslash, .slash]))
    if crossesSlashes || isComponent {
      if !crossesSlashes, rest.first == .slash {
        pieces.append(.anyFolders)
        return end + 1
      }
      pieces.append(.anything)
    } else {
      pieces.append(.anyName)
    }
    return end
  }

  /// The set whose first byte, behind `[`, is at `start`, and what follows its `]`.
  private static func set(_ text: ArraySlice<UInt8>, _ start: Int) -> (ByteSet, Int)? {
    var at = start
    func byte(_ place: Int) -> UInt8? { place < text.endIndex ? text[place] : nil }
    let isInverted = byte(at) == UInt8(ascii: "!") || byte(at) == UInt8(ascii: "^")
    if isInverted { at += 1 }
    var set = ByteSet()
    // The byte before, from where a range may begin; none behind a range and a class.
    var previous: UInt8?
    repeat {
      guard let current = byte(at) else { return nil }
      if current == .backslash {
        guard let escaped = byte(at + 1) else { return nil }
        set.insert(escaped)
        (previous, at) = (escaped, at + 2)
      } else if current == UInt8(ascii: "-"), let first = previous, let next = byte(at + 1), next != UInt8(ascii: "]") {
        let isEscaped = next == .backslash
        guard let last = isEscaped ? byte(at + 2) : next else { return nil }
        if first <= last { for byte in first...last { set.insert(byte) } }
        (previous, at) = (nil, at + (isEscaped ? 3 : 2))
      } else if current == UInt8(ascii: "["), byte(at + 1) == UInt8(ascii: ":") {
        guard let close = text[(at + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        if close - 1 >= at + 2, text[close - 1] == UInt8(ascii: ":") {
          guard let members = POSIXClass.members(text[(at + 2)..<(close - 1)]) else { return nil }
          for byte in members { set.insert(byte) }
          (previous, at) = (nil, close + 1)
        } else {
          set.insert(current)
          (previous, at) = (current, at + 1)
        }
      } else {
        set.insert(current)
        (previous, at) = (current, at + 1)
      }
    } while byte(at) != UInt8(ascii: "]")
    if isInverted { set.invert() }
    set.remove(.slash)
    return (set, at + 1)
  }
}

/// The classes that git's sets know, of ASCII alone.
private enum POSIXClass {
  /// Nil for a name that is none.
  static func members(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    let isMember: (UInt8) -> Bool
    switch String(decoding: name, as: UTF8.self) {
    case "alnum": isMember = { isLetter($0) || isDigit($0) }
    case "alpha": isMember = isLetter
    case "blank": isMember = { $0 == 0x20 || $0 == 0x09 }
    case "cntrl": isMember = { $0 < 0x20 || $0 == 0x7F }
    case "digit": isMember = isDigit
    case "graph": isMember = { $0 > 0x20 && $0 < 0x7F }
    case "lower": isMember = { $0 >= 0x61 && $0 <= 0x7A }
    case "print": isMember = { $0 >= 0x20 && $0 < 0x7F }
    case "punct": isMember = { $0 > 0x20 && $0 < 0x7F && !isLetter($0) && !isDigit($0) }
    // As git's own table of characters has it: no vertical tab and no form feed.
    case "space": isMember = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    case "upper": isMember = { $0 >= 0x41 && $0 <= 0x5A }
    case "xdigit": isMember = { isDigit($0) || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66 }
    default: return nil
    }
    return (0...0x7F).filter(isMember)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
