import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import TestSupport
import Testing

/// What cannot be known is assumed, with a bound and a notice; the rest stays exact.
@Suite struct BadInputTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  private func count(_ block: String, _ model: String = "claude-sonnet-4-5") throws -> RequestCount {
    let body = #"{"messages": [{"role": "user", "content": [\#(block), {"type": "text", "text": "What is it?"}]}]}"#
    return try counter.count(try MessagesRequest(decoding: Array(body.utf8)), model: model)
  }

  private func image(_ data: String) -> String {
    #"{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "\#(data)"}}"#
  }

  private func pdf(_ data: String) -> String {
    #"{"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "\#(data)"}}"#
  }

  @Test(
    "an image without a readable header is assumed, and only that",
    arguments: ["", "!!!!", "AAAA", "iVBORw0KGgo=", "iVBORw0KGgoAAAANSUhEUgAAAAAAAAHgCAIAAAAC"])
  func anImageWithoutAReadable(data: String) throws {
    let count = try count(image(data))
    #expect(count.total.basis == .assumed)
    let doubtful = count.parts.filter { $0.count.basis != .exact }
    #expect(doubtful.map(\.kind) == ["image_not_included"])
    #expect(count.total.bounds.upperBound - count.total.bounds.lowerBound == 1571)
    #expect(count.notices.contains { $0.code == .unknownSize && $0.path.description == "messages[0].content[0]" })
  }

  @Test("a header that lies about a huge image costs no more than the largest image, and is named")
  func aHeaderThatLiesAbout() throws {
    // 2,147,483,647 by 2,147,483,647 pixels.
    let count = try count(image("iVBORw0KGgoAAAANSUhEUn////9/////CAIAAAAC"))
    #expect(count.parts.contains { $0.rule == .image && $0.count.tokens <= 1571 })
    #expect(count.notices.contains { $0.code == .refused && $0.message.contains("8000 pixels") })
  }

  @Test(
    "a catalogue's rules that nothing can be divided by are refused",
    arguments: [
      #"{"image": {"unit": 0}}"#, #"{"image": {"edge": -1}}"#, #"{"thinking": {"bytes_per_token": 0}}"#,
      #"{"thinking": {"redacted_bytes_per_token": 0}}"#,
    ])
  func aCataloguesRulesThatNothing(rules: String) throws {
    let own = try counter.catalog.overriding(with: Array(#"{"counting": {"claude-sonnet-4-5": \#(rules)}}"#.utf8))
    let request = try MessagesRequest(decoding: Array(#"{"messages": [{"role": "user", "content": "Hello"}]}"#.utf8))
    let error = #expect(throws: CountError.self) {
      try RequestCounter(catalog: own).count(request, model: "claude-sonnet-4-5")
    }
    #expect(error?.code == .badRules)
  }

  @Test("a model that is only assumed to be like another one is counted as that one's substitute")
  func aModelThatIsOnly() throws {
    let model = #"{"id": "own", "tokenizer": {"family": "v4.8", "basis": "assumed"}, "counting": "claude-opus-5"}"#
    let own = try counter.catalog.overriding(with: Array(#"{"models": [\#(model)]}"#.utf8))
    let request = try MessagesRequest(decoding: Array(#"{"messages": [{"role": "user", "content": "Hello"}]}"#.utf8))
    let count = try RequestCounter(catalog: own).count(request, model: "own").total
    let substitute = CountContext(substitute: "claude-opus-5")
    let unknown = try RequestCounter(catalog: own).count(request, model: "nobody-knows", context: substitute).total
    #expect(count == unknown)
    #expect(count.basis == .assumed && count.bounds.lowerBound < count.bounds.upperBound)
  }

  @Test("an answer's tokens of thinking that no answer can have are not believed", arguments: [Int.max, Int.min, -1])
  func anAnswersTokensOfThinking(tokens: Int) throws {
    let block = #"{"type": "thinking", "thinking": "Well.", "signature": "EgIqAA=="}"#
    let body = #"{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": [\#(block)]}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    for model in ["claude-sonnet-4-5", "claude-opus-5"] {
      let context = CountContext(thinkingTokens: ["EgIqAA==": tokens])
      let plain = try counter.count(request, model: model)
      #expect(try counter.count(request, model: model, context: context).total == plain.total)
    }
  }

  @Test(
    "a PDF that cannot be read is assumed, and only that",
    arguments: ["JVBERi0xLjQK", "JVBERi0xLjQKMSAwIG9iago8PCAvUGFnZXMgMiAwIFIgPj4=", "JVBER!!"])
  func aPDFThatCannotBe(data: String) throws {
    for model in ["claude-sonnet-4-5", "claude-opus-5"] {
      let count = try count(pdf(data), model)
      #expect(count.total.basis <= .modelled)
      #expect(count.total.bounds.upperBound >= count.total.tokens)
      if data != "JVBER!!" { #expect(count.notices.contains { $0.code == .unknownSize }) }
    }
  }

  @Test(
    "A PDF that would keep the reader busy is bounded, and a notice names it",
    arguments: [HostilePDF.forms, .ranges, .glyphs], ["claude-sonnet-4-5", "claude-opus-5"])
  func hostilePDF(file: HostilePDF, model: String) throws {
    var context = CountContext()
    // A debug program would take seconds for the usual one.
    context.readings = DocumentReadings(base: 300_000)
    let block = pdf(RequestText(base64Of: file.bytes).string)
    let body = #"{"messages": [{"role": "user", "content": [\#(block)]}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    let count = try counter.count(request, model: model, context: context)
    #expect(count.total.basis == .assumed)
    #expect(count.total.bounds.upperBound >= count.total.tokens + 3000)
    #expect(count.notices.contains { $0.code == .unknownSize && $0.message.contains("takes more work than a file") })
  }

  @Test(
    "what the API would refuse is counted, and its words are quoted",
    arguments: [
      (#""thinking": {"type": "enabled", "budget_tokens": 10}"#, "greater than or equal to 1024"),
      (#""thinking": {"type": "enabled", "budget_tokens": 2000}, "temperature": 0.5"#, "`temperature` may only be set"),
      (#""thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 2000"#, "`max_tokens` must be greater"),
      (
        #""output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}"#,
        "'additionalProperties' must be explicitly set to false"
      ),
      (#""tools": [{"name": "x", "input_schema": {}}]"#, "tools.0.custom.input_schema.type: Field required"),
      (
        #""tools": [{"name": "x", "input_schema": {"type": "object"}}], "tool_choice": {"type": "any"}, "thinking": {"type": "enabled"}"#,
        "Thinking may not be enabled when tool_choice forces tool use."
      ),
    ])
  func whatTheAPIWouldRefuse(field: String, words: String) throws {
    let body = #"{\#(field), "messages": [{"role": "user", "content": "Hello"}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    let count = try counter.count(request, model: "claude-sonnet-4-5")
    #expect(count.total.tokens > 0)
    #expect(count.notices.contains { $0.code == .refused && $0.message.contains(words) })
  }

  @Test("a prefill is refused by models that take none")
  func aPrefillIsRefusedBy() throws {
    let body = #"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "It"}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    #expect(try counter.count(request, model: "claude-opus-5").notices.contains { $0.code == .refused })
    #expect(try counter.count(request, model: "claude-haiku-4-5").notices.isEmpty)
  }

  @Test(
    "the day of a recording is read from HTTP and ISO dates",
    arguments: [
      ("Fri, 06 Feb 2026 18:22:50 GMT", "2026-02-06"), ("Sat, 7 Jun 2025 10:00:00 GMT", "2025-06-07"),
      ("2025-03-25T15:07:16.528420-07:00", "2025-03-25"), ("2026-07-07 11:42", "2026-07-07"), ("**REDACTED**", nil),
      ("", nil), ("Fri, 36 Feb 2026 18:22:50 GMT", nil),
    ])
  func theDayOfARecording(text: String, day: String?) {
    #expect(AsOf(recordedAt: text) == day.flatMap { CalendarDay($0) }.map { .day($0) })
  }
}
