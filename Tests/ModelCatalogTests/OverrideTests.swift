import Testing

@testable import ModelCatalog

@Suite("A user's catalogue")
struct OverrideTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  private func overriding(_ text: String) throws(CatalogError) -> Catalog {
    try catalog.overriding(with: Array(text.utf8))
  }

  @Test("changes single facts and leaves the rest, whatever the model's spelling")
  func singleFacts() throws {
    let own = try overriding(
      #"{"models": [{"id": "anthropic/claude-opus-5", "window": {"default": 500000}, "prices": {"input": 4.25}}]}"#)
    let model = try #require(own.model("claude-opus-5"))
    #expect(own.models.count == catalog.models.count)
    #expect(model.window?.tokens == 500_000)
    #expect(model.prices?.input == Price(nanodollars: 4250))
    #expect(model.prices?.output == Price(nanodollars: 25_000))
    #expect(model.maxOutput?.tokens == 128_000)
    #expect(catalog.model("claude-opus-5")?.window?.tokens == 1_000_000)
  }

  @Test("keeps a model findable by its own id after an override by another spelling")
  func identity() throws {
    let own = try overriding(#"{"models": [{"id": "anthropic/claude-opus-5", "prefill": true}]}"#)
    #expect(own.model("claude-opus-5")?.id == "claude-opus-5")
    #expect(own.model("opus 5")?.acceptsPrefill == true)
  }

  @Test("makes a fact unknown with null, and knows its inner members no more")
  func forgetting() throws {
    let own = try overriding(#"{"models": [{"id": "claude-opus-5", "cache_minimum": null, "window": null}]}"#)
    #expect(own.model("claude-opus-5")?.cacheMinimum == nil)
    #expect(own.model("claude-opus-5")?.window == nil)
  }

  @Test("adds models, which need a family")
  func addition() throws {
    let own = try overriding(
      #"{"date": "2027-01-01", "models": [{"id": "claude-opus-6", "tokenizer": {"family": "v4.8", "basis": "assumed"}}]}"#
    )
    #expect(own.model("us.anthropic.claude-opus-6-v1:0")?.tokenizer.family == "v4.8")
    #expect(own.model("claude-opus-6")?.released == nil)
    #expect(own.date.description == "2027-01-01")
    #expect(own.defaultModel?.id == "claude-opus-5-5")
  }

  @Test("can be laid over another")
  func layers() throws {
    let one = try overriding(#"{"models": [{"id": "claude-opus-5", "cache_minimum": 1, "window": {"default": 7}}]}"#)
    let two = try one.overriding(with: Array(#"{"models": [{"id": "claude-opus-5", "cache_minimum": 2}]}"#.utf8))
    #expect(two.model("claude-opus-5")?.cacheMinimum == 2)
    #expect(two.model("claude-opus-5")?.window?.tokens == 7)
  }

  private static let mistakes: [(text: String, code: CatalogError.Code, path: String, line: Int, column: Int)] = [
    ("{", .notJSON, "", 1, 2),
    ("[]", .wrongKind, "", 1, 1),
    ("{\"model\": []}", .unknownFact, "model", 1, 2),
    ("{\"models\": [{\"name\": \"x\"}]}", .missingFact, "models[0]", 1, 13),
    ("{\"models\": [{\"id\": \"claude-next\"}]}", .missingFact, "models[0]", 1, 13),
    ("{\"models\": [\n {\"id\": \"claude-opus-5\",\n  \"windw\": {}}]}", .unknownFact, "models[0].windw", 3, 3),
    (
      "{\"models\": [{\"id\": \"claude-opus-5\", \"window\": {\"default\": -1}}]}", .wrongKind,
      "models[0].window.default",
      1, 59
    ),
    (
      "{\"models\": [{\"id\": \"claude-opus-5\", \"released\": \"2026-02-30\"}]}", .wrongKind, "models[0].released", 1,
      49
    ),
    (
      "{\"models\": [{\"id\": \"claude-opus-5\", \"prices\": {\"long_context\": [{\"over\": \"x\"}]}}]}", .wrongKind,
      "models[0].prices.long_context[0].over", 1, 74
    ),
    ("{\"counting\": {\"m\": {\"calibration\": [1]}}}", .wrongKind, "counting.m.calibration", 1, 36),
    (
      "{\"counting\": {\"m\": {\"calibration\": {\"text\": {\"lower\": \"a\"}}}}}", .wrongKind,
      "counting.m.calibration.text.lower", 1, 55
    ),
    (
      "{\"counting\": {\"m\": {\"calibration\": {\"text\": {\"midle\": 0}}}}}", .unknownFact,
      "counting.m.calibration.text.midle", 1, 46
    ),
  ]

  // Found by fuzzing: sums and products of such numbers ended the program.
  @Test(
    "is refused where a number is out of all range, wherever it stands",
    arguments: [
      (
        #"{"models": [{"id": "claude-opus-5", "window": {"default": 9223372036854775807}}]}"#,
        "models[0].window.default"
      ),
      (#"{"models": [{"id": "claude-opus-5", "prices": {"input": 999999999}}]}"#, "models[0].prices.input"),
      (
        #"{"counting": {"claude-opus-5": {"turns": {"user": -9223372036854775808}}}}"#,
        "counting.claude-opus-5.turns.user"
      ),
      (#"{"shared": {"images": [1, 1e300]}}"#, "shared.images[1]"),
    ])
  func outOfRange(text: String, path: String) throws {
    let error = try #require(throws: CatalogError.self) { try overriding(text) }
    #expect(error.code == .wrongKind)
    #expect(error.path == path)
  }

  @Test("is refused with code, JSON path, line and column", arguments: mistakes)
  func refused(text: String, code: CatalogError.Code, path: String, line: Int, column: Int) throws {
    let error = try #require(throws: CatalogError.self) { try overriding(text) }
    #expect(error.code == code)
    #expect(error.path == path)
    #expect(error.line == line)
    #expect(error.column == column)
    #expect(!error.remedy.isEmpty)
  }
}
