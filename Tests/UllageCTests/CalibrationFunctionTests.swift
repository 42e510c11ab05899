import CUllage
import JSONText
import Testing
import UllageC

/// Corrections from what the API counted, learned as C calls for them.
@Suite struct CalibrationFunctionTests {
  /// A request whose image lies behind a URL, so that nobody knows what it counts.
  private static let doubtful =
    #"{"model": "claude-opus-5", "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}"#
  private static let plain = #"{"model": "claude-opus-5", "messages": [{"role": "user", "content": "Hello"}]}"#

  private static func row(_ body: String, _ tokens: Int) -> String {
    #"{"request": \#(body), "input_tokens": \#(tokens)}"#
  }

  private static func learned(_ rows: [String]) throws -> JSONValue {
    let counter = try OpenCounter("claude-opus-5")
    let json = "[\(rows.joined(separator: ","))]"
    var (answer, complaint): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
    let status = ullage_calibrate(counter.handle, json, json.utf8.count, &answer, &complaint)
    try #require(status == ULLAGE_OK, "\(taken(complaint))")
    return try JSONDocument(parsing: Array(taken(answer).utf8)).root
  }

  private static func count(_ body: String, by counter: OpenCounter) throws -> JSONValue {
    var answer: UnsafeMutablePointer<CChar>?
    try #require(ullage_count_request(counter.handle, body, body.utf8.count, nil, 0, &answer, nil) == ULLAGE_OK)
    return try JSONDocument(parsing: Array(taken(answer).utf8)).root
  }

  @Test("Nineteen observations of one doubt make a catalogue whose counts are calibrated and as the API's")
  func corrections() throws {
    let learned = try Self.learned((0..<19).map { _ in Self.row(Self.doubtful, 1234) })
    #expect(learned["corrections"]?.elements.first { _ in true }?["observations"]?.int == 19)
    let catalog = try #require(learned["catalog"]?.sourceText)
    let after = try Self.count(Self.doubtful, by: OpenCounter("claude-opus-5", catalog: catalog))
    #expect(after["input_tokens"]?.int == 1234 && after["basis"]?.string == "calibrated")
    #expect(after["lower"]?.int == 1234 && after["upper"]?.int == 1234)
    let exact = try Self.count(Self.plain, by: OpenCounter("claude-opus-5", catalog: catalog))
    #expect(exact["input_tokens"]?.int == 9 && exact["basis"]?.string == "exact")
  }

  @Test("Fewer observations are pending, and exact counts are never corrected")
  func pending() throws {
    let learned = try Self.learned((0..<18).map { _ in Self.row(Self.doubtful, 1234) })
    #expect(learned["pending"]?.elements.first { _ in true }?["needed"]?.int == 19)
    #expect(learned["catalog"]?.isNull == true)
    #expect(try Self.learned((0..<30).map { _ in Self.row(Self.plain, 10) })["catalog"]?.isNull == true)
    #expect(try Array(Self.learned([])["pending"]!.elements).isEmpty)
  }

  @Test(
    "What is no array of requests and counts is refused with its place",
    arguments: [
      ("{}", "observations"), ("[1]", "observations[0]"), (#"[{"request": {}}]"#, "observations[0].input_tokens"),
      (#"[{"request": {"messages": [1]}, "input_tokens": 9}]"#, "observations[0], body"),
      (#"[{"request": \#(plain), "input_tokens": 9, "betas": 1}]"#, "options.betas"), ("[", "observations"),
    ])
  func refusals(json: String, place: String) throws {
    let counter = try OpenCounter("claude-opus-5")
    var (answer, complaint): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
    #expect(ullage_calibrate(counter.handle, json, json.utf8.count, &answer, &complaint) != ULLAGE_OK)
    #expect(answer == nil)
    #expect(taken(complaint).contains(#""at":"\#(place)"#))
  }
}
