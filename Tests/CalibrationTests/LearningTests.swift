import Calibration
import JSONText
import LocalEndpoint
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// A model is learned from 25 counts, to the token, or not at all.
struct LearningTests {
  static let catalog: Catalog = {
    do { return try Catalog.bundled() } catch { fatalError("\(error)") }
  }()

  /// What some models answer.
  static let answers: [String: [String: Int]] = {
    var answers: [String: [String: Int]] = [:]
    for id in ["claude-opus-5", "claude-sonnet-4-5", "claude-opus-4-7", "claude-3-haiku", "claude-haiku-4-5"] {
      answers[id] = catalog.model(id).map { ModelPlayer($0, catalog).answers }
    }
    return answers
  }()

  @Test("a model costs at most 25 counts, each with a name and a question of its own")
  func aModelCostsAtMost() {
    let probes = LearningPlan.probes
    #expect(probes.count <= 25)
    #expect(Set(probes.map(\.name)).count == probes.count)
    #expect(probes.allSatisfy { !$0.question.isEmpty })
    #expect(LearningPlan.watched.count == 6)
    for probe in probes { #expect(probe.request.notices.isEmpty) }
  }

  @Test("every catalogued model is recovered with its constants hidden", arguments: catalog.models.map(\.id))
  func everyCataloguedModelIsRecovered(_ id: String) throws {
    let model = try #require(Self.catalog.model(id))
    let player = ModelPlayer(model, Self.catalog)
    let (answers, asked) = player.interview()
    #expect(asked <= 25)
    let learned = try ModelDeduction(catalog: Self.catalog, day: Self.catalog.date).learn(
      "claude-unknown-9", from: answers)
    #expect(learned.family == model.tokenizer.family)
    let own = try Self.catalog.overriding(with: learned.catalogue(over: Self.catalog))
    let counter = RequestCounter(catalog: own)
    for (number, request) in HeldOutRequests.all.enumerated() {
      guard let count = player.count(request, betas: []) else { continue }
      let context = CountContext(betas: [], asOf: .day(Self.catalog.date))
      let again = try counter.count(request, model: "claude-unknown-9", context: context)
      #expect(again.total.tokens == count, "held-out request \(number), learned as \(learned.pattern)")
    }
  }

  @Test("noise is refused")
  func noiseIsRefused() throws {
    var random = SeededRandom(seed: 5)
    for id in ["claude-opus-5", "claude-sonnet-4-5", "claude-opus-4-7", "claude-3-haiku"] {
      let truth = try #require(Self.answers[id])
      for _ in 0..<5 {
        let noisy = truth.mapValues { $0 + Int.random(in: -2...2, using: &random) }
        #expect(throws: LearningError.self) {
          try ModelDeduction(catalog: Self.catalog, day: Self.catalog.date).learn("m", from: noisy)
        }
      }
    }
  }

  /// Every probe of a model of each generation and of each kind of exception. One of three errors for each, and all of
  /// them with `ULLAGE_FUZZ_COUNT=3`.
  @Test(
    "one wrong answer is refused, whichever it is",
    arguments: ["claude-opus-5", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-4-5", "claude-3-5-haiku"])
  func oneWrongAnswerIsRefused(_ id: String) throws {
    let model = try #require(Self.catalog.model(id))
    let truth = ModelPlayer(model, Self.catalog).answers
    let deduction = ModelDeduction(catalog: Self.catalog, day: Self.catalog.date)
    let right = try deduction.learn("m", from: truth).catalogue(over: Self.catalog)
    for (place, name) in truth.keys.sorted().enumerated() {
      for turn in 0..<Effort.texts(usual: 1) {
        let error = [-1, 1, 7][(place + id.utf8.count + turn) % 3]
        var answers = truth
        answers[name]? += error
        let learned = try? deduction.learn("m", from: answers)
        #expect(learned == nil || learned?.catalogue(over: Self.catalog) == right, "\(name) \(error)")
      }
    }
  }

  @Test(
    "what a model refuses leaves no other answer unconfirmed",
    arguments: [
      [], ["structured output"], ["low effort"], ["low effort", "structured output"], ["adaptive thinking"],
    ])
  func whatAModelRefusesLeaves(_ refused: [String]) throws {
    let player = ModelPlayer(try #require(Self.catalog.model("claude-opus-4-5")), Self.catalog)
    let (truth, asked) = player.interview(refusing: Set(refused))
    #expect(asked <= 25)
    let deduction = ModelDeduction(catalog: Self.catalog, day: Self.catalog.date)
    #expect(try Set(deduction.learn("m", from: truth).refused).isSuperset(of: refused))
    for name in truth.keys {
      var answers = truth
      answers[name]? += 1
      #expect(throws: LearningError.self, "\(name)") { try deduction.learn("m", from: answers) }
    }
  }

  @Test("a missing answer to a probe that no model refuses is an error that names it")
  func aMissingAnswerToA() throws {
    var answers = try #require(Self.answers["claude-opus-5"])
    answers["result"] = nil
    let error = #expect(throws: LearningError.self) {
      try ModelDeduction(catalog: Self.catalog, day: Self.catalog.date).learn("m", from: answers)
    }
    #expect(error?.code == .missing)
    #expect(error?.message.contains("\"result\"") == true)
  }

  @Test("what is learned tells its evidence")
  func whatIsLearnedTellsIts() throws {
    let player = ModelPlayer(try #require(Self.catalog.model("claude-sonnet-5")), Self.catalog)
    let learned = try ModelDeduction(catalog: Self.catalog, day: Self.catalog.date).learn("m-1", from: player.answers)
    #expect(learned.pattern == "claude-4.8")
    #expect(learned.settings.contains("tool_prompt.auto: 345"))
    let file = try JSONDocument(parsing: learned.catalogue(over: Self.catalog)).root
    let rules = try #require(file["counting"]?["m-1 (learned)"])
    #expect(rules["evidence"]?["records"]?.int == learned.probes)
    #expect(rules["evidence"]?["refused"]?.elements.compactMap(\.string) == learned.refused)
  }
}
