import Testing

@testable import ModelCatalog

@Suite("The spelling of a model's id")
struct ModelIDTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  private static let spellings: [(spelling: String, id: String)] = [
    ("claude-opus-5", "claude-opus-5"),
    ("CLAUDE-OPUS-5", "claude-opus-5"),
    ("  claude-opus-5 ", "claude-opus-5"),
    ("Claude Opus 5", "claude-opus-5"),
    ("opus-5", "claude-opus-5"),
    ("claude_opus_4_7", "claude-opus-4-7"),
    ("claude-opus-4.7", "claude-opus-4-7"),
    ("claude-4.7-opus", "claude-opus-4-7"),
    ("claude-opus-4-7-20260416", "claude-opus-4-7"),
    ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929"),
    ("openrouter/anthropic/claude-sonnet-4.5:beta", "claude-sonnet-4-5-20250929"),
    ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"),
    ("claude-sonnet-4-5-latest", "claude-sonnet-4-5-20250929"),
    ("claude-sonnet-4-20250514[1m]", "claude-sonnet-4-20250514"),
    ("claude-4-sonnet", "claude-sonnet-4-20250514"),
    ("claude-sonnet-4-0", "claude-sonnet-4-20250514"),
    ("claude-sonnet-4", "claude-sonnet-4-20250514"),
    ("databricks-claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
    ("databricks-claude-3-7-sonnet", "claude-3-7-sonnet-20250219"),
    ("claude-opus-5@default", "claude-opus-5"),
    ("us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
    ("us-gov.anthropic.claude-opus-5-5", "claude-opus-5-5"),
    ("global.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001"),
    ("bedrock/eu.anthropic.claude-3-5-sonnet-20240620-v1:0:18k", "claude-3-5-sonnet-20240620"),
    ("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"),
    (
      "arn:aws:bedrock:us-east-1:012345678901:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0",
      "claude-3-7-sonnet-20250219"
    ),
    (
      "projects/p/locations/us-east5/publishers/anthropic/models/claude-3-5-sonnet-v2@20241022",
      "claude-3-5-sonnet-20241022"
    ),
    ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
    ("claude-3-5-sonnet", "claude-3-5-sonnet-20241022"),
    ("claude-3.5-sonnet-20240620", "claude-3-5-sonnet-20240620"),
    ("claude-mythos-preview", "claude-mythos-preview"),
    ("anthropic.claude-v2", "claude-2.0"),
    ("anthropic.claude-v2:1", "claude-2.1"),
    ("claude-2.1", "claude-2.1"),
    ("anthropic.claude-instant-v1", "claude-instant-1.2"),
  ]

  @Test("is understood as each platform writes it", arguments: spellings)
  func platforms(spelling: String, id: String) {
    #expect(catalog.model(spelling)?.id == id)
  }

  @Test(
    "names nothing where line, version or date are not known",
    arguments: [
      "", "claude", "gpt-4", "claude-opus", "claude-opus-9", "claude-opus-5-20990101", "claude-sonnet-4-5-20250930",
      "arn:aws:bedrock:us-east-1:012345678901:application-inference-profile/abc123", "claude-opus-5-preview", "/", "v",
      "claude-99999999999999999999-opus", "anthropic.", "[1m]", ":", "--@--",
    ])
  func unknown(spelling: String) {
    #expect(catalog.model(spelling) == nil)
  }

  @Test("keeps its own spelling and says what it names")
  func parts() {
    let id = ModelID("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    #expect(id.rawValue == "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    #expect(id.line == "sonnet")
    #expect(id.version == [4, 5])
    #expect(id.date == "20250929")
    #expect(id.canonical == "claude-sonnet-4-5-20250929")
    #expect(id.undated.canonical == "claude-sonnet-4-5")
  }

  @Test("suggests the nearest known ids, and none where none is near")
  func nearest() {
    #expect(catalog.nearest(to: "claude-opus-55").first == "claude-opus-5-5")
    #expect(catalog.nearest(to: "claude-sonet-4-5").first == "claude-sonnet-4-5-20250929")
    #expect(catalog.nearest(to: "anthropic/claude-haku-4.5").first == "claude-haiku-4-5-20251001")
    #expect(catalog.nearest(to: "gpt-4") == [])
    #expect(catalog.nearest(to: "claude-opus-55", limit: 1).count == 1)
    #expect(catalog.nearest(to: "claude-opus-55", limit: -1) == [])
    #expect(catalog.nearest(to: "") == [])
  }

  @Test("a name of 200 KB is near to none, and that takes no longer than reading it", .timeLimit(.minutes(1)))
  func longName() {
    #expect(catalog.nearest(to: "claude-" + String(repeating: "x", count: 200_000)) == [])
  }

  @Test("finds the same model whether a spelling was asked for before or not")
  func askedAgain() {
    for _ in 0..<2 {
      for number in 0..<300 {
        #expect(catalog.model("region\(number).anthropic.claude-opus-5")?.id == "claude-opus-5")
        #expect(catalog.model("claude-opus-5-\(number)x") == nil)
      }
      let long = String(repeating: "a/", count: 300)
      #expect(catalog.model("\(long)claude-haiku-4-5")?.id == "claude-haiku-4-5-20251001")
    }
  }
}
