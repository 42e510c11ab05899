import JSONText
public import MessagesAPI
import ModelCatalog
import RequestCounting

/// What needs no count: limits on a request, its settings and its messages. Extensions in the files beside this one
/// check each.
struct RequestCheck {
  let request: MessagesRequest
  let input: RequestCount
  let window: ContextWindow
  let setting: Setting
  private(set) var refusals: [Refusal] = []
  private(set) var notices: [Notice] = []

  init(_ request: MessagesRequest, _ input: RequestCount, _ window: ContextWindow, _ setting: Setting) {
    self.request = request
    self.input = input
    self.window = window
    self.setting = setting
  }

  mutating func checkAll() {
    checkSize()
    checkMaxTokens()
    checkThinking()
    checkMessages()
    checkMedia()
    checkEdits()
    checkService()
  }

  mutating func refuse(
    _ rule: WindowRule, at path: RequestPath, status: Int = 400, isCertain: Bool = true, _ message: String,
    remedy: String
  ) {
    refusals.append(Refusal(rule, at: path, status: status, isCertain: isCertain, message, remedy: remedy))
  }

  mutating func notice(_ code: Notice.Code, at path: RequestPath = .root, _ message: String) {
    notices.append(Notice(code: code, path: path, message: message))
  }

  /// A number of the catalogue's `request_limits`.
  func limit(_ key: String) -> Int? { setting.catalog.shared("request_limits")?.int(key) }

  // MARK: Size

  private mutating func checkSize() {
    if let length = setting.policy.bodyLength, let most = mostBytes, length > most {
      refuse(
        .bodySize, at: .root, status: 413, "Request exceeds the maximum size",
        remedy: "Send at most \(most) bytes: name images and documents by file id or URL.")
    }
    if setting.platform == .bedrock {
      let bytes = textBytes
      let most = 9_000_000
      if bytes > most {
        refuse(
          .bedrockTextBytes, at: .messages, "too many total text bytes: \(bytes) > \(most)",
          remedy: "Shorten the text by \(bytes - most) bytes.")
      }
    }
    if let most = limit("messages_per_request"), request.messages.count > most {
      refuse(
        .messageCount, at: .messages, "messages: List should have at most \(most) items",
        remedy: "Join or drop \(request.messages.count - most) messages.")
    }
    checkBreakpoints()
  }

  private var mostBytes: Int? {
    let key =
      switch (setting.platform, setting.policy.endpoint) {
      case (.bedrock, _): "bedrock_mb"
      case (.google, _): "google_mb"
      case (_, .batches): "batch_mb"
      default: "messages_mb"
      }
    return limit(key).map { $0 * 1_000_000 }
  }

  /// Bytes of text in messages and the system prompt, without looking into media. O(blocks).
  private var textBytes: Int {
    var bytes = 0
    func add(_ blocks: [ContentBlock]) {
      for block in blocks {
        switch block {
        case .text(let text): bytes += text.text.withUTF8 { $0.count }
        case .toolResult(let result): add(result.content?.blocks ?? [])
        default: break
        }
      }
    }
    add(request.systemBlocks)
    for message in request.messages { add(message.blocks) }
    return bytes
  }

  private mutating func checkBreakpoints() {
    guard let most = limit("cache_breakpoints") else { return }
    var points = request.cacheControl == nil ? 0 : 1
    for tool in request.tools where tool.cacheControl != nil { points += 1 }
    for block in request.systemBlocks where block.cacheControl != nil { points += 1 }
    // By index: walking over messages themselves would copy each.
    for index in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[index].content else { continue }
      for block in blocks where block.cacheControl != nil { points += 1 }
    }
    if points > most {
      refuse(
        .cacheBreakpoints, at: .root,
        "A maximum of \(most) blocks with cache_control may be provided. Found \(points).",
        remedy: "Take \(points - most) of them out, the earliest first.")
    }
  }

  // MARK: max_tokens

  private mutating func checkMaxTokens() {
    let path = RequestPath([.field("max_tokens")])
    if let asked = setting.policy.maxTokens ?? request.maxTokens, asked < 0 {
      refuse(
        .maxTokensZero, at: path, "max_tokens: Input should be greater than or equal to 0",
        remedy: "Ask for at least one token.")
    }
    if let most = window.maxOutput, setting.maxTokens > most {
      let batches = setting.policy.endpoint == .batches && setting.model.maxOutput?.betaEndpoint == "batches"
      refuse(
        batches ? .longBatchOutput : .maxTokensOverMaximum, at: path,
        "max_tokens: \(setting.maxTokens) > \(most), which is the maximum allowed number of output tokens for "
          + setting.model.id,
        remedy: "Ask for at most \(most).")
    }
    if request.maxTokens == 0 || setting.policy.maxTokens == 0 {
      let isThinking = request.thinking.map { $0.type != "disabled" } ?? false
      if isThinking || setting.policy.endpoint == .batches {
        refuse(
          .maxTokensZero, at: path, "max_tokens: Input should be greater than or equal to 1",
          remedy: "Fill the cache without thinking and outside of batches.")
      }
    }
    let patience = setting.model.maxOutput?.withoutStreaming ?? limit("max_tokens_without_streaming")
    if let patience, setting.maxTokens > patience, request.stream != true, setting.policy.endpoint == .messages {
      notice(
        .streamingRequired, at: path,
        "SDKs ask for streaming above \(patience) tokens of output (rule \(WindowRule.streamingRequired.number))")
    }
  }

  // MARK: Service

  private mutating func checkService() {
    guard let retirement = setting.model.retirement, let day = retirement.day, retirement.kind != "not_sooner_than",
      setting.day >= day
    else { return }
    notice(
      .retiredModel, at: RequestPath([.field("model")]),
      "\(setting.model.id) is out of service on the Claude API since \(day)")
  }
}

extension Notice.Code {
  /// An SDK refuses to wait for so much output without streaming; the API does not.
  public static let streamingRequired = Notice.Code(rawValue: "streaming_required")
  /// The model is not served any more.
  public static let retiredModel = Notice.Code(rawValue: "retired_model")
}
