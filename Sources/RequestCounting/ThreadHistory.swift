import JSONText
public import MessagesAPI
import ModelCatalog

// Threads: a continuation holds only what is new, and the server holds the rest.

extension MessagesRequest {
  /// Whether the request continues a thread of the server's (beta `message-threads-2026-08-12`): its history is not in
  /// the body. O(fields).
  public var continuesThread: Bool { otherFields["thread"]?["type"]?.isText("continue") ?? false }

  /// The same request without its thread, as one that holds its whole history.
  public var withoutThread: MessagesRequest {
    var request = self
    request.otherFields.removeAll { $0.name == "thread" }
    return request
  }
}

extension MessagesRequest {
  /// The request behind the conversation that it continues, as one that holds all of it.
  ///
  /// System prompt and tools are the history's, where it has them: a continuation leaves them out, or sends a part of
  /// them again. O(n): the whole is read anew, as the API would have got it.
  public func continuing(_ history: MessagesRequest) -> MessagesRequest {
    var request = withoutThread
    request.messages = history.messages + request.messages
    request.system = history.system ?? request.system
    if !history.tools.isEmpty { request.tools = history.tools }
    request.model = request.model ?? history.model
    request.toolChoice = request.toolChoice ?? history.toolChoice
    request.thinking = request.thinking ?? history.thinking
    request.outputConfig = request.outputConfig ?? history.outputConfig
    // What was read as part of another body is checked as part of that one.
    guard var whole = try? MessagesRequest(decoding: request.encoded(), shape: .messages) else { return request }
    whole.betas = request.betas
    return whole
  }
}

extension PromptPricing {
  /// What a thread has before the messages that are sent: between nothing and the whole window.
  mutating func addThreadHistory() {
    guard request.continuesThread else { return }
    let window = rules.limits?.window?.tokens ?? Self.largestWindow
    let sent = parts.indices.reduce(0) { $0 + parts[$1].count.bounds.upperBound }
    add(.threadHistory, at: RequestPath([.field("thread")]), above: max(window - sent, 0), basis: .assumed)
    notices.append(
      Notice(
        code: .threadWithoutHistory, path: RequestPath([.field("thread")]),
        message: "the thread's history is not in the body: give it with --history, or the whole request"))
  }
}

extension Notice.Code {
  /// A thread is continued, and what it holds is not known.
  public static let threadWithoutHistory = Notice.Code(rawValue: "thread_without_history")
}
