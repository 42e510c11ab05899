import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

@testable import ContextPlanning

@Suite("What fits next")
struct RoomTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  private static let models = [
    "claude-3-5-haiku-20241022", "claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-7", "claude-sonnet-5",
    "claude-opus-5-5",
  ]

  private static let answer = "Let me see."

  /// A conversation that has so many tokens left, with an answer of its own expected.
  private func conversation(_ model: String, left: Int, seed: UInt64) throws -> (
    request: MessagesRequest, policy: PlanPolicy
  ) {
    var made = Conversations(seed: seed)
    let request = made.agent(model: model, exchanges: 2, cycles: 3, words: 20)
    var policy = PlanPolicy()
    policy.remedies = .never
    policy.asksForRoom = true
    policy.expectedOutput = 40
    let plan = try planner.plan(request, policy)
    policy.window = plan.mostInput + plan.maxTokens + left
    return (request, policy)
  }

  /// Words of one token each in every vocabulary, so many that a text of them counts just that.
  private func text(_ tokens: Int, _ model: String) throws -> String {
    let counter = try TextCounter(model: model, catalog: planner.catalog)
    var text = String(repeating: " word", count: max(tokens - 2, 0))
    while counter.count(text + " word").tokens <= tokens { text += " word" }
    return text
  }

  @Test("The largest text, result and document that are named fit, and ones a tenth larger do not", arguments: models)
  func largest(model: String) throws {
    for (seed, left) in [(1, 900), (2, 3000), (3, 5555)] {
      let (request, policy) = try conversation(model, left: left, seed: UInt64(seed))
      let room = try #require(try planner.plan(request, policy).room)
      #expect(room.tokens == left && room.answer == 40)
      for step in room.steps {
        func blocks(_ tokens: Int) throws -> [Message] {
          let content = try text(tokens, model)
          switch step.kind {
          case .question:
            return [
              Message(role: .assistant, .text(RequestText(Self.answer))),
              Message(role: .user, .text(RequestText(content))),
            ]
          case .result:
            return [
              Message(role: .assistant, [.toolUse(id: "next", name: "read", input: [:])]),
              Message(role: .user, [.toolResult(toolUseID: "next", .text(RequestText(content)))]),
            ]
          case .document:
            let document = DocumentBlock(
              source: MediaSource(.text(mediaType: "text/plain", data: RequestText(content))))
            return [
              Message(role: .assistant, .text(RequestText(Self.answer))),
              Message(role: .user, [.document(document), .text("?")]),
            ]
          case .image, .pages: return []
          }
        }
        if try blocks(1).isEmpty { continue }
        var next = request
        next.messages += try blocks(step.largest)
        #expect(try planner.plan(next, policy).headroom >= 0, "\(model) \(step.kind) of \(step.largest)")
        next.messages = request.messages + (try blocks((step.largest + 60) * 11 / 10))
        #expect(try planner.plan(next, policy).headroom < 0, "\(model) \(step.kind) of \(step.largest)")
      }
    }
  }

  @Test(
    "The largest square image fits, and the next size does not; where all sizes fit, that is said", arguments: models)
  func image(model: String) throws {
    for left in [400, 1400, 9000] {
      let (request, policy) = try conversation(model, left: left, seed: 4)
      let room = try #require(try planner.plan(request, policy).room)
      let step = try #require(room.steps.first { $0.kind == .image })
      #expect(step.isUnlimited == (left == 9000))
      func headroom(_ edge: Int) throws -> Int {
        var next = request
        next.messages += [
          Message(role: .assistant, .text(RequestText(Self.answer))),
          Message(role: .user, [.image(ImageBlock(source: .png(width: edge, height: edge))), .text("?")]),
        ]
        return try planner.plan(next, policy).headroom
      }
      #expect(try headroom(step.largest) >= 0)
      if !step.isUnlimited { #expect(try headroom(step.largest + 120) < 0, "\(step.largest)") }
    }
  }

  @Test("Images are named with what they would take at a lower resolution, as they are counted then", arguments: models)
  func lowerResolution(model: String) throws {
    var (request, policy) = try conversation(model, left: 20_000, seed: 8)
    func image(_ width: Int, _ height: Int) -> ContentBlock {
      .image(ImageBlock(source: .png(width: width, height: height)))
    }
    request.messages[0] = Message(role: .user, [image(2000, 1000), .text("?")])
    request.messages[2] = Message(role: .user, [.toolResult(toolUseID: "call_0_0", .blocks([image(300, 600)]))])
    let room = try #require(try planner.plan(request, policy).room)
    #expect(room.images.map(\.path.description) == ["messages[0].content[0]", "messages[2].content[0].content[0]"])
    #expect(room.images[1].tokens == room.images[1].smallTokens)
    let before = try planner.plan(request, policy).input.total.tokens
    request.messages[0] = Message(role: .user, [image(784, 392), .text("?")])
    policy.asksForRoom = false
    let saved = before - (try planner.plan(request, policy).input.total.tokens)
    #expect(saved > 500 && saved == room.images[0].tokens - room.images[0].smallTokens)
  }

  @Test("Pages fit for sure: each with the most text that one is taken to have")
  func pages() throws {
    let (request, policy) = try conversation("claude-opus-5-5", left: 20_000, seed: 5)
    let step = try #require(try planner.plan(request, policy).room?.steps.first { $0.kind == .pages })
    #expect(step.usual == 1530...4530 && step.largest == 4)
  }

  @Test(
    "No more pages fit than the API takes of the model on the day, however large the window",
    arguments: [("claude-opus-4-5", 100), ("claude-opus-5", 600)])
  func mostPages(model: String, most: Int) throws {
    let (request, base) = try conversation(model, left: 20_000, seed: 5)
    var policy = base
    policy.window = 10_000_000
    let step = try #require(try planner.plan(request, policy).room?.steps.first { $0.kind == .pages })
    #expect(step.largest == most)
  }

  @Test("With results cut at the cap the turns fit, and with results a token longer they do not")
  func cap() throws {
    let (request, base) = try conversation("claude-opus-5", left: 2500, seed: 6)
    var policy = base
    policy.turns = 20
    let room = try #require(try planner.plan(request, policy).room)
    let cap = try #require(room.resultCap)
    let tool = try #require(room.tools.first)
    #expect(tool.name == "read" && tool.results == 6 && cap < tool.largest && tool.cut > 0)
    let count = try planner.plan(request, policy).input
    let costs = MessageTokens(count, messages: request.messages.count)
    let answers = request.messages.indices.filter { request.messages[$0].role == .assistant }
    let grown = costs.tokens[answers[0]...].reduce(0, +)
    func needed(_ cap: Int) -> Int {
      let sizes = ToolCycle.calls(in: request.messages).compactMap(\.result).map { BlockTokens(count).tokens(at: $0) }
      return (grown - sizes.reduce(0, +) + sizes.reduce(0) { $0 + min($1, cap) }) * policy.turns
    }
    #expect(needed(cap) <= room.tokens * answers.count && needed(cap + 1) > room.tokens * answers.count)
    policy.turns = 1
    #expect(try planner.plan(request, policy).room?.resultCap == nil)
    policy.window = base.window.map { $0 - 2500 }
    #expect(try planner.plan(request, policy).room?.resultCap == 0)
  }

  @Test("Branches share what the first has written, and what they bring back fits")
  func branches() throws {
    var (request, policy) = try conversation("claude-opus-5", left: 6000, seed: 7)
    request.cacheControl = CacheControl()
    request.system = .text(RequestText(String(repeating: "word ", count: 600)))
    policy.window = nil
    policy.branches = 5
    policy.cachedTokens = 0
    policy.rateTier = "start"
    let plan = try planner.plan(request, policy)
    policy.window = plan.mostInput + plan.maxTokens + 6000
    let tight = try planner.plan(request, policy)
    let branches = try #require(tight.room?.branches)
    #expect(branches.count == 5 && branches.tokensEach == 6000)
    let call = try #require(tight.cost?.nanodollars)
    #expect(branches.nanodollarsAtOnce == 5 * call)
    var warm = policy
    warm.cachedTokens = tight.cost?.cachedTokens
    let reading = try #require(try planner.plan(request, warm).cost?.nanodollars)
    #expect(branches.nanodollarsAfterFirst == call + 4 * reading)
    #expect(branches.seconds == 0...1)
    let report = try text(branches.reportEach, "claude-opus-5")
    var next = request
    let ids = (0..<5).map { "agent_\($0)" }
    next.messages += [
      Message(role: .assistant, .blocks(ids.map { .toolUse(id: $0, name: "read", input: [:]) })),
      Message(role: .user, .blocks(ids.map { .toolResult(toolUseID: $0, .text(RequestText(report))) })),
    ]
    #expect(try planner.plan(next, policy).headroom >= 0)
    #expect(branches.reportEach > 1000)
  }

  @Test("Who waits for the limits of a minute waits for what is beyond a full allowance, or an empty one")
  func waiting() throws {
    let model = try #require(planner.catalog.model("claude-opus-5"))
    let limits = try #require(RateLimits(of: model, tier: "start", on: planner.catalog.date, catalog: planner.catalog))
    #expect(limits.seconds(requests: 10, input: 2_100_080) == 4...64)
    #expect(limits.seconds(requests: 1000, input: 0) == 0...60)
    #expect(limits.seconds(requests: 1, input: 0, output: 900_000) == 75...135)
    #expect(limits.seconds(requests: 0, input: 0) == 0...0)
  }
}
