/// The rules of one ignore file, or the patterns of `--include` and `--exclude`: the last that matches decides.
package struct IgnoreRules: Sendable {
  /// What the rules say of a path.
  package enum Verdict: Sendable, Hashable {
    /// A rule matches.
    case ignored
    /// A rule that begins with `!` matches.
    case kept
    /// No rule matches.
    case undecided
  }

  private struct Rule: Sendable {
    var glob: PathGlob
    var keeps: Bool
    var isForFolders: Bool
  }

  private var rules: [Rule] = []
  /// Whether some rule ignores, and does not keep.
  package private(set) var ignoresSomething = false

  /// No rules: nothing is ignored.
  package init() {}

  /// Whether there are no rules.
  package var isEmpty: Bool { rules.isEmpty }

  /// What the rules say of a path relative to their folder. O(rules × path).
  package func verdict(on path: ArraySlice<UInt8>, isFolder: Bool) -> Verdict {
    for rule in rules.reversed() where (isFolder || !rule.isForFolders) && rule.glob.matches(path) {
      return rule.keeps ? .kept : .ignored
    }
    return .undecided
  }

  /// Adds the rules of a file's text. Lines that are no pattern are left out and returned with their numbers, from 1; a
  /// line that is not UTF-8 ends the file. O(n).
  package mutating func append(fileText bytes: [UInt8]) -> [(line: Int, error: GlobError)] {
    var errors: [(line: Int, error: GlobError)] = []
    for (index, bytes) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard let line = String(validating: bytes, as: UTF8.self) else {
        errors.append((index + 1, GlobError(message: "the line is not UTF-8: it ends the file")))
        break
      }
      do {
        try append(line: line)
      } catch {
        errors.append((index + 1, error))
      }
    }
    return errors
  }

  /// Adds one line of an ignore file; comments and empty lines add nothing.
  package mutating func append(line: String) throws(GlobError) {
    guard !line.utf8.starts(with: "#".utf8) else { return }
    var text = Array(line.unicodeScalars)[...]
    if !text.ends(with: "\\ ") {
      while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    }
    guard !text.isEmpty else { return }
    var keeps = false
    var isAnchored = false
    if text.starts(with: "\\!".unicodeScalars) || text.starts(with: "\\#".unicodeScalars) {
      text.removeFirst()
    } else {
      if text.first == "!" {
        keeps = true
        text.removeFirst()
      }
      if text.first == "/" {
        isAnchored = true
        text.removeFirst()
      }
    }
    let isForFolders = text.last == "/"
    if isForFolders { text.removeLast() }
    // A pattern without a slash holds at any depth.
    if !isAnchored, !text.contains("/"), !text.elementsEqual("**".unicodeScalars) {
      text = "**/".unicodeScalars + text
    }
    // What ends in /** is about what lies inside the folder, not about the folder.
    if text.ends(with: "/**") { text += "/*".unicodeScalars }
    var pattern = String.UnicodeScalarView()
    pattern.append(contentsOf: text)
    rules.append(Rule(glob: try PathGlob(String(pattern)), keeps: keeps, isForFolders: isForFolders))
    if !keeps { ignoresSomething = true }
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate func ends(with text: String) -> Bool {
    count >= text.unicodeScalars.count && suffix(text.unicodeScalars.count).elementsEqual(text.unicodeScalars)
  }
}
