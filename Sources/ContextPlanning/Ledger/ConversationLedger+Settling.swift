import MessagesAPI
import RequestCounting

// Which turns a step makes count again, and in which order.

extension ConversationLedger {
  /// Puts turns made of messages in the place of others.
  mutating func rebuild(_ from: TurnSequence.Position, through: TurnSequence.Position, _ messages: [Message]) {
    var made: [[Message]] = []
    for message in messages {
      if let last = made.indices.last, made[last][0].role == message.role {
        made[last].append(message)
      } else {
        made.append([message])
      }
    }
    let start = turns.replace(from, through: through, with: made.map(LedgerTurn.init))
    lastQuestion = nil
    let before = start.map { turns.position(before: $0) ?? $0 } ?? turns.last
    settle(from: before, new: made.count)
  }

  /// Counts turns again whose place has changed: from one on, `new` ones and what follows them, and elsewhere what
  /// depends on the last question, on the first citation, or on being last.
  mutating func settle(from start: TurnSequence.Position?, new: Int) {
    findLastQuestion()
    // The turn before the new ones, the new ones, and those up to the next answer, which look back to the last.
    let touched = new + 3
    var next = start
    for _ in 0..<touched {
      guard let position = next else { break }
      settle(position)
      next = turns.position(after: position)
    }
    if let last = turns.last { settle(last) }
    settleLoop(touched)
    settleCitations(from: start, touched)
    settleAround()
  }

  private mutating func findLastQuestion() {
    // After an append only the last turn can be a later question than the one that is known.
    if let known = lastQuestion, let last = turns.last, known < last {
      if turns[last].isQuestion { lastQuestion = last }
    } else {
      lastQuestion = turns.last(where: \.questions, through: turns.last, \.isQuestion)
    }
  }

  private func isLoop(_ position: TurnSequence.Position) -> Bool { lastQuestion.map { $0 < position } ?? true }

  private mutating func settle(_ position: TurnSequence.Position) {
    let turn = turns[position]
    var place = turn.place
    place.isLoop = isLoop(position)
    place.isLast = position == turns.last
    place.isAlone = place.isLast && position == turns.first
    place.followsResult = turns.position(before: position).map { turns[$0].outcome.endsInResult } ?? false
    place.calls = turn.results > 1 ? calls(before: position) : [:]
    recount(position, at: place)
  }

  /// The calls of the answer before.
  private func calls(before position: TurnSequence.Position) -> [String: String] {
    var next = turns.position(before: position)
    while let place = next {
      if turns[place].role == .assistant { return turns[place].calls }
      next = turns.position(before: place)
    }
    return [:]
  }

  /// Moves a turn to a place, and counts it again where that matters to it.
  private mutating func recount(_ position: TurnSequence.Position, at place: TurnCounter.Place) {
    let turn = turns[position]
    var was = turn.place
    if !turn.hasThinking || !counter.dependsOnLoop { was.isLoop = place.isLoop }
    // White space at a turn's end is free only in the last turn: a turn without any costs the same elsewhere.
    let hasNoFreeEnd = was.isLast && !turn.outcome.hasFreeEnd
    if turn.role != .user || !counter.dependsOnLast || hasNoFreeEnd {
      (was.isLast, was.isAlone) = (place.isLast, place.isAlone)
    }
    if turn.role != .assistant { was.followsResult = place.followsResult }
    let isCounted = turn.outcome.count.tokens != 0
    if isCounted, turn.place == place { return }
    let outcome = isCounted && was == place ? turn.outcome : counter.count(turn.messages, place)
    turns.update(position) { $0.settle(outcome, at: place) }
  }

  // MARK: What depends on far away

  /// Thinking before the last question is past, thinking after it is in the running loop. What was settled before
  /// differs only next to the question, on one side of it: the search ends a few turns after the last difference.
  private mutating func settleLoop(_ touched: Int) {
    guard counter.dependsOnLoop, turns.tally.thinking > 0 else { return }
    var patience = touched + 1
    var next = turns.first(where: \.thinking, from: lastQuestion ?? turns.first, \.hasThinking)
    while let position = next, patience > 0 {
      if !correctLoop(at: position) { patience -= 1 }
      next = turns.first(where: \.thinking, from: turns.position(after: position), \.hasThinking)
    }
    patience = touched + 1
    next = turns.last(where: \.thinking, through: lastQuestion, \.hasThinking)
    while let position = next, patience > 0 {
      if !correctLoop(at: position) { patience -= 1 }
      next = turns.last(where: \.thinking, through: turns.position(before: position), \.hasThinking)
    }
  }

  /// Returns whether there was something to correct.
  private mutating func correctLoop(at position: TurnSequence.Position) -> Bool {
    var place = turns[position].place
    if place.isLoop == isLoop(position) { return false }
    place.isLoop.toggle()
    recount(position, at: place)
    return true
  }

  /// The first turn that cites pays for the instructions, the others do not.
  private mutating func settleCitations(from start: TurnSequence.Position?, _ touched: Int) {
    guard turns.tally.paying > 0,
      let payer = turns.first(where: \.paying, from: turns.first, \.mayPay)
    else { return }
    setCitations(false, at: payer)
    // The one that paid before is among the next ones, if it is not the same.
    var next = turns.first(where: \.paying, from: turns.position(after: payer), \.mayPay)
    for _ in 0..<touched {
      guard let position = next else { break }
      setCitations(true, at: position)
      next = turns.first(where: \.paying, from: turns.position(after: position), \.mayPay)
    }
    next = start
    for _ in 0..<touched {
      guard let position = next else { break }
      if turns[position].mayPay, position != payer { setCitations(true, at: position) }
      next = turns.position(after: position)
    }
  }

  private mutating func setCitations(_ hasCitations: Bool, at position: TurnSequence.Position) {
    var place = turns[position].place
    if place.hasCitations == hasCitations { return }
    place.hasCitations = hasCitations
    recount(position, at: place)
  }

  private mutating func settleAround() {
    let tally = turns.tally
    var conversation = TurnCounter.Conversation()
    conversation.hasResult = tally.results > 0
    conversation.hasCitations = tally.paying > 0
    conversation.hasUnclassicRole = tally.unclassic > 0
    conversation.loopThinking = tally.loopThinking
    conversation.partialThinking = tally.partialThinking
    conversation.unread = tally.unread
    conversation.firstRole = turns.first.map { turns[$0].role }
    conversation.lastRole = turns.last.map { turns[$0].role }
    conversation.endsInResult = turns.last.map { turns[$0].outcome.endsInResult } ?? false
    if conversation == around.conversation { return }
    around = (conversation, counter.countAround(conversation))
  }
}
