import JSONText
import MessagesAPI
import RequestCounting

/// What stands around the content of a next step, counted on the shortest conversation with the same tools and settings.
struct StepMeasure {
  private let request: MessagesRequest
  private let planner: Planner
  private let resolved: ResolvedPolicy

  init(_ request: MessagesRequest, _ planner: Planner, _ resolved: ResolvedPolicy) {
    var short = request
    short.system = nil
    short.contextManagement = nil
    self.request = short
    self.planner = planner
    self.resolved = resolved.alone
  }

  private static let start = Message(role: .user, ".")
  /// One token, which stands for the content: what is around it is measured with it.
  private static let dot: RequestText = "."

  /// Tokens that a question with those blocks adds behind an answer.
  func question(_ blocks: [ContentBlock]) throws(PlanError) -> Int {
    try added([Message(role: .assistant, "."), Message(role: .user, .blocks(blocks + [.text(".")]))])
  }

  /// Tokens that results of parallel calls add, with the calls or without them.
  func results(_ count: Int, withCalls: Bool) throws(PlanError) -> Int {
    let name = request.tools.first { $0.inputSchema != nil }?.name ?? "tool"
    let ids = (0..<count).map { "toolu_\($0)" }
    let calls = Message(role: .assistant, .blocks(ids.map { .toolUse(id: $0, name: name, input: [:]) }))
    let results = Message(role: .user, .blocks(ids.map { .toolResult(toolUseID: $0, .text(Self.dot)) }))
    return withCalls ? try added([calls, results]) : try added([results], behind: [calls])
  }

  /// What a text of the user's takes beyond its own tokens.
  private func added(_ messages: [Message], behind before: [Message] = []) throws(PlanError) -> Int {
    var whole = request
    whole.messages = [Self.start] + before
    let start = try planner.plainCount(whole, resolved).total
    whole.messages += messages
    let end = try planner.plainCount(whole, resolved).total
    // Both are off alike by what is not known of tools and settings.
    return max(end.tokens - start.tokens, end.bounds.upperBound - start.bounds.upperBound, 0)
  }
}
