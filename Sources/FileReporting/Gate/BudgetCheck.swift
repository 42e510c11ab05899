package import JSONText

/// One budget that was looked at, and whether it holds.
package struct BudgetCheck: Sendable {
  /// What a budget is set for.
  package enum Kind: String, CaseIterable, Sendable {
    /// Several files together.
    case total = "over_budget"
    /// One file.
    case file = "over_limit"
    /// What a change adds.
    case growth = "grown"
    /// Nothing was counted: no budget holds then.
    case nothing = "nothing_counted"

    /// What the rule says, for reports that list rules.
    package var statement: String {
      switch self {
      case .total: "Files together have at most so many tokens."
      case .file: "A file has at most so many tokens."
      case .growth: "A change adds at most so many tokens."
      case .nothing: "Something is counted against the budget."
      }
    }
  }

  package var kind: Kind
  /// What is held to the budget, for people: a path, a pattern, `all files together`.
  package var name: String
  /// The file that it is about; nil for several.
  package var path: [UInt8]?
  /// The upper bound of what was counted.
  package var tokens: Int
  package var limit: Int
  /// Where the budget is set: `--budget 1000`, or a line of the project file.
  package var source: Source
  /// Whether the upper bound is the count itself.
  package var isCertain: Bool
  package var remedy: String

  package init(
    kind: Kind, name: String, path: [UInt8]? = nil, tokens: Int, limit: Int, source: Source, isCertain: Bool,
    remedy: String
  ) {
    (self.kind, self.name, self.path, self.tokens, self.limit) = (kind, name, path, tokens, limit)
    (self.source, self.isCertain, self.remedy) = (source, isCertain, remedy)
  }

  /// Where a budget is set.
  package enum Source: Sendable {
    case option(String)
    case line(file: String, line: Int, pattern: String)
    case setting(file: String, name: String)

    var text: String {
      switch self {
      case .option(let option): option
      case .line(let file, let line, let pattern): "\(file):\(line), \"\(pattern)\""
      case .setting(let file, let name): "\(file), \(name)"
      }
    }
  }

  package var isHeld: Bool { kind != .nothing && tokens <= limit }

  /// What is wrong, in one sentence without a full stop; empty where the budget holds.
  package var message: String {
    if isHeld { return "" }
    let over = tokens - limit
    return switch kind {
    case .total: "\(name): \(tokens) tokens, \(over) over the budget of \(limit)\(doubt)"
    case .file: "\(name) has \(tokens) tokens, \(over) over its limit of \(limit)\(doubt)"
    case .growth:
      "grown by \(tokens) tokens\(isCertain ? "" : " (the upper bound)"), \(over) over the budget of \(limit)"
    case .nothing:
      if case .line = source {
        "\(name) matches no file, so nothing is held to it"
      } else {
        "nothing was counted, so no budget holds"
      }
    }
  }

  /// Says so where the bound is not the count.
  private var doubt: String { isCertain ? "" : " (the upper bound: the model's count is not measured)" }

  /// The same as people see it; nil where the budget holds.
  package var complaint: Complaint? {
    if isHeld { return nil }
    let hasPlace = if case .option = source { kind != .nothing } else { true }
    return Complaint(
      code: kind.rawValue, message: message, place: hasPlace ? source.text : nil, remedy: remedy,
      status: kind == .nothing ? .incomplete : .over)
  }

  /// Writes the members of a violation: code, message, path, upper, limit, at, remedy.
  package func writeMembers(to object: inout JSONWriter) {
    object.member("code", kind.rawValue)
    object.member("message", message)
    if let path { object.member("path", ShownName.text(path)) }
    object.member("upper", tokens)
    object.member("limit", limit)
    object.member("at", source.text)
    object.member("remedy", remedy)
  }
}

extension JSONWriter {
  /// Writes the member `violations`: the budgets that do not hold.
  package mutating func writeViolations(_ checks: [BudgetCheck]) {
    array("violations") { violations in
      for check in checks where !check.isHeld { violations.object { check.writeMembers(to: &$0) } }
    }
  }
}
