/// The settings of git that decide which files are ignored: `core.excludesFile`, wherever git takes it from.
///
/// Reads git's configuration files themselves, so that no program is started: the system's, the user's two, the
/// repository's and, where it has one, the work tree's, and what these include. The last value holds. Conditions of
/// includes are followed for `gitdir`, `gitdir/i` and `onbranch`; one on remotes (`hasconfig`) is taken for false.
struct GitConfiguration {
  /// Empty where it is set to nothing: then there is no such file.
  private(set) var excludesFile: [UInt8]?
  private(set) var hasWorkTreeConfiguration = false
  private let home: [UInt8]?
  /// The repository's own folder, absolute and without a `/` at its end, for the conditions; nil outside of any.
  private let gitFolder: [UInt8]?

  /// Git follows includes within includes so far.
  private static let deepest = 10

  init(home: [UInt8]?, gitFolder: [UInt8]? = nil) { (self.home, self.gitFolder) = (home, gitFolder) }

  /// Takes over what a file says; one that is not there says nothing.
  mutating func read(_ path: [UInt8], depth: Int = 0) {
    guard depth <= Self.deepest, let text = FileText.read(path) else { return }
    for setting in GitSettings(text) {
      switch (setting.section, setting.name) {
      case ("core", "excludesfile"): excludesFile = resolved(setting.value, beside: nil) ?? []
      case ("extensions", "worktreeconfig"): hasWorkTreeConfiguration = Self.isTrue(setting.value)
      case ("include", "path"): include(setting.value, from: path, depth)
      case ("includeif", "path") where setting.subsection.map({ holds($0, in: path) }) ?? false:
        include(setting.value, from: path, depth)
      default: break
      }
    }
  }

  private mutating func include(_ value: [UInt8]?, from path: [UInt8], _ depth: Int) {
    guard let target = resolved(value, beside: path) else { return }
    read(target, depth: depth + 1)
  }

  /// A path with `~/` and, in includes, one relative to the file that names it. Nil for an empty one, which sets nothing.
  private func resolved(_ value: [UInt8]?, beside file: [UInt8]?) -> [UInt8]? {
    guard let value, !value.isEmpty else { return nil }
    if value.starts(with: "~/".utf8) { return home.map { $0 + value.dropFirst() } }
    if value.first == .slash { return value }
    guard let file, let slash = file.lastIndex(of: .slash) else { return value }
    return file[...slash] + value
  }

  /// No value, `true`, `yes`, `on` and numbers other than 0.
  private static func isTrue(_ value: [UInt8]?) -> Bool {
    guard let value else { return true }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    return ["true", "yes", "on"].contains(text) || (Int(text) ?? 0) != 0
  }

  // MARK: Conditions

  private func holds(_ condition: [UInt8], in file: [UInt8]) -> Bool {
    guard let gitFolder, let colon = condition.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let value = Array(condition[(colon + 1)...])
    switch String(decoding: condition[..<colon], as: UTF8.self) {
    case "gitdir": return Self.matches(folderPattern(value, in: file), gitFolder)
    case "gitdir/i": return Self.matches(Self.lowered(folderPattern(value, in: file)), Self.lowered(gitFolder))
    case "onbranch":
      let mark = Array("ref: refs/heads/".utf8)
      guard let head = FileText.firstLine(gitFolder + Array("/HEAD".utf8)), head.starts(with: mark) else {
        return false
      }
      return Self.matches(value.last == .slash ? value + Array("**".utf8) : value, Array(head.dropFirst(mark.count)))
    default: return false
    }
  }

  private func folderPattern(_ value: [UInt8], in file: [UInt8]) -> [UInt8] {
    var pattern = value
    if pattern.starts(with: "~/".utf8) {
      pattern = (home ?? []) + pattern.dropFirst()
    } else if pattern.starts(with: "./".utf8), let slash = file.lastIndex(of: .slash) {
      pattern = Array(file[..<slash] + pattern.dropFirst())
    } else if pattern.first != .slash {
      pattern = Array("**/".utf8) + pattern
    }
    return pattern.last == .slash ? pattern + Array("**".utf8) : pattern
  }

  private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    // Anchored, with slashes as borders: as a rule with a `/` in it is.
    let rule = pattern.first == .slash ? pattern : [.slash] + pattern
    return GitPattern((rule.first == UInt8(ascii: "!") ? [.backslash] : []) + rule[...])
      .matches(path.first == .slash ? path.dropFirst() : path[...], isFolder: true)
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}

/// The settings of one configuration file, in their order. What git would refuse ends the file.
struct GitSettings: Sequence, IteratorProtocol {
  struct Setting {
    /// In lower case.
    var section: String
    var subsection: [UInt8]?
    /// In lower case.
    var name: String
    /// Nil where there is no `=`.
    var value: [UInt8]?
  }

  private var rest: ArraySlice<UInt8>
  private var section = ""
  private var subsection: [UInt8]?

  init(_ text: [UInt8]) {
    rest = text[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
  }

  mutating func next() -> Setting? {
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: " "), 0x09, 0x0A, 0x0D: rest.removeFirst()
      case UInt8(ascii: "#"), UInt8(ascii: ";"): rest = rest.drop { $0 != .newline }
      case UInt8(ascii: "["):
        rest.removeFirst()
        guard readSection() else { return nil }
      default: return readSetting()
      }
    }
    return nil
  }

  /// `core]`, `include "x"]` or, as in old files, `branch.x]`.
  private mutating func readSection() -> Bool {
    let name = rest.prefix { Self.isKey($0) || $0 == .dot }
    rest = rest.dropFirst(name.count).drop { $0 == UInt8(ascii: " ") || $0 == 0x09 }
    let parts = name.split(separator: .dot, maxSplits: 1)
    section = String(decoding: parts.first ?? [], as: UTF8.self).lowercased()
    subsection = parts.count > 1 ? Array(parts[1]) : nil
    if rest.first == UInt8(ascii: "\"") {
      rest.removeFirst()
      var text: [UInt8] = []
      while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
        if byte == .newline { return false }
        guard byte == .backslash else {
          text.append(byte)
          continue
        }
        guard let escaped = rest.popFirst() else { return false }
        text.append(escaped)
      }
      subsection = text
    }
    return rest.popFirst() == UInt8(ascii: "]")
  }

  private mutating func readSetting() -> Setting? {
    let name = rest.prefix(while: Self.isKey)
    guard !name.isEmpty else { return nil }
    rest = rest.dropFirst(name.count).drop { $0 == UInt8(ascii: " ") || $0 == 0x09 }
    var setting = Setting(
      section: section, subsection: subsection, name: String(decoding: name, as: UTF8.self).lowercased(), value: nil)
    switch rest.first {
    case UInt8(ascii: "="):
      rest.removeFirst()
      guard let value = readValue() else { return nil }
      setting.value = value
    case nil, .newline, UInt8(ascii: "#"), UInt8(ascii: ";"): break
    case 0x0D where rest.dropFirst().first == .newline: break
    default: return nil
    }
    return setting
  }

  /// To the line's end, with quotes, escapes and comments; white space at both ends is dropped, but for what is quoted.
  private mutating func readValue() -> [UInt8]? {
    var value: [UInt8] = []
    var kept = 0
    var isQuoted = false
    while let byte = rest.popFirst() {
      switch byte {
      case .newline: return isQuoted ? nil : Array(value[..<kept])
      case 0x0D where rest.first == .newline: continue
      case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: ";") where !isQuoted:
        rest = rest.drop { $0 != .newline }
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        kept = value.count
      case .backslash:
        guard let escaped = escape() else { return nil }
        value += escaped
        kept = value.count
      case UInt8(ascii: " ") where !isQuoted, 0x09 where !isQuoted: if !value.isEmpty { value.append(byte) }
      default:
        value.append(byte)
        kept = value.count
      }
    }
    return isQuoted ? nil : Array(value[..<kept])
  }

  /// What a `\` stands for: nothing at a line's end.
  private mutating func escape() -> [UInt8]? {
    switch rest.popFirst() {
    case .newline: return []
    case 0x0D where rest.first == .newline:
      rest.removeFirst()
      return []
    case UInt8(ascii: "n"): return [.newline]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case .backslash: return [.backslash]
    default: return nil
    }
  }

  private static func isKey(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
