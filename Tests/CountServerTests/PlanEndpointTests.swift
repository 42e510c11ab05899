import JSONText
import ModelCatalog
import Testing

@testable import CountServer

@Suite("The endpoint plan")
struct PlanEndpointTests {
  private func plan(_ query: String, _ body: String) throws -> ServerReply {
    try Asking().reply("POST", "/v1/messages/plan\(query)", ["anthropic-version": "2023-06-01"], body)
  }

  private let hello = #"{"model":"claude-opus-5","max_tokens":1000,"messages":[{"role":"user","content":"Hello"}]}"#

  @Test("answers with the verdict and the numbers behind it")
  func fits() throws {
    let reply = try plan("", hello)
    #expect(reply.status == 200)
    let plan = try reply.json
    #expect(plan["schema_version"]?.int == 2)
    #expect(plan["verdict"]?.string == "fits")
    #expect(plan["input_tokens"]?.int == 9)
    #expect(plan["headroom"]?.int == 1_000_000 - 9 - 1000)
    #expect(reply.headers["ullage-basis"] == "exact")
  }

  @Test("says no in the API's words, with 200: the question was answered")
  func refused() throws {
    let reply = try plan("?window=5&max_tokens=2", hello)
    #expect(reply.status == 200)
    #expect(try reply.json["verdict"]?.string == "refused")
    #expect(try reply.json["reason"]?.string == "prompt is too long: 9 tokens > 5 maximum")
    #expect(try reply.json["max_tokens"]?.int == 2)
  }

  @Test("says what fits next, down to a goal, where the query asks")
  func room() throws {
    let room = try plan("?next=true&branches=3&rate_tier=start&when=80%25", hello).json["room"]
    #expect(room?["most"]?.int == 800_000 && room?["branches"]?["count"]?.int == 3)
    #expect(room?["branches"]?["seconds_most"]?.int != nil)
    #expect(try plan("", hello).json["room"]?.isNull == true)
    let risky = try plan("?risk=0.01&remedies=never&as_of=2026-10-01", hello).json
    #expect(risky["risk"]?.isNull == false && risky["as_of"]?.string == "2026-10-01")
  }

  @Test("refuses what cannot be planned")
  func errors() throws {
    for query in [
      "?window=x", "?max_tokens=-1", "?window=99999999999999999999", "?wndow=5", "?window=5&nonsense=1", "?model=x",
      "?Window=5", "?beta=true&betas=x", "?=1", "?expected_output=900000000000000", "?cached_tokens=\(Int.max)",
    ] {
      #expect(try plan(query, hello).status == 400, "\(query)")
    }
    #expect(try plan("?wndow=5", hello).text.contains(#"there is no option \"wndow\""#))
    #expect(try plan("?beta=true", hello).status == 200)
    #expect(try plan("", "{").status == 400)
    #expect(try plan("", #"{"model":"gpt-4","messages":[{"role":"user","content":"x"}]}"#).status == 404)
    #expect(try Asking().reply("GET", "/v1/messages/plan").status == 405)
  }
}
