package import Console
import FileReporting
package import ModelCatalog
import RequestCounting

/// Answers one event of a coding agent from its transcript, the file that would be read, and the project's policy.
package struct HookDecision: Sendable {
  package let answer: HookAnswer
  /// What the answer comes from, for people: `ullage hook --explain`.
  package private(set) var reasons: [String] = []

  /// Decides. Nothing is written but the session's state, where a warning was due.
  ///
  /// Throws where the transcript or the policy cannot be read: then nobody can say, and the client goes on.
  package init(_ event: HookEvent, _ catalog: Catalog, state: AgentState?) throws(Complaint) {
    guard let moment = Moment(event.name) else {
      answer = .silence
      reasons = ["\(event.name) needs no answer"]
      return
    }
    if moment == .beforeCompaction {
      state?.update { $0.warned = 0 }
      answer = .silence
      reasons = ["after the compaction warnings begin anew"]
      return
    }
    let policy = try HookPolicy(near: event.folder)
    guard let transcript = event.transcript else {
      answer = .silence
      reasons = ["the event names no transcript"]
      return
    }
    let tail = try TranscriptTail(transcript)
    guard let pricing = StepPricing(tail.calls.first?.model, catalog) else {
      throw .usage("the catalogue has no model to count for", remedy: "ullage models")
    }
    do throws(CountError) {
      let window = Self.window(policy, tail, state)
      let fill = try WindowFill(tail, window: window, reserve: policy.reserve, pricing)
      reasons = [Self.described(fill, pricing)]
      switch moment {
      case .beforeTool: (answer, reasons) = try Self.beforeTool(event, fill, policy, pricing, reasons)
      case .beforeTurn: answer = Self.beforeTurn(fill, policy, state)
      case .beforeCompaction: answer = .silence
      }
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message, place: transcript.name, remedy: error.remedy,
        status: .incomplete)
    }
  }

  /// The moments that are answered; `Stop` and the others are not.
  private enum Moment {
    case beforeTool, beforeTurn, beforeCompaction

    init?(_ event: String) {
      switch event {
      case "PreToolUse": self = .beforeTool
      case "UserPromptSubmit": self = .beforeTurn
      case "PreCompact": self = .beforeCompaction
      // Other events, and those that clients will have, are none of ours.
      default: return nil
      }
    }
  }

  /// The policy's, or what the client told the status line, or the usual one; a prompt that is larger proves another.
  package static func window(_ policy: HookPolicy, _ tail: TranscriptTail, _ state: AgentState?) -> Int {
    if let window = policy.window ?? state?.known.window { return window }
    let isLarge = tail.calls.contains { $0.prompt > HookPolicy.clientWindow || $0.model.hasSuffix("[1m]") }
    return isLarge ? 1_000_000 : HookPolicy.clientWindow
  }

  private static func described(_ fill: WindowFill, _ pricing: StepPricing) -> String {
    let used = fill.used
    let range = used.bounds.count > 1 ? " (\(used.bounds.lowerBound) to \(used.bounds.upperBound))" : ""
    let anchor = fill.isAnchored ? "" : ", without the system prompt and the tools: no call says what they cost"
    return "\(used.tokens)\(range) of \(fill.window) tokens are used\(anchor); the client compacts at "
      + "\(fill.compactsAt), so \(fill.left) are left for \(pricing.model.id)"
  }

  // MARK: Before a tool

  private static func beforeTool(
    _ event: HookEvent, _ fill: WindowFill, _ policy: HookPolicy, _ pricing: StepPricing, _ reasons: [String]
  ) throws(CountError) -> (HookAnswer, [String]) {
    let tool = event.tool ?? ""
    if tool == "Read", let request = FileRead.Request(event.input) {
      guard let read = try FileRead(request, pricing) else {
        return (.silence, reasons + ["\(request.path.name) is no text that could be read"])
      }
      let upper = read.count.bounds.upperBound
      let reasons = reasons + ["lines \(read.lines) of \(request.path.name) are \(upper) tokens"]
      // Without a call nobody knows what is left, but a limit of the policy holds anyway.
      let left = fill.isAnchored ? fill.left : Int.max
      let most = min(left, policy.read ?? .max)
      if upper <= most { return (.silence, reasons) }
      return (.denial(try refusal(read, upper, most, isLeft: most == left, pricing)), reasons)
    }
    if let most = policy.most(of: tool), fill.isAnchored, most > fill.left {
      return (
        .denial(
          "\(tool) may bring \(most) tokens, and \(fill.left) are left before the conversation is compacted: ask for "
            + "less at once, write the result into a file and search it, or finish this step first"),
        reasons + ["a result of \(tool) may be \(most) tokens by the policy"]
      )
    }
    return (.silence, reasons)
  }

  private static func refusal(
    _ read: FileRead, _ upper: Int, _ most: Int, isLeft: Bool, _ pricing: StepPricing
  ) throws(CountError) -> String {
    let name = read.request.path.name
    let what = "lines \(read.lines.lowerBound) to \(read.lines.upperBound) of \(name) are \(upper) tokens"
    let room =
      isLeft ? "\(most) are left before the conversation is compacted" : "one Read may bring \(most) by the policy"
    guard let lines = try read.lines(fitting: most, pricing) else {
      return "\(what), \(room): search the file instead of reading it, or finish this step first"
    }
    return "\(what), \(room): read at most lines \(lines.lowerBound) to \(lines.upperBound) "
      + "(offset \(lines.lowerBound), limit \(lines.count)), or search the file"
  }

  // MARK: Before a turn

  /// Tells the model once where the warning begins, and once more halfway from there to the end.
  private static func beforeTurn(_ fill: WindowFill, _ policy: HookPolicy, _ state: AgentState?) -> HookAnswer {
    guard fill.isAnchored else { return .silence }
    let steps = [policy.warn, (policy.warn + 100) / 2].filter { $0 > 0 && fill.percent >= $0 }
    guard let step = steps.last, step > state?.known.warned ?? 0 else { return .silence }
    state?.update { $0.warned = step }
    let calls = fill.callsLeft.map { ", about \($0) calls at the pace of the last ones" } ?? ""
    return .context(
      "Context window: \(fill.used.tokens) of \(fill.window) tokens are used; \(fill.left) are left before the "
        + "conversation is compacted\(calls). Read parts of files, keep results short, and note what must not be lost.")
  }
}
