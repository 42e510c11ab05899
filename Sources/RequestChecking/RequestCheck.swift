public import MessagesAPI
public import ModelCatalog

/// What the API would refuse in a request, as far as that needs no count: limits, settings, messages, tools.
///
/// ```swift
/// let check = RequestCheck(request, model: catalog.model("claude-opus-5"), catalog: catalog)
/// check.refusals.first?.message    // "thinking.type.enabled" is not supported for this model. Use …
/// ```
///
/// None of the certain refusals holds for any of 8,073 recorded calls that were answered. The order is that in which the
/// API was seen to look: it names only the first. Extensions in the files beside this one check each field.
///
/// Cost: O(messages + tools), and O(n) in the text on Bedrock, which limits its bytes.
public struct RequestCheck: Sendable {
  /// What the API refuses, in the order in which it looks.
  public internal(set) var refusals: [Refusal] = []
  /// What decoding noticed, without what a refusal says in the API's words.
  public private(set) var notices: [Notice] = []

  let request: MessagesRequest
  /// The model's facts; nil where its rules only stand in for an unknown one.
  let model: Model?
  let sending: Sending
  private let limits: Facts?
  let imageLimits: Facts?
  /// Notices of decoding that became refusals, by the refusal's place among them.
  private var noticed: [Int: Notice] = [:]

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - request: what is to be sent.
  ///   - model: nil where the model is not known: its own limits are not checked then.
  ///   - catalog: has the limits that all models share.
  ///   - sending: nil is what the body itself tells.
  public init(_ request: MessagesRequest, model: Model?, catalog: Catalog, sending: Sending? = nil) {
    self.request = request
    self.model = model
    self.sending = sending ?? Sending(of: request)
    limits = catalog.shared("request_limits")
    imageLimits = catalog.shared("images")
    checkSize()
    checkShape()
    checkSettings()
    checkMessages()
    checkMedia()
    checkTools()
    checkOutputFormat()
    checkEdits()
    checkBetas(known: catalog.shared("betas")?.strings("names") ?? [])
  }

  /// The same as notices for people who only count: decoding's own first, completed by what the API answers to them.
  public var allNotices: [Notice] {
    var all = notices
    for (index, refusal) in refusals.enumerated() {
      let words = refusal.isVerbatim ? "the API answers: \(refusal.message)" : "the API refuses it: \(refusal.message)"
      if let noticed = noticed[index] {
        // Decoding has said it in words of its own.
        let message = refusal.isVerbatim ? "\(noticed.message); \(words)" : noticed.message
        all.append(Notice(code: noticed.code, path: noticed.path, message: message))
      } else if refusal.isCertain {
        all.append(
          Notice(code: .refused, path: request.bodyPath(of: refusal.path), message: words))
      }
    }
    return all
  }

  // MARK: Taking down

  mutating func refuse(
    _ rule: RequestRule, at path: RequestPath, status: Int = 400, isCertain: Bool = true, isVerbatim: Bool = true,
    _ message: String, remedy: String
  ) {
    refusals.append(
      Refusal(
        rule, at: path, status: status, isCertain: isCertain, isVerbatim: isVerbatim,
        sending.platform.wording(
          message, in: request.shape, of: rule), remedy: remedy))
  }

  /// Refuses what decoding noticed.
  mutating func refuse(
    _ notice: Notice, by rule: RequestRule, isCertain: Bool = true, isVerbatim: Bool = true, _ message: String,
    remedy: String
  ) {
    noticed[refusals.count] = notice
    refuse(rule, at: notice.path, isCertain: isCertain, isVerbatim: isVerbatim, message, remedy: remedy)
  }

  mutating func keep(_ notice: Notice) { notices.append(notice) }

  /// A number of the catalogue's `request_limits`.
  func limit(_ key: String) -> Int? { limits?.int(key) }

  /// Whether a beta header is sent; nil where the headers are not known.
  func sends(_ beta: String) -> Bool? { sending.betas.map { betas in betas.contains { $0.hasPrefix(beta) } } }

  // MARK: Size

  private mutating func checkSize() {
    if let length = sending.bodyLength, let most = mostBytes, length > most {
      refuse(
        .bodySize, at: .root, status: 413, "Request exceeds the maximum size",
        remedy: "Send at most \(most) bytes: name images and documents by file id or URL.")
    }
    if sending.platform == .bedrock, let most = limit("bedrock_text_bytes") {
      let bytes = textBytes
      if bytes > most {
        refuse(
          .bedrockTextBytes, at: .messages, "too many total text bytes: \(bytes) > \(most)",
          remedy: "Shorten the text by \(bytes - most) bytes.")
      }
    }
    if let most = limit("messages_per_request"), request.messages.count > most {
      refuse(
        .messageCount, at: .messages, isVerbatim: false, "messages: List should have at most \(most) items",
        remedy: "Join or drop \(request.messages.count - most) messages.")
    }
    checkBreakpoints()
  }

  private mutating func checkBetas(known: [String]) {
    let betas = sending.betas ?? []
    if betas.isEmpty || known.isEmpty { return }
    for beta in betas where !known.contains(beta) {
      keep(
        Notice(
          code: .unknownBeta, path: RequestPath([.field("betas")]),
          message: "the beta \"\(beta.prefix(64))\" is not known here: what it changes is not counted"))
    }
  }

  private var mostBytes: Int? {
    let key =
      switch (sending.platform, sending.endpoint) {
      case (.bedrock, _): "bedrock_mb"
      case (.google, _): "google_mb"
      case (_, .batches): "batch_mb"
      default: "messages_mb"
      }
    return limit(key).map { $0 * 1_000_000 }
  }

  /// Bytes of text in messages and the system prompt, without looking into media. O(n).
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
        .cacheBreakpoints, at: .root, isVerbatim: false,
        "A maximum of \(most) blocks with cache_control may be provided. Found \(points).",
        remedy: "Take \(points - most) of them out, the earliest first.")
    }
  }
}

extension Platform {
  /// Converse hands on what the model's API says, behind words of its own.
  package func wording(_ message: String, in shape: RequestShape, of rule: RequestRule) -> String {
    guard self == .bedrock, shape == .bedrockConverse, rule != .converseBlocks, rule != .bodySize else {
      return message
    }
    return "The model returned the following errors: \(message)"
  }
}
