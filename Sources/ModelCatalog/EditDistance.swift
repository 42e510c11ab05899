/// How far two spellings are apart: insertions, deletions, replacements and swaps of neighbours that turn one into the
/// other (optimal string alignment).
package enum EditDistance {
  /// The word that is meant by a misspelt one: the nearest that differs in at most a third of its letters, the first of
  /// several; nil where none is near. O(words · m²).
  package static func nearest(to word: String, among words: [String]) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let ranked = words.map { (distance: between(Array(word.utf8), Array($0.utf8)), word: $0) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance * 3 <= max(word.utf8.count, best.word.utf8.count) ? best.word : nil
  }

  /// `between("opus", "opsu")` is 1. O(n · m).
  static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let isSame = left[row] == right[column]
        var best = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
