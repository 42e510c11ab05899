public import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading

/// Whose rules a session's numbers follow: calls to a model have been answered by its successor, before that was announced
/// (three sessions of 2026: 3% of the steps exact by the model's own rules, 86% by the next model's).
///
/// The growth from call to call is compared, so that system prompt and tools do not matter.
struct SuccessorTrial {
  /// Steps that are tried, the last ones, and the fewest that decide.
  private static let (mostSteps, fewestSteps) = (8, 3)

  /// The successor, where most steps follow its rules to the token and most do not follow the model's own; else nil.
  ///
  /// O(messages of the steps), and nothing for a model without a successor.
  static func model(
    answering session: Session, as model: Model, _ counter: RequestCounter, _ policy: PlanPolicy
  ) -> Model? {
    guard let successor = counter.catalog.successor(of: model) else { return nil }
    let spellings = session.spellings { counter.catalog.model($0)?.id == model.id }
    let calls = session.calls.filter { call in
      call.usage.isSinglePass && call.usage.prompt > 0 && call.blocksInPrompt == 0
        && call.model.map(spellings.contains) == true
    }
    let tried = Array(calls.suffix(mostSteps + 1))
    guard tried.count > fewestSteps, let first = tried.first else { return nil }
    let steps = tried.count - 1
    let own = exactSteps(of: session, tried, from: first.message, model.id, counter, policy)
    guard own * 2 < steps else { return nil }
    let next = exactSteps(of: session, tried, from: first.message, successor.id, counter, policy)
    return next * 3 >= steps * 2 ? successor : nil
  }

  /// How many steps grow as a model's rules say.
  private static func exactSteps(
    of session: Session, _ calls: [Session.Call], from message: Int, _ id: String, _ counter: RequestCounter,
    _ policy: PlanPolicy
  ) -> Int {
    guard let resolved = counter.catalog.resolve(id) else { return 0 }
    var own = policy
    own.model = id
    let request = SessionPricing(session, nil, counter, &own).request
    // From a question on: what stands before it costs the same at every call.
    let messages = request.messages
    guard messages.indices.contains(message - 1) else { return 0 }
    let start =
      messages[..<message].lastIndex { $0.role == .user && !ToolCycle.isAllResults($0) } ?? messages.startIndex
    let tokens = calls.map { call -> Int? in
      guard start <= call.message, call.message <= messages.count else { return nil }
      var part = request
      part.messages = Array(messages[start..<call.message])
      return try? counter.countOnly(part, model: resolved, context: own.context).total.tokens
    }
    return zip(zip(calls, calls.dropFirst()), zip(tokens, tokens.dropFirst())).count { calls, tokens in
      guard let before = tokens.0, let after = tokens.1 else { return false }
      return after - before == calls.1.usage.prompt - calls.0.usage.prompt
    }
  }
}

extension Session {
  /// How the session spells the models for which `isWanted` holds. It names few: each is looked up once.
  func spellings(where isWanted: (String) -> Bool) -> Set<String> {
    Set(calls.compactMap(\.model)).filter(isWanted)
  }
}

extension Notice.Code {
  /// The session's numbers follow the rules of the model's successor.
  public static let servedBySuccessor = Notice.Code(rawValue: "served_by_successor")
}
