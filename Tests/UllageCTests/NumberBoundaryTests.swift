import CUllage
import Testing
import UllageC

/// Numbers that nothing can have, given as C gives them.
@Suite struct NumberBoundaryTests {
  private static let body =
    #"{"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}"#

  @Test(
    "No option takes one: the complaint names it and its range",
    arguments: ["max_tokens", "window", "expected_output", "cached_tokens", "turns", "branches", "when"],
    [Int.max, 1 << 62, 1_000_000_000_000_000, 1_000_000_000_000, -1])
  func option(_ name: String, number: Int) throws {
    let counter = try OpenCounter("claude-opus-5")
    let options = #"{"\#(name)": \#(number)}"#
    var (answer, complaint): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
    let status = ullage_plan_request(
      counter.handle, Self.body, Self.body.utf8.count, options, options.utf8.count, &answer, &complaint)
    #expect(status == ULLAGE_USAGE && answer == nil)
    let text = taken(complaint)
    #expect(text.contains("options.\(name)") && text.contains("\(number)"), "\(text)")
    var ledger: OpaquePointer?
    #expect(
      ullage_ledger_open(
        counter.handle, Self.body, Self.body.utf8.count, options, options.utf8.count, &ledger, nil) == ULLAGE_USAGE)
  }

  @Test("A ledger believes no usage that has one", arguments: [Int.max, 1 << 62, 1_000_000_000_000, -1])
  func usage(number: Int) throws {
    let counter = try OpenCounter("claude-opus-5")
    var handle: OpaquePointer?
    #expect(ullage_ledger_open(counter.handle, Self.body, Self.body.utf8.count, nil, 0, &handle, nil) == ULLAGE_OK)
    let ledger = try #require(handle)
    defer { ullage_ledger_close(ledger) }
    let answer = #"{"role": "assistant", "content": "Hello!"}"#
    let usage = #"{"input_tokens": \#(number), "output_tokens": \#(number)}"#
    var believed: Int32 = -7
    let status = ullage_ledger_append_answer(
      ledger, answer, answer.utf8.count, usage, usage.utf8.count, &believed, nil)
    #expect(status == ULLAGE_BAD_DATA)
  }
}
