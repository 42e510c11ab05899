import MessagesAPI

/// The turns of a ledger in chunks with their sums: a copy shares all chunks, a change copies one.
///
/// Finding a place takes O(n / 64) additions, a change O(64) besides.
struct TurnSequence: Sendable {
  /// Where a turn is.
  struct Position: Sendable, Hashable, Comparable {
    var chunk: Int
    var turn: Int

    static func < (left: Position, right: Position) -> Bool {
      (left.chunk, left.turn) < (right.chunk, right.turn)
    }
  }

  private struct Chunk: Sendable {
    var turns: [LedgerTurn]
    var tally: LedgerTally

    init(_ turns: [LedgerTurn]) {
      self.turns = turns
      tally = LedgerTally()
      for turn in turns { tally += turn.tally }
    }
  }

  private static let mostTurns = 64
  private var chunks: [Chunk] = []
  /// The sums over all turns.
  private(set) var tally = LedgerTally()

  var isEmpty: Bool { chunks.isEmpty }

  // MARK: Places

  var first: Position? { chunks.isEmpty ? nil : Position(chunk: 0, turn: 0) }
  var last: Position? { chunks.last.map { Position(chunk: chunks.count - 1, turn: $0.turns.count - 1) } }

  func position(after position: Position) -> Position? {
    if position.turn + 1 < chunks[position.chunk].turns.count {
      return Position(chunk: position.chunk, turn: position.turn + 1)
    }
    return position.chunk + 1 < chunks.count ? Position(chunk: position.chunk + 1, turn: 0) : nil
  }

  func position(before position: Position) -> Position? {
    if position.turn > 0 { return Position(chunk: position.chunk, turn: position.turn - 1) }
    if position.chunk == 0 { return nil }
    return Position(chunk: position.chunk - 1, turn: chunks[position.chunk - 1].turns.count - 1)
  }

  /// The turn that holds a message, and the message's place in it; nil beyond the end.
  func find(message: Int) -> (position: Position, offset: Int)? {
    guard message >= 0, message < tally.messages else { return nil }
    var rest = message
    for (index, chunk) in chunks.enumerated() {
      if rest >= chunk.tally.messages {
        rest -= chunk.tally.messages
        continue
      }
      for (turn, own) in chunk.turns.enumerated() {
        if rest < own.messages.count { return (Position(chunk: index, turn: turn), rest) }
        rest -= own.messages.count
      }
    }
    return nil
  }

  /// The last turn up to a place, itself included, for which `holds`; chunks whose sum under `count` is 0 are passed over.
  func last(
    where count: KeyPath<LedgerTally, Int>, through end: Position?, _ holds: (LedgerTurn) -> Bool
  ) -> Position? {
    guard let end else { return nil }
    for index in (0...end.chunk).reversed() where chunks[index].tally[keyPath: count] > 0 {
      let through = index == end.chunk ? end.turn : chunks[index].turns.count - 1
      if let turn = chunks[index].turns[...through].lastIndex(where: holds) {
        return Position(chunk: index, turn: turn)
      }
    }
    return nil
  }

  /// The first turn from a place on, itself included, for which `holds`, with the same short cut.
  func first(
    where count: KeyPath<LedgerTally, Int>, from start: Position?, _ holds: (LedgerTurn) -> Bool
  ) -> Position? {
    guard let start else { return nil }
    for index in start.chunk..<chunks.count where chunks[index].tally[keyPath: count] > 0 {
      let from = index == start.chunk ? start.turn : 0
      if let turn = chunks[index].turns[from...].firstIndex(where: holds) {
        return Position(chunk: index, turn: turn)
      }
    }
    return nil
  }

  // MARK: Turns

  subscript(position: Position) -> LedgerTurn { chunks[position.chunk].turns[position.turn] }

  /// Changes a turn where it stands.
  mutating func update(_ position: Position, _ change: (inout LedgerTurn) -> Void) {
    let before = chunks[position.chunk].turns[position.turn].tally
    change(&chunks[position.chunk].turns[position.turn])
    let after = chunks[position.chunk].turns[position.turn].tally
    chunks[position.chunk].tally -= before
    chunks[position.chunk].tally += after
    tally -= before
    tally += after
  }

  /// Appends a turn. O(1), or O(64) where a chunk is shared with a copy.
  mutating func append(_ turn: LedgerTurn) {
    tally += turn.tally
    if let last = chunks.indices.last, chunks[last].turns.count < Self.mostTurns {
      chunks[last].turns.append(turn)
      chunks[last].tally += turn.tally
    } else {
      var chunk = Chunk([turn])
      chunk.turns.reserveCapacity(Self.mostTurns)
      chunks.append(chunk)
    }
  }

  /// Replaces the turns between two places, both included, and returns where the new ones begin; nil where there is no
  /// turn from there on. O(n / 64) where chunks come or go.
  mutating func replace(_ from: Position, through: Position, with turns: [LedgerTurn]) -> Position? {
    var kept = Array(chunks[from.chunk].turns[..<from.turn]) + turns
    kept += chunks[through.chunk].turns[(through.turn + 1)...]
    for index in from.chunk...through.chunk { tally -= chunks[index].tally }
    let pieces = Self.pieces(of: kept)
    for piece in pieces { tally += piece.tally }
    chunks.replaceSubrange(from.chunk...through.chunk, with: pieces)
    var (chunk, turn) = (from.chunk, from.turn)
    while chunk < chunks.count, turn >= chunks[chunk].turns.count {
      turn -= chunks[chunk].turns.count
      chunk += 1
    }
    return chunk < chunks.count ? Position(chunk: chunk, turn: turn) : nil
  }

  private static func pieces(of turns: [LedgerTurn]) -> [Chunk] {
    if turns.isEmpty { return [] }
    let count = (turns.count + mostTurns - 1) / mostTurns
    return (0..<count).map { piece in
      Chunk(Array(turns[turns.count * piece / count..<turns.count * (piece + 1) / count]))
    }
  }

  /// All messages in order. O(n).
  var messages: [Message] { chunks.flatMap { $0.turns.flatMap(\.messages) } }
}
