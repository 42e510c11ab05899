import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import TestSupport
import Testing

/// The words of recorded refusals, and ours for the same requests.
@Suite(.enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
struct RecordedRefusalTests {
  /// A recorded answer that our check cannot or should not give, and why.
  struct Difference: Sendable {
    let pattern: String
    let reason: String
  }

  /// Answers that do not depend on what is in the body, or on more than is in it.
  static let differences = [
    // Who asks, and how often.
    Difference(pattern: "x-api-key", reason: "about the key"),
    Difference(pattern: "API key", reason: "about the key"),
    Difference(pattern: "auth", reason: "about the key"),
    Difference(pattern: "Auth", reason: "about the key"),
    Difference(pattern: "security token", reason: "about the key"),
    Difference(pattern: "Signature expired", reason: "about the key"),
    Difference(pattern: "permission", reason: "about the account"),
    Difference(pattern: "credit balance", reason: "about the account"),
    Difference(pattern: "have access to the model", reason: "about the account"),
    Difference(pattern: "rate limit", reason: "about the account's traffic"),
    Difference(pattern: "Rate ", reason: "about the account's traffic"),
    Difference(pattern: "Too many requests", reason: "about the account's traffic"),
    // What is served.
    Difference(pattern: "on-demand throughput", reason: "about the region: Bedrock wants an inference profile"),
    Difference(pattern: "end of its life", reason: "about the model: a notice says that it is out of service"),
    Difference(pattern: "model: ", reason: "about the model: unknown_model, or a notice that it is out of service"),
    Difference(pattern: "model is required", reason: "a proxy's own answer: the body names a model"),
    Difference(pattern: "Overloaded", reason: "about the service"),
    Difference(pattern: "throttled", reason: "about the service"),
    Difference(pattern: "nternal server error", reason: "about the service"),
    Difference(pattern: "unexpected error", reason: "about the service"),
    Difference(pattern: "upstream connect", reason: "about the service"),
    Difference(pattern: "Provider returned error", reason: "a gateway's own answer"),
    Difference(pattern: "maximum context length", reason: "a gateway's own answer, and the text was not recorded"),
    Difference(pattern: "too many total text bytes", reason: "the text was not recorded"),
    // What is not in the body.
    Difference(pattern: "Unable to download", reason: "what an address answers is not in the body"),
    Difference(pattern: "Could not process image", reason: "the image's header can be read; its pixels are not"),
    Difference(
      pattern: "Input tag 'file'", reason: "taken with the header of the files API; headers were not recorded"),
    Difference(pattern: "context_management: Extra", reason: "taken with its header; headers were not recorded"),
    Difference(pattern: "role 'system'", reason: "recorded once, and accepted by the same model 22 times"),
    Difference(pattern: "too complex for compilation", reason: "the compiler's limits are not known"),
    Difference(
      pattern: "immediately after: call_1", reason: "the call is answered, behind a text in the same message"),
    Difference(pattern: "minItems", reason: "the API names 5, which the recorded schema does not have"),
    Difference(
      pattern: "document.source.type", reason: "the body's own source of a document was converted by the gateway"),
  ]

  /// Bodies that cannot be decoded: decoding says so at the place that the API names.
  static let undecodable = [
    "messages.0: Input does not match the expected shape.": "messages[0]",
    "messages.0.content: Input should be a valid list": "messages[0].content",
  ]

  @Test func `are ours, word for word, but where this list says why not`() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    var unused = Set(Self.differences.map(\.pattern))
    var (equal, first) = (0, 0)
    for line in try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      let id = record["id"]?.string ?? ""
      guard let words = Self.words(of: record), Self.undecodable[words] == nil else { continue }
      if let difference = Self.differences.first(where: { words.contains($0.pattern) }) {
        unused.remove(difference.pattern)
        continue
      }
      // Most recordings of long bodies keep a placeholder instead of the text.
      if words.contains("too long"), (record["request"]?.sourceBytes.count ?? 0) < 100_000 { continue }
      let plan = try #require(RecordedVerdictTests.plan(for: record, planner), "\(id): \(words)")
      let ours = plan.refusals.map(\.message).map(Self.withoutExcess)
      let same = ours.firstIndex(of: Self.withoutExcess(words))
      #expect(same != nil, "\(id)\n  API:  \(words)\n  ours: \(ours)")
      guard let same else { continue }
      equal += 1
      if same == 0 { first += 1 }
      #expect(plan.refusals[same].isVerbatim, "\(id)")
    }
    #expect(unused == [])
    #expect(equal >= 100)
    // The API names one: ours stands first.
    #expect(first == equal)
  }

  /// The API stops counting a little above the limit; ours is the count of all.
  private static func withoutExcess(_ words: String) -> String {
    guard words.hasPrefix("prompt is too long: "), let end = words.firstRange(of: " tokens") else { return words }
    return "prompt is too long:\(words[end.lowerBound...])"
  }

  @Test func `of what cannot be decoded have the same place`() throws {
    var found = 0
    for line in try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      guard let words = Self.words(of: record), let place = Self.undecodable[words], let body = record["request"] else {
        continue
      }
      found += 1
      let error = #expect(throws: DecodeError.self) { try MessagesRequest(decoding: body) }
      #expect(error?.path == place)
    }
    #expect(found == Self.undecodable.count)
  }

  /// The message of a recorded answer.
  static func words(of record: JSONValue) -> String? {
    guard let error = record["error"] else { return nil }
    let inner = error["error"] ?? error
    return inner["message"]?.string ?? error["message"]?.string ?? inner.string
  }
}
