import MessagesAPI

// The way over the turns of a conversation, the same for both laws.

extension PromptPricing {
  /// Adds all turns. One that was counted before is added as it was.
  mutating func addTurns() {
    let messages = request.messages
    let isClassic = rules.law == .classic
    if isClassic, messages.first?.role == .assistant { add(.leadingAssistant, at: .message(0), role: .assistant) }
    let question = isClassic ? Turn.lastQuestion(in: messages) ?? -1 : -1
    var place = TurnCounter.Place()
    // Where the last answer begins, for the calls in it.
    var answer: Int?
    var known: Int?
    var last: Turn?
    let cleared = Set<Int>(clearedThinking?.messages ?? [])
    var next = 0
    while next < messages.count {
      let start = next
      if let turn = addKnown(at: start, of: messages, followsResult: place.followsResult, before: known) {
        place.followsResult = turn.endsInResult
        known = turn.message
        next += 1
      } else if let turn = Turn.next(&next, in: messages, cleared: cleared) {
        place.isLoop = isClassic && start > question
        place.isLast = next == messages.count
        place.isAlone = place.isLast && start == 0
        // The names of the tools count only where there are several results.
        place.calls = turn.results > 1 ? Turn.calls(ofAnswerAt: answer, in: messages) : [:]
        let first = parts.count
        let endsInResult = add(turn, place)
        keep(
          turn, start..<next, parts: first, followsResult: place.followsResult, endsInResult: endsInResult)
        place.followsResult = endsInResult
        (known, last) = (nil, turn)
      }
      if messages[start].role == .assistant { answer = start }
    }
    if isClassic, let last { addClassicEnd(last, followsResult: place.followsResult) }
  }

  /// Adds a turn by the model's law, and returns whether it ends in results.
  mutating func add(_ turn: Turn, _ place: TurnCounter.Place) -> Bool {
    switch rules.law {
    case .classic:
      addClassic(turn, isLoop: place.isLoop, followsResult: place.followsResult, calls: place.calls)
    case .recent:
      addRecent(
        turn, isLast: place.isLast, isAlone: place.isAlone, followsResult: place.followsResult, place.calls)
    }
  }
}
