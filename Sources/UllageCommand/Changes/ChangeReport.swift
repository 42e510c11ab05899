/// The tokens that a change adds and takes away, file by file.
struct ChangeReport {
  struct Row {
    /// `A`, `D`, `M`, `R`, `C` or `T`, as git has them.
    var status: Character
    var path: [UInt8]
    /// The path before, where the file was moved or copied.
    var oldPath: [UInt8]?
    /// Tokens and bounds; 0 where there is no file.
    var old: ItemCount
    var new: ItemCount

    var change: Int { new.tokens - old.tokens }
    /// The most that the file may have grown: what a budget must hold.
    var growth: Int { old.tokens == new.tokens ? 0 : new.bounds.upperBound - old.bounds.lowerBound }
  }

  var model: CountingModel
  /// What is compared, for people: `HEAD` and `work tree`.
  var sides: (old: String, new: String)
  var rows: [Row] = []
  var skipped: [SkippedPath] = []

  var oldTokens: Int { rows.reduce(0) { $0 + $1.old.tokens } }
  var newTokens: Int { rows.reduce(0) { $0 + $1.new.tokens } }
  var change: Int { newTokens - oldTokens }
  /// Tokens of what grew, and of what shrank.
  var added: Int { rows.reduce(0) { $0 + max($1.change, 0) } }
  var removed: Int { rows.reduce(0) { $0 + max(-$1.change, 0) } }
  /// The most that everything may have grown.
  var growth: Int { rows.reduce(0) { $0 + $1.growth } }
}
