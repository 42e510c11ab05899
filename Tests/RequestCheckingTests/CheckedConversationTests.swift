import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import Testing

/// What was found in the messages of one request, taken for another with the same messages.
@Suite("A conversation that was checked")
struct CheckedConversationTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  /// What may be another in a request with the same messages.
  private static let changes: [@Sendable (inout MessagesRequest, inout Delivery) -> Void] = [
    { _, _ in },
    { _, delivery in delivery.betas = (delivery.betas ?? []) + ["context-management-2025-06-27"] },
    { _, delivery in delivery.betas = (delivery.betas ?? []) + ["interleaved-thinking-2025-05-14"] },
    { _, delivery in delivery.betas = nil },
    { _, delivery in delivery.betas = [] },
    { _, delivery in delivery.assuredBetas += ["mid-conversation-system-2026-02-01"] },
    { _, delivery in delivery.version = "2026-10-21" },
    { _, delivery in delivery.day = CalendarDay("2025-06-01") },
    { _, delivery in delivery.platform = .bedrock },
    { request, _ in request.thinking = nil },
    { request, _ in request.thinking = Thinking(type: "enabled") },
    { request, _ in request.tools.append(Tool(type: "memory_20250818", name: "memory")) },
    { request, _ in
      request.contextManagement = ContextManagement(["edits": [["type": "clear_tool_uses_20250919"]]])
    },
  ]

  @Test("is taken where a look at the messages would find the same", arguments: RequestRuleTests.rows)
  func sharing(row: RuleRow) throws {
    for sent in [row.broken, row.inside, row.elsewhere].compactMap({ $0 }) where sent.body.utf8.count < 100_000 {
      let known = try sent.check(catalog).checkedConversation
      for (number, change) in Self.changes.enumerated() {
        for other in [sent, sent.with { $0.model = "claude-sonnet-4-5" }] {
          var request = try other.request()
          var delivery = other.delivery(of: request)
          change(&request, &delivery)
          let model = other.model(in: catalog, request)
          let plain = RequestCheck(request, model: model, catalog: catalog, delivery: delivery)
          let shared = RequestCheck(request, model: model, catalog: catalog, delivery: delivery, sharing: known)
          #expect(shared.refusals == plain.refusals, "change \(number): \(sent.body)")
          #expect(shared.notices == plain.notices, "change \(number): \(sent.body)")
        }
      }
    }
  }

  @Test("is looked at once for edits that leave it alone, and anew where something was refused")
  func once() throws {
    let plain = Sent("claude-opus-5", "", Part.hello)
    let request = try plain.request()
    let model = plain.model(in: catalog, request)
    let known = try plain.check(catalog).checkedConversation
    // Another conversation shows what was taken: its empty text is not found.
    let other = try Sent("claude-opus-5", "", Part.user(Part.text(""))).request()
    let delivery = Delivery(of: other)
    #expect(RequestCheck(other, model: model, catalog: catalog, delivery: delivery, sharing: known).refusals.isEmpty)
    let refused = RequestCheck(other, model: model, catalog: catalog, delivery: delivery).checkedConversation
    let anew = RequestCheck(request, model: model, catalog: catalog, delivery: delivery, sharing: refused)
    #expect(anew.refusals.isEmpty)
  }
}
