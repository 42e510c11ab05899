import CUllage
import Testing
import UllageC

/// Ledgers, called as C calls them.
@Suite struct LedgerFunctionTests {
  private static let body =
    #"{"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}"#
  private static let answer = #"{"role": "assistant", "content": "Hello! How can I help?"}"#

  private static func state(_ ledger: OpaquePointer) -> String { taken(ullage_ledger_state(ledger)) }

  @Test("An answer's usage is what the ledger counts from; one that is too small is not believed")
  func usage() throws {
    let counter = try OpenCounter("claude-opus-5")
    for (usage, isBelieved) in [
      (#"{"input_tokens": 20, "cache_read_input_tokens": 11, "output_tokens": 10}"#, true),
      (#"{"input_tokens": 1, "output_tokens": 10}"#, false),
    ] {
      var handle: OpaquePointer?
      let length = Self.body.utf8.count
      #expect(ullage_ledger_open(counter.handle, Self.body, length, nil, 0, &handle, nil) == ULLAGE_OK)
      let ledger = try #require(handle)
      defer { ullage_ledger_close(ledger) }
      var believed: Int32 = -7
      let status = ullage_ledger_append_answer(
        ledger, Self.answer, Self.answer.utf8.count, usage, usage.utf8.count, &believed, nil)
      #expect(status == ULLAGE_OK && believed == (isBelieved ? 1 : 0))
      #expect(Self.state(ledger).contains(isBelieved ? #""measured":31"# : #""measured":null"#))
      #expect(Self.state(ledger).contains(#""messages":2"#))
    }
  }

  @Test("A ledger has the day that it counts for: the caller's, or the catalogue's", arguments: ["2026-01-31", nil])
  func day(asked: String?) throws {
    let counter = try OpenCounter("claude-opus-5", catalog: #"{"date": "2031-02-03"}"#)
    let options = asked.map { #"{"as_of": "\#($0)"}"# }
    var handle: OpaquePointer?
    let length = Self.body.utf8.count
    #expect(
      ullage_ledger_open(counter.handle, Self.body, length, options, options?.utf8.count ?? 0, &handle, nil)
        == ULLAGE_OK)
    let ledger = try #require(handle)
    defer { ullage_ledger_close(ledger) }
    #expect(Self.state(ledger).contains(#""as_of":"\#(asked ?? "2031-02-03")""#))
  }

  @Test("At a risk the headroom goes by its limit, and the plan by what the API counted")
  func risk() throws {
    let counter = try OpenCounter("claude-opus-5")
    let options = #"{"risk": 0.01}"#
    var handle: OpaquePointer?
    let length = Self.body.utf8.count
    #expect(
      ullage_ledger_open(counter.handle, Self.body, length, options, options.utf8.count, &handle, nil) == ULLAGE_OK)
    let ledger = try #require(handle)
    defer { ullage_ledger_close(ledger) }
    #expect(Self.state(ledger).contains(#""risk":{"asked":0.01,"#))
    let usage = #"{"input_tokens": 5031, "output_tokens": 10}"#
    #expect(
      ullage_ledger_append_answer(ledger, Self.answer, Self.answer.utf8.count, usage, usage.utf8.count, nil, nil)
        == ULLAGE_OK)
    #expect(Self.state(ledger).contains(#""content":"growth""#))
    var plan: UnsafeMutablePointer<CChar>?
    #expect(ullage_ledger_plan(ledger, &plan, nil) == ULLAGE_OK)
    #expect(taken(plan).contains(#""anchor":{"input_tokens":5031"#))
  }

  @Test("What is no answer, or no usage, is refused, and the ledger is as it was")
  func refusals() throws {
    let counter = try OpenCounter("claude-opus-5")
    var handle: OpaquePointer?
    #expect(
      ullage_ledger_open(counter.handle, Self.body, Self.body.utf8.count, nil, 0, &handle, nil) == ULLAGE_OK)
    let ledger = try #require(handle)
    defer { ullage_ledger_close(ledger) }
    let before = Self.state(ledger)
    let question = #"{"role": "user", "content": "Hello"}"#
    for (message, usage) in [
      (question, #"{"input_tokens": 31}"#), (Self.answer, "{}"), (Self.answer, "{"), ("{", #"{"input_tokens": 31}"#),
    ] {
      var complaint: UnsafeMutablePointer<CChar>?
      let status = ullage_ledger_append_answer(
        ledger, message, message.utf8.count, usage, usage.utf8.count, nil, &complaint)
      #expect(status == ULLAGE_BAD_DATA, "\(message) \(usage)")
      #expect(taken(complaint).contains(#""remedy""#))
      #expect(Self.state(ledger) == before)
    }
  }
}
