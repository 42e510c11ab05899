import FileSelection
import RequestCounting

/// A report as the limits of a project file: what is there today, and a tenth on top.
///
/// ```toml
/// budget = 13000
///
/// [presets]
/// skills = 5000
///
/// [totals]
/// "/docs/" = 8800
/// ```
struct LimitsFormat {
  let report: Report

  /// O(files).
  var text: String {
    var text = "# What was there for \(report.names[0]), and a tenth on top. ullage report --check holds it.\n"
    text += "budget = \(Self.limit(of: report.files))\n"
    let presets = BudgetPreset.allCases.compactMap { preset in
      largest(preset).map { "\(preset.rawValue) = \(max(preset.usualTokens, Self.limit(of: [$0])))\n" }
    }
    if !presets.isEmpty { text += "\n[presets]\n" + presets.joined() }
    let folders = self.folders
    if !folders.isEmpty {
      text += "\n[totals]\n"
      for (name, files) in folders { text += "\(Self.quoted(name)) = \(Self.limit(of: files))\n" }
    }
    return text
  }

  /// The largest file of a preset; nil where there is none.
  private func largest(_ preset: BudgetPreset) -> FileTokens? {
    var rules = IgnoreRules()
    // The patterns are our own.
    for pattern in preset.patterns { try? rules.append(line: pattern) }
    return report.files.filter { rules.verdict(on: $0.place[...], isFolder: false) == .ignored }
      .max { Self.upper($0) < Self.upper($1) }
  }

  /// The folders at the top, in order; a name that no pattern can spell is left to the budget of all.
  private var folders: [(name: String, files: [FileTokens])] {
    var folders: [String: [FileTokens]] = [:]
    for file in report.files {
      guard let slash = file.place.firstIndex(of: UInt8(ascii: "/")), slash > 0,
        let name = String(validating: file.place[..<slash], as: UTF8.self), name != "..", Self.isPlain(name)
      else { continue }
      folders[name, default: []].append(file)
    }
    return folders.sorted { $0.key < $1.key }.map { ("/\($0.key)/", $0.value) }
  }

  private static func isPlain(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !"*?[]\\'\"\u{7F}".unicodeScalars.contains($0) }
  }

  private static func quoted(_ pattern: String) -> String { "\"\(pattern)\"" }

  private static func upper(_ file: FileTokens) -> Int { file.counts.map(\.bounds.upperBound).max() ?? 0 }

  /// The sum and a tenth, up to the next hundred.
  private static func limit(of files: [FileTokens]) -> Int {
    let tokens = files.reduce(0) { $0 + upper($1) }
    return (tokens + tokens / 10 + 99) / 100 * 100
  }
}
