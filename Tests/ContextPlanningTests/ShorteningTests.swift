import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing
import Tokenization

@testable import ContextPlanning

@Suite("Shortening")
struct ShorteningTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  @Test("keeps head and tail within the tokens it was given", arguments: [TokenizerFamily.v3, .v4_7, .v4_8])
  func law(family: TokenizerFamily) throws {
    let shortening = Shortening(try Tokenizer.bundled(family))
    var made = Conversations(seed: 30)
    for trial in 0..<40 {
      let text = made.text(made.number(in: 200...3000)) + (made.flag() ? "e\u{301}👨‍👩‍👧" : "")
      guard let tokens = shortening.tokens(of: RequestText(text)) else { continue }
      let kept = made.number(in: 0...tokens)
      guard let short = shortening.shortened(text, of: tokens, keeping: kept) else {
        #expect(shortening.frees(tokens, keeping: kept) == 0, "trial \(trial) of \(tokens), keeping \(kept)")
        continue
      }
      let parts = try #require(short.firstRange(of: Shortening.marker))
      #expect(text.hasPrefix(short[..<parts.lowerBound]) && text.hasSuffix(short[parts.upperBound...]))
      let count = shortening.tokenizer.count(short)
      #expect(count <= kept + shortening.markerTokens, "trial \(trial)")
      // About as much as there is room for.
      #expect(count >= kept - kept / 64 - 16, "trial \(trial): \(count) of \(kept)")
    }
  }

  @Test(
    "cuts between characters, however long one is",
    arguments: [
      "\u{301}", "\r\na", "👨\u{200D}", "🇩", "\u{1100}", "\u{600}", "👍🏽", "é", "x",
    ], ["", "x", "\u{301}"])
  func longCharacters(part: String, start: String) throws {
    let shortening = Shortening(try Tokenizer.bundled(.v4_8))
    let text = start + String(repeating: part, count: 1000)
    let tokens = try #require(shortening.tokens(of: RequestText(text)))
    for kept in [0, 100, tokens / 2] {
      guard let short = shortening.shortened(text, of: tokens, keeping: kept) else { continue }
      let parts = try #require(short.utf8.firstRange(of: Shortening.marker.utf8))
      let (head, tail) = (short.utf8[..<parts.lowerBound], short.utf8[parts.upperBound...])
      #expect(text.utf8.starts(with: head) && text.utf8.reversed().starts(with: tail.reversed()))
      #expect(shortening.tokenizer.count(short) <= kept + shortening.markerTokens, "keeping \(kept)")
    }
  }

  @Test("loses more with every token, and at most half of what dropping does")
  func losesMoreWithEveryToken() throws {
    let shortening = Shortening(try Tokenizer.bundled(.v4_8))
    for tokens in [200, 1000, 65_537, 1_000_000] {
      var last = Int.max
      for kept in [0, 1, tokens / 4, tokens / 2, tokens - 1, tokens, tokens * 2] {
        let loss = shortening.loss(tokens, keeping: kept, weight: 1000)
        #expect(loss <= last)
        last = loss
      }
      #expect(shortening.loss(tokens, keeping: 0, weight: 10) == tokens * 5)
      #expect(last == 0)
    }
  }

  // MARK: On requests

  private static let long = String(repeating: "window token plan cache ", count: 400)

  @Test(
    "cuts what cannot go",
    arguments: [
      Content.text(RequestText(long + "What is it?")),
      [.text("What is it?"), .text(long)],
      [
        .text("?"),
        .document(DocumentBlock(source: MediaSource(.text(mediaType: "text/plain", data: RequestText(long))))),
      ],
    ])
  func question(content: Content) throws {
    let request = MessagesRequest(
      model: "claude-opus-5", maxTokens: 100, messages: [Message(role: .user, content)])
    let (plan, evict) = try evicted(request, window: 900)
    #expect(plan.verdict == .refused)
    #expect(evict.verdict == .fits)
    #expect(evict.lost.shortened == 1 && evict.lost.messages == 0)
    // What is left is about all that has its place.
    #expect((0...40).contains(900 - 100 - evict.after.bounds.upperBound))
    #expect(String(decoding: evict.request.encoded(), as: UTF8.self).contains("[middle left out to save context]"))
  }

  @Test(
    "cuts results of the last cycle, texts and documents in them",
    arguments: [
      Content.text(RequestText(long)), [.text("Result:"), .text(long)],
      [.document(DocumentBlock(source: MediaSource(.text(mediaType: "text/plain", data: RequestText(long)))))],
    ])
  func result(content: Content) throws {
    let request = MessagesRequest(
      model: "claude-sonnet-4-5", maxTokens: 100,
      messages: [
        Message(role: .user, "Look"), Message(role: .assistant, [.toolUse(id: "a", name: "read", input: [:])]),
        Message(role: .user, [.toolResult(toolUseID: "a", content)]),
      ])
    let (_, evict) = try evicted(request, window: 900)
    #expect(evict.verdict == .fits)
    #expect(evict.lost.shortened == 1 && evict.lost.results == 0)
    #expect(evict.request.messages.prefix(2).elementsEqual(request.messages.prefix(2)))
    #expect(try MessagesRequest(decoding: evict.request.encoded()).notices.isEmpty)
  }

  @Test("leaves pinned messages alone, and what thinking of the running exchange is bound to")
  func leavesPinnedMessagesAloneAnd() throws {
    var request = MessagesRequest(
      model: "claude-opus-5-5", maxTokens: 100,
      messages: [
        Message(role: .user, Self.long),
        Message(
          role: .assistant,
          [.thinking("Hm.", signature: "c2lnbmF0dXJl"), .toolUse(id: "a", name: "read", input: [:])]),
        Message(role: .user, [.toolResult(toolUseID: "a", .text(RequestText(Self.long)))]),
      ])
    var policy = PlanPolicy()
    policy.window = 1500
    policy.remedies = .only(["evict"])
    // The question stands before thinking that is bound to it, the result behind it.
    #expect(try planner.plan(request, policy).remedies.isEmpty)
    request.model = "claude-opus-4-6"
    policy.window = 2200
    let evict = try #require(try planner.plan(request, policy).remedies.first)
    #expect(evict.request.messages.dropFirst().elementsEqual(request.messages.dropFirst()))
    policy.priorities.pinned = [0]
    #expect(try planner.plan(request, policy).remedies.isEmpty)
  }

  @Test("takes from the text whose tokens are worth least")
  func takesFromTheTextWhose() throws {
    let request = MessagesRequest(
      model: "claude-opus-5", maxTokens: 100,
      messages: [
        Message(role: .user, [.text(Self.long), .text("First")]), Message(role: .assistant, "Yes."),
        Message(role: .user, [.text(Self.long), .text("Second")]),
      ])
    for (cheap, dear) in [(0, 2), (2, 0)] {
      var policy = PlanPolicy()
      policy.priorities.weights = [cheap: 1, dear: 100]
      let (_, evict) = try evicted(request, window: 3000, policy)
      #expect(evict.verdict == .fits)
      #expect(evict.request.messages.contains(request.messages[dear]))
      #expect(!evict.request.messages.contains(request.messages[cheap]))
    }
  }

  @Test("with dropping and clearing loses no more than the best of all choices that fit")
  func withDroppingAndClearingLoses() throws {
    var made = Conversations(seed: 31)
    var compared = 0
    for trial in 0..<12 {
      var request = made.agent(
        model: trial.isMultiple(of: 2) ? "claude-sonnet-4-5" : "claude-opus-5", exchanges: 2, cycles: 1, words: 60)
      if made.flag() { request.messages[0] = Message(role: .user, made.text(400)) }
      if made.flag() { request.messages.append(Message(role: .user, made.text(300))) }
      var policy = PlanPolicy()
      policy.remedies = .never
      let whole = try planner.plan(request, policy).input.total.bounds.upperBound
      policy.window = whole * made.number(in: 40...95) / 100 + 100
      policy.remedies = .only(["evict"])
      let evict = try planner.plan(request, policy).remedies.first
      let best = try self.best(request, policy)
      #expect((best == nil) == (evict == nil), "trial \(trial)")
      guard let best, let evict else { continue }
      compared += 1
      #expect(evict.verdict == .fits)
      #expect(evict.lost.worth <= best, "trial \(trial)")
    }
    #expect(compared > 8)
  }

  /// The least that any choice of one way for each group loses, of those that fit when counted anew.
  private func best(_ request: MessagesRequest, _ policy: PlanPolicy) throws -> Int? {
    let resolved = try ResolvedPolicy(request, policy, planner.catalog)
    var own = policy
    own.remedies = .never
    let plan = try planner.plan(request, own)
    let costs = MessageTokens(plan.input, messages: request.messages.count)
    let cleared = try planner.plainCount(
      MessagesRequest(model: request.model, messages: EvictionEdit.clearedExample), resolved)
    let eviction = Eviction(
      request, ToolCycle.calls(in: request.messages), plan.input, costs, policy.priorities, cleared: cleared,
      isBoundToPrefix: false, Shortening(plan.input.tokenizer))
    let cached = CachedPrefix(request, plan.input, costs, planner, resolved)
    let problem = eviction.problem(need: 1, cached: cached)
    var best: Int?
    var choice = [Int](repeating: 0, count: problem.groups.count)
    func walk(_ group: Int) throws {
      guard group < choice.count else {
        let actions = eviction.actions(of: choice, spare: 0)
        let loss = eviction.loss(of: actions)
        if let best, loss >= best { return }
        if try planner.plan(eviction.applied(actions).request, own).headroom >= 0 { best = loss }
        return
      }
      for option in 0...problem.groups[group].count {
        choice[group] = option
        try walk(group + 1)
      }
    }
    try walk(0)
    return best
  }

  private func evicted(
    _ request: MessagesRequest, window: Int, _ policy: PlanPolicy = PlanPolicy()
  ) throws -> (Plan, Remedy) {
    var policy = policy
    policy.window = window
    policy.remedies = .only(["evict"])
    let plan = try planner.plan(request, policy)
    let remedy = try #require(plan.remedies.first)
    policy.remedies = .never
    let again = try planner.plan(try MessagesRequest(decoding: remedy.request.encoded()), policy)
    #expect(again.input.total == remedy.after)
    return (plan, remedy)
  }
}
