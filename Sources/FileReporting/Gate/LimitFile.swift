package import FileSelection

/// A project's limits, from `.ullage.toml` or the like.
///
/// ```toml
/// budget = 150_000        # all files together
///
/// [files]                 # each file that matches; the last pattern that matches decides
/// "*.md" = 4000
/// "docs/**" = 8000
///
/// [totals]                # everything that matches, together
/// "prompts/" = 50_000
///
/// [presets]               # each skill, wherever it lies; see ``BudgetPreset``
/// skills = 5000
/// ```
///
/// Patterns are those of `.gitignore`, relative to the folder of the file. This is a small part of TOML: tables, keys and
/// whole numbers, comments.
package struct LimitFile: Sendable {
  /// A limit and where it stands.
  package struct Limit: Sendable {
    package var pattern: String
    package var rules: IgnoreRules
    package var tokens: Int
    /// The line, from 1.
    package var line: Int
    /// Whose pattern it is; nil for the user's own.
    package var preset: BudgetPreset?
  }

  package let path: InputPath
  /// The working directory below the file's folder, with a `/` at its end: `docs/`. Empty where they are one.
  package var below: [UInt8] = []
  package private(set) var budget: Int?
  package private(set) var files: [Limit] = []
  package private(set) var totals: [Limit] = []
  /// What presets say of single files; a pattern of `[files]` that matches decides before them.
  package private(set) var presets: [Limit] = []

  /// The settings of `[hook]` and `[hook.tools]`, as they stand there.
  package private(set) var hook: [Setting] = []
  package private(set) var hookTools: [Setting] = []

  /// A number of a table that has no patterns.
  package struct Setting: Sendable {
    package var key: String
    package var tokens: Int
    /// The line, from 1.
    package var line: Int
  }

  package static let name = ".ullage.toml"

  /// The project file in `folder`, or else in the nearest folder above that has one.
  package static func nearest(to folder: [UInt8]) -> InputPath? {
    var folder = folder[...]
    while true {
      let path = InputPath(bytes: Array(folder) + Array("/\(name)".utf8))
      if (try? FileReader(path, wasFound: true)) != nil { return path }
      guard let slash = folder.lastIndex(of: UInt8(ascii: "/")) else { return nil }
      folder = folder[..<slash]
    }
  }

  /// Reads limits; throws with the line where something is not understood.
  package init(_ path: InputPath) throws(Complaint) {
    self.path = path
    let text = String(decoding: try FileReader(path).all(), as: UTF8.self)
    var table = ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      do throws(LineError) {
        try read(line, number: index + 1, table: &table)
      } catch {
        throw Complaint(
          code: "bad_limit", message: error.message, place: "\(path.name):\(index + 1)", remedy: error.remedy,
          status: .badData)
      }
    }
  }

  private struct LineError: Error {
    var message: String
    var remedy = #""docs/**" = 8000"#
  }

  private mutating func read(_ line: Substring, number: Int, table: inout String) throws(LineError) {
    let text = Self.trimmed(line)
    if text.isEmpty || text.first == "#" { return }
    if text.first == "[" {
      let name = Self.trimmed(Self.withoutComment(text))
      guard Self.tables.contains(String(name)) else {
        throw LineError(message: "there is no table \(name)", remedy: Self.tables.joined(separator: " or "))
      }
      table = String(name.dropFirst().dropLast())
      return
    }
    let (key, rest) = try Self.key(text)
    guard let equals = rest.first, equals == "=" else { throw LineError(message: "the line has no =") }
    let tokens = try Self.number(Self.trimmed(Self.withoutComment(rest.dropFirst())))
    if table.isEmpty {
      guard key == "budget" else {
        throw LineError(message: "there is no setting \"\(key)\"", remedy: "budget = 150000, or a table before it")
      }
      budget = tokens
      return
    }
    if table.hasPrefix("hook") {
      let setting = Setting(key: key, tokens: tokens, line: number)
      if table == "hook" { hook.append(setting) } else { hookTools.append(setting) }
      return
    }
    if table == "presets" {
      guard let preset = BudgetPreset(rawValue: key) else {
        let names = BudgetPreset.allCases.map(\.rawValue).joined(separator: ", ")
        throw LineError(message: "there is no preset \"\(key)\"", remedy: "one of \(names)")
      }
      for pattern in preset.patterns {
        var limit = try Self.limit(pattern, tokens, number)
        limit.preset = preset
        presets.append(limit)
      }
      return
    }
    let limit = try Self.limit(key, tokens, number)
    if table == "files" { files.append(limit) } else { totals.append(limit) }
  }

  private static func limit(_ pattern: String, _ tokens: Int, _ line: Int) throws(LineError) -> Limit {
    var rules = IgnoreRules()
    do { try rules.append(line: pattern) } catch {
      throw LineError(message: "\"\(pattern)\" is no pattern: \(error.message)")
    }
    guard rules.ignoresSomething else { throw LineError(message: "\"\(pattern)\" matches nothing") }
    return Limit(pattern: pattern, rules: rules, tokens: tokens, line: line)
  }

  private static let tables = ["[files]", "[totals]", "[presets]", "[hook]", "[hook.tools]"]

  /// A key, quoted or bare, and what follows it.
  private static func key(_ text: Substring) throws(LineError) -> (String, Substring) {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      let end = text.firstIndex { $0 == "=" || $0.isWhitespace } ?? text.endIndex
      guard text[..<end].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
        throw LineError(message: "a pattern stands in quotes")
      }
      return (String(text[..<end]), trimmed(text[end...]))
    }
    let inside = text.dropFirst()
    guard let end = inside.firstIndex(of: quote) else { throw LineError(message: "the quote is not closed") }
    let key = inside[..<end]
    if quote == "\"", key.contains("\\") {
      throw LineError(message: "a pattern with a backslash stands in single quotes", remedy: #"'\#(key)' = 8000"#)
    }
    return (String(key), trimmed(inside[inside.index(after: end)...]))
  }

  private static func number(_ text: Substring) throws(LineError) -> Int {
    guard let number = Int(text.filter { $0 != "_" }), number >= 0, text.first != "_", text.first != "+" else {
      throw LineError(message: "\"\(text)\" is no number of tokens")
    }
    return number
  }

  private static func withoutComment(_ text: Substring) -> Substring { text.prefix { $0 != "#" } }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension LimitFile.Limit {
  /// Whether the pattern matches the file, or a folder that it lies in. `path` is relative to the working directory.
  func matches(_ path: [UInt8]) -> Bool {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      if rules.verdict(on: path[..<index], isFolder: true) == .ignored { return true }
    }
    return rules.verdict(on: path[...], isFolder: false) == .ignored
  }
}

extension LimitFile {
  /// Whether a limit is meant for a file, whose path is relative to the working directory.
  func holds(_ limit: Limit, _ place: [UInt8]) -> Bool {
    // What lies outside the working directory is named from where it lies.
    limit.matches(place.first == UInt8(ascii: "/") || place.starts(with: "../".utf8) ? place : below + place)
  }

  /// Whether a preset is among the limits.
  package func has(_ preset: BudgetPreset) -> Bool { presets.contains { $0.preset == preset } }

  /// The limit of a single file: the last pattern of `[files]` that matches, else the last of the presets'.
  func limit(on place: [UInt8]) -> Limit? {
    files.last { holds($0, place) } ?? presets.last { holds($0, place) }
  }

  /// The project file of the working directory or of the nearest folder above; the name alone where there is none, so
  /// that reading it says so.
  package static func ofProject() throws(Complaint) -> LimitFile {
    let folder = WorkingDirectory.path
    guard let found = nearest(to: folder) else { return try LimitFile(InputPath(bytes: Array(name.utf8))) }
    let above = found.bytes.dropLast(name.utf8.count)
    let below = folder.dropFirst(above.count)
    if below.isEmpty { return try LimitFile(InputPath(bytes: Array(name.utf8))) }
    let depth = below.count { $0 == UInt8(ascii: "/") } + 1
    let shown = String(repeating: "../", count: depth) + name
    var limits = try LimitFile(InputPath(bytes: Array(shown.utf8)))
    limits.below = Array(below) + [UInt8(ascii: "/")]
    return limits
  }
}
