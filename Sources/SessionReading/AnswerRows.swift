import MessagesAPI

/// The rows of one answer. Clients write them again when they copy a session; a model may as well write the same text
/// twice.
struct AnswerRows {
  private var rows: [(blocks: [ContentBlock], isOnChain: Bool)] = []

  mutating func append(_ blocks: [ContentBlock], isOnChain: Bool) { rows.append((blocks, isOnChain)) }

  /// The answer's blocks, copies left out: a call of the same id, thinking of the same signature, and a text that a row
  /// beside the conversation repeats.
  var blocks: [ContentBlock] {
    var (found, isOnChain): ([ContentBlock], [Bool]) = ([], [])
    for row in rows.prefix(period) {
      let before = found.count
      for block in row.blocks {
        let isCopy = found[..<before].indices.contains { place in
          Self.isSame(block, found[place], isBeside: !(row.isOnChain && isOnChain[place]))
        }
        if isCopy { continue }
        found.append(block)
        isOnChain.append(row.isOnChain)
      }
    }
    return found
  }

  /// How many rows there are before all of them come again; their number where they do not.
  private var period: Int {
    for length in 1..<max(rows.count, 1) where rows.count % length == 0 {
      if rows.indices.allSatisfy({ rows[$0].blocks == rows[$0 % length].blocks }) { return length }
    }
    return rows.count
  }

  private static func isSame(_ block: ContentBlock, _ other: ContentBlock, isBeside: Bool) -> Bool {
    switch (block, other) {
    case (.toolUse(let one), .toolUse(let two)): one.id == two.id
    case (.thinking(let one), .thinking(let two)):
      one.signature == two.signature && one.thinking == two.thinking && (isBeside || one.signature?.isEmpty == false)
    case (.text(let one), .text(let two)): isBeside && one.text == two.text
    default: false
    }
  }
}
