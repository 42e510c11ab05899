import Tokenization

/// Counts one text whose bytes come in portions; what is not UTF-8 counts as U+FFFD.
package struct TextIntake {
  /// Bytes so far.
  package var length: Int { kept.length }

  private let model: CountingModel
  private let unit: CountUnit
  private var kept: RunningCount
  /// The same text if its trailing white space were free, where that is not known.
  private var dropped: RunningCount?

  package init(_ model: CountingModel, _ unit: CountUnit) {
    self.model = model
    self.unit = unit
    let tokenizer = model.tokenizer
    kept = unit == .content ? tokenizer.makeRunningCount() : tokenizer.makeRunningCount(edges: tokenizer.messageEdges)
    if model.mayDropTrailingWhitespace {
      var edges = tokenizer.messageEdges
      edges.dropsTrailingWhitespace = true
      dropped = tokenizer.makeRunningCount(edges: edges)
    }
  }

  /// Takes the next bytes. O(n).
  package mutating func append(_ bytes: Span<UInt8>) {
    kept.append(utf8: bytes)
    dropped?.append(utf8: bytes)
  }

  /// The count of everything so far, with the bounds that the model's unknowns leave.
  package var count: ItemCount {
    mutating get {
      let tokens = kept.count + (unit == .message ? model.frame : 0)
      let free = length == 0 ? 0 : dropped.map { max(kept.count - Self.read($0), 0) } ?? 0
      return ItemCount(tokens: tokens, bounds: model.bounds(of: tokens, unit, free: free), basis: model.basis)
    }
  }

  private static func read(_ count: RunningCount) -> Int {
    var count = count
    return count.count
  }
}
