package import RequestCounting

/// The tokens that a change adds and takes away, file by file.
package struct ChangeReport {
  package struct Row {
    /// `A`, `D`, `M`, `R`, `C` or `T`, as git has them.
    package var status: Character
    package var path: [UInt8]
    /// The path before, where the file was moved or copied.
    package var oldPath: [UInt8]?
    /// Tokens and bounds; 0 where there is no file.
    package var old: TokenCount
    package var new: TokenCount
    /// The encoding where it is not simply UTF-8: the new side's, or else the old one's.
    package var encoding: String?

    package init(
      status: Character, path: [UInt8], oldPath: [UInt8]?, old: TokenCount, new: TokenCount, encoding: String? = nil
    ) {
      (self.status, self.path, self.oldPath, self.old, self.new) = (status, path, oldPath, old, new)
      self.encoding = encoding
    }

    package var change: Int { new.tokens - old.tokens }
    /// The most that the file may have grown: what a budget must hold.
    package var growth: Int { old.tokens == new.tokens ? 0 : new.bounds.upperBound - old.bounds.lowerBound }
  }

  package var model: TextCounter
  /// What is compared, for people: `HEAD` and `work tree`.
  package var sides: (old: String, new: String)
  package var rows: [Row] = []
  package var skipped: [SkippedPath] = []
  /// The budget, where there is one.
  package var checks: [BudgetCheck] = []

  package init(model: TextCounter, sides: (old: String, new: String)) {
    (self.model, self.sides) = (model, sides)
  }

  /// What changes most stands first; of what changes alike, the names from A on.
  package mutating func sort() {
    rows.sort {
      let (first, second) = (abs($0.change), abs($1.change))
      return first == second ? $0.path.lexicographicallyPrecedes($1.path) : first > second
    }
  }

  package var oldTokens: Int { rows.reduce(0) { $0 + $1.old.tokens } }
  package var newTokens: Int { rows.reduce(0) { $0 + $1.new.tokens } }
  package var change: Int { newTokens - oldTokens }
  /// Tokens of what grew, and of what shrank.
  package var added: Int { rows.reduce(0) { $0 + max($1.change, 0) } }
  package var removed: Int { rows.reduce(0) { $0 + max(-$1.change, 0) } }
  /// The most that everything may have grown.
  package var growth: Int { rows.reduce(0) { $0 + $1.growth } }
}
