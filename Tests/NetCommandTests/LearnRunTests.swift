import Calibration
import Console
import LocalEndpoint
import ModelCatalog
import TestSupport
import Testing

@testable import UllageNetCommand

/// Learning and checking over HTTP, with an endpoint that plays a model and now and then fails.
struct LearnRunTests {
  static let catalog: Catalog = {
    do { return try Catalog.bundled() } catch { fatalError("\(error)") }
  }()

  /// Fails one request in twenty, by seed, before the model answers.
  static func failing(_ player: ModelPlayer, seed: UInt64) -> LocalEndpoint.Respond {
    { request in
      var random = SeededRandom(seed: seed &+ UInt64(request.index))
      guard Int.random(in: 0..<20, using: &random) == 0 else { return player.answer(request) }
      return .error(request.index % 2 == 0 ? 429 : 500)
    }
  }

  @Test(
    "a model is learned where one answer in twenty is 429 or 500, and again from the store alone",
    arguments: ["claude-3-5-haiku-20241022", "claude-opus-4-5-20251101", "claude-opus-4-7", "claude-fable-5-2"])
  func aModelIsLearnedWhere(
    _ id: String
  ) async throws {
    let player = ModelPlayer(try #require(Self.catalog.model(id)), Self.catalog)
    let interview = player.interview()
    try await RemoteFixture.run(catalog: Self.catalog, Self.failing(player, seed: 3)) { counts, endpoint in
      let run = LearnRun(model: "claude-unknown-9", catalog: Self.catalog)
      let learned = try await run.learn(counts)
      let truth = try ModelDeduction(catalog: Self.catalog, day: Self.catalog.date).learn(
        "claude-unknown-9", from: interview.answers)
      #expect(learned.settings == truth.settings)
      #expect(learned.catalogue(over: Self.catalog) == truth.catalogue(over: Self.catalog))
      let asked = endpoint.requests.count
      #expect(asked > interview.asked)
      let again = try await run.learn(RemoteFixture.offline(counts))
      #expect(again.settings == truth.settings)
      #expect(endpoint.requests.count == asked)
    }
  }

  @Test("answers that do not fit together are no model")
  func answersThatDoNotFit() async throws {
    let player = ModelPlayer(try #require(Self.catalog.model("claude-opus-5")), Self.catalog)
    let respond: LocalEndpoint.Respond = { request in
      request.index % 3 == 1 ? .count(100 + request.index) : player.answer(request)
    }
    try await RemoteFixture.run(catalog: Self.catalog, respond) { counts, _ in
      let error = await #expect(throws: Complaint.self) {
        try await LearnRun(model: "m", catalog: Self.catalog).learn(counts)
      }
      #expect(error?.code == "probes_inconsistent")
      #expect(error?.status == .over)
    }
  }

  @Test("a check finds nothing, then the model that was put in its place")
  func aCheckFindsNothingThen() async throws {
    let model = try #require(Self.catalog.model("claude-opus-5"))
    let old = ModelPlayer(model, Self.catalog)
    let new = ModelPlayer(try #require(Self.catalog.model("claude-sonnet-5")), Self.catalog)
    let other = ModelPlayer(try #require(Self.catalog.model("claude-sonnet-4-5")), Self.catalog)
    let probes = LearningPlan.watched.count
    // The first round finds the old model; in the second, where what differs is asked twice, tools cost more.
    let respond: LocalEndpoint.Respond = { ($0.index < probes ? old : new).answer($0) }
    try await RemoteFixture.run(catalog: Self.catalog, respond) { counts, endpoint in
      #expect(try await CheckRun(model: model.id).drift(counts).verdict == .none)
      let drift = try await CheckRun(model: model.id).drift(counts)
      #expect(drift.verdict == .constant)
      #expect(drift.changes.map(\.probe).contains("tools"))
      #expect(!drift.changes.map(\.probe).contains("text"))
      #expect(endpoint.requests.count == probes * 2 + drift.changes.count)
      #expect(try await CheckRun(model: model.id).drift(counts).verdict == .none)
    }
    try await RemoteFixture.run(catalog: Self.catalog, other.answer) { counts, _ in
      // The store is new: the local count is what was before.
      let drift = try await CheckRun(model: model.id).drift(counts)
      #expect(drift.verdict == .family)
    }
  }
}
