/// A pattern for paths, as ignore files and `--include` spell it.
///
/// `?` is one byte but `/`, `*` any number of those, `**` as a whole component any number of components, `[a-z]` and
/// `[!a-z]` a byte of a set, `{a,b}` one of several, `\` takes the next character as it is. Paths are bytes and need not
/// be UTF-8; a character beyond ASCII in a set stands for its bytes, as in ripgrep 13.
///
/// ```swift
/// let glob = try PathGlob("src/**/*.c")
/// glob.matches(Array("src/a/b.c".utf8)[...])   // true
/// ```
package struct PathGlob: Sendable {
  private let matcher: Matcher

  /// How a path is compared: the common shapes need no automaton.
  private enum Matcher: Sendable {
    /// The whole path.
    case path([UInt8])
    /// The whole path, or its end behind a `/`.
    case end([UInt8])
    /// The end of the last component, in folders whose names may hold a newline or not.
    case nameEnd([UInt8], crossesNewlines: Bool)
    case automaton(GlobAutomaton)
    case never
  }

  /// Compiles a pattern. O(its length).
  package init(_ pattern: some StringProtocol) throws(GlobError) {
    let pieces = try GlobParser.pieces(of: pattern)
    // In ripgrep 13 `**` does not cross a newline, unless the pattern ends in a file name extension.
    let crossesNewlines = Self.hasExtension(pieces)
    let literal = Self.literal(pieces[...])
    if let literal {
      matcher = literal.isEmpty ? .automaton(GlobAutomaton([], crossesNewlines: false)) : .path(literal)
    } else if pieces.first == .anyFolders, let end = Self.literal(pieces.dropFirst()), !end.isEmpty {
      matcher = end.last == .dot && !end.contains(.slash) ? .never : .end(end)
    } else if pieces.last == .byte(.dot) {
      // ripgrep 13 sees no name in a path that ends in a dot, so a pattern that needs one finds nothing.
      matcher = .never
    } else if pieces.first == .anyFolders, pieces.dropFirst().first == .anyName,
      let end = Self.literal(pieces.dropFirst(2)), !end.contains(.slash)
    {
      matcher = .nameEnd(end, crossesNewlines: crossesNewlines)
    } else {
      matcher = .automaton(GlobAutomaton(pieces, crossesNewlines: crossesNewlines))
    }
  }

  /// Whether the whole path matches. O(length of the path) for the common shapes, else times the pattern's length.
  package func matches(_ path: ArraySlice<UInt8>) -> Bool {
    switch matcher {
    case .path(let literal): path.elementsEqual(literal)
    case .end(let end): Self.ends(path, end) && (path.count == end.count || path.dropLast(end.count).last == .slash)
    case .nameEnd(let end, let crossesNewlines):
      Self.ends(path, end) && (crossesNewlines || !Self.folders(path).contains(.newline))
    case .automaton(let automaton): automaton.matches(path)
    case .never: false
    }
  }

  private static func ends(_ path: ArraySlice<UInt8>, _ end: [UInt8]) -> Bool {
    path.count >= end.count && path[(path.endIndex - end.count)...].elementsEqual(end)
  }

  private static func folders(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    path.lastIndex(of: .slash).map { path[..<$0] } ?? []
  }

  /// Whether the pattern ends in a dot and what follows it, all spelt out.
  private static func hasExtension(_ pieces: [GlobPiece]) -> Bool {
    for piece in pieces.reversed() {
      guard case .byte(let byte) = piece, byte != .slash else { return false }
      if byte == .dot { return true }
    }
    return false
  }

  private static func literal(_ pieces: ArraySlice<GlobPiece>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for piece in pieces {
      guard case .byte(let byte) = piece else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}

extension UInt8 {
  static let slash = UInt8(ascii: "/")
  static let newline = UInt8(ascii: "\n")
  static let backslash = UInt8(ascii: "\\")
  static let dot = UInt8(ascii: ".")
}

/// Why a pattern cannot be compiled.
package struct GlobError: Error, Sendable, Hashable {
  /// What is wrong, in a few words without a full stop: `the class is not closed by ]`.
  package let message: String
}
