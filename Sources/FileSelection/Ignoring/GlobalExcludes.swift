/// Git's file of rules for all of a user's repositories.
public enum GlobalExcludes {
  /// Where it lies: `core.excludesFile` of `~/.gitconfig` or of `$XDG_CONFIG_HOME/git/config`, else
  /// `$XDG_CONFIG_HOME/git/ignore`; `~/.config` stands for an unset `XDG_CONFIG_HOME`. Nil without a home.
  ///
  /// As in ripgrep 13, the first line that sets `excludesFile` counts; sections and included files are not followed.
  public static func path(home: String?, configurationHome: String?) -> [UInt8]? {
    let home = home.map { Array($0.utf8) }
    let folder = configurationHome.map { Array($0.utf8) } ?? home.map { $0 + Array("/.config".utf8) }
    for file in [home.map { $0 + Array("/.gitconfig".utf8) }, folder.map { $0 + Array("/git/config".utf8) }] {
      guard let file, let text = FileText.read(file) else { continue }
      if let path = excludesFile(in: text, home: home ?? []) { return path }
    }
    return folder.map { $0 + Array("/git/ignore".utf8) }
  }

  static func excludesFile(in text: [UInt8], home: [UInt8]) -> [UInt8]? {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let line = String(decoding: line, as: UTF8.self)
      guard let equals = line.firstIndex(of: "=") else { continue }
      let key = trimmed(line[..<equals])
      guard key.lowercased() == "excludesfile" else { continue }
      var value = trimmed(line[line.index(after: equals)...])
      if value.count > 1, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
      guard !value.isEmpty else { continue }
      return value.hasPrefix("~/") ? home + Array(value.dropFirst().utf8) : Array(value.utf8)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
