import JSONText
public import MessagesAPI
public import ModelCatalog

/// What the API would refuse in a request, as far as that needs no count: fields, limits, settings, messages, tools.
///
/// ```swift
/// let check = RequestCheck(request, model: catalog.model("claude-opus-5"), catalog: catalog)
/// check.refusals.first?.message    // "thinking.type.enabled" is not supported for this model. Use …
/// ```
///
/// None of the certain refusals holds for any of 8,156 recorded calls that were answered. The order is that in which the
/// API was seen to look: it names only the first. Extensions in the files beside this one check each field; ``RequestRule``
/// is the table of the rules, with the API's words.
///
/// Cost: O(messages + tools), and O(n) in the text on Bedrock, which limits its bytes.
public struct RequestCheck: Sendable {
  /// What the API refuses, in the order in which it looks.
  public internal(set) var refusals: [Refusal] = []
  /// What decoding noticed, without what a refusal says in the API's words.
  public private(set) var notices: [Notice] = []

  /// Of the schemas that the API compiles.
  var compiledSize = CompiledSchema.Size()
  let submission: Submission
  /// What the messages show, for other requests that have the same.
  package let checkedConversation: CheckedConversation

  /// Checks a request.
  ///
  /// - Parameters:
  ///   - request: what is to be sent.
  ///   - model: nil where the model is not known: its own limits are not checked then.
  ///   - catalog: has the limits that all models share.
  ///   - delivery: nil is what the body itself tells.
  public init(_ request: MessagesRequest, model: Model?, catalog: Catalog, delivery: Delivery? = nil) {
    self.init(request, model: model, catalog: catalog, delivery: delivery ?? Delivery(of: request), sharing: nil)
  }

  /// The same for a request whose messages and system prompt may have been looked at in another one.
  ///
  /// - Parameter known: what was found there. The caller answers for it that both are the same; what else matters is
  ///   compared.
  package init(
    _ request: MessagesRequest, model: Model?, catalog: Catalog, delivery: Delivery, sharing known: CheckedConversation?
  ) {
    submission = Submission(request, model: model, catalog: catalog, delivery: delivery)
    let conversation = known?.findings(for: submission) ?? ConversationCheck.findings(in: submission)
    checkedConversation = CheckedConversation(submission, conversation)
    checkJSON()
    checkSize()
    checkFields(conversation)
    checkShape()
    checkSettings()
    refusals += conversation.refusals
    checkTurns(conversation)
    checkMedia(conversation.media)
    if !request.tools.isEmpty || !request.mcpServers.isEmpty { checkTools() }
    checkReferences(conversation.toolReferences)
    checkOutputFormat()
    checkCompiledSize()
    checkEdits()
    checkCompaction(conversation.summaries)
    checkBetas()
    if request.notices.isEmpty { return }
    let places = Set(refusals.map { request.bodyPath(of: $0.path) })
    notices = request.notices.filter { !places.contains($0.path) } + notices
  }

  /// The same as notices for people who only count: decoding's own, then what the API answers.
  public var allNotices: [Notice] {
    notices
      + refusals.compactMap { refusal in
        let words =
          refusal.isVerbatim ? "the API answers: \(refusal.message)" : "the API refuses it: \(refusal.message)"
        let path = request.bodyPath(of: refusal.path)
        switch refusal.doubt {
        case nil: return Notice(code: .refused, path: path, message: words)
        // Who counts need not say which headers are sent, and a count says its own bounds.
        case .header, .endpoint, .account, .count: return nil
        case .day, .receiver, .evidence: return Notice(code: .mayBeRefused, path: path, message: words)
        }
      }
  }

  // MARK: Taking down

  /// Takes down that a rule is broken, in the words that its row has.
  ///
  /// - Parameters:
  ///   - variant: which of ``RequestRule/words``.
  ///   - parts: what stands for the names in braces.
  mutating func refuse(
    _ rule: RequestRule, _ variant: Int = 0, at path: RequestPath, status: Int = 400, doubt: Refusal.Doubt? = nil,
    _ parts: KeyValuePairs<String, String> = [:], remedy: String
  ) {
    refusals.append(refusal(rule, variant, at: path, status: status, doubt: doubt, parts, remedy: remedy))
  }

  func refusal(
    _ rule: RequestRule, _ variant: Int = 0, at path: RequestPath, status: Int = 400, doubt: Refusal.Doubt? = nil,
    _ parts: KeyValuePairs<String, String> = [:], remedy: String
  ) -> Refusal {
    submission.refusal(rule, variant, at: path, status: status, doubt: doubt, parts, remedy: remedy)
  }

  func refusal(for fault: FieldCheck.Fault, at path: RequestPath, _ place: String) -> Refusal {
    submission.refusal(for: fault, at: path, place)
  }

  mutating func keep(_ notice: Notice) { notices.append(notice) }

  /// A number of the catalogue's `request_limits`. O(entries): to be asked where there is something to limit.
  func limit(_ key: String) -> Int? { catalog.shared("request_limits")?.int(key) }

  /// Whether one of the headers is that name, or a later version of it.
  static func isSent(_ header: String, among betas: [String]) -> Bool {
    betas.contains { $0.dropLast(10) == header.dropLast(10) && $0 >= header }
  }

  // MARK: What is sent, and how

  var request: MessagesRequest { submission.request }
  var model: Model? { submission.model }
  var delivery: Delivery { submission.delivery }
  var catalog: Catalog { submission.catalog }
  var day: CalendarDay { submission.day }
  var lastDay: CalendarDay { submission.lastDay }
  var isOwnShape: Bool { submission.isOwnShape }
  var sentBetas: [String] { submission.sentBetas }
  var isRecentVersion: Bool { submission.isRecentVersion }
  var headerDoubt: Refusal.Doubt? { submission.headerDoubt }
  var fieldCheck: FieldCheck { submission.fieldCheck }
  func sends(_ beta: String) -> Bool? { submission.sends(beta) }

  /// The model as the API names it in its messages.
  var modelName: String { model?.id ?? request.model ?? "" }

  // MARK: Text and size

  /// What the API's parser does not read.
  private mutating func checkJSON() {
    guard let document = request.document, !document.notices.isEmpty else { return }
    for notice in document.notices {
      switch notice.code {
      case .loneSurrogate: refuseSurrogate(in: document, at: notice.offset)
      case .illFormedUTF8:
        refuse(
          .validJSON, 3, at: .root, ["char": "\(notice.offset)"], remedy: "Encode the body as UTF-8.")
      default: break
      }
    }
  }

  /// The API's parser stands behind a first half, and before a second one alone.
  private mutating func refuseSurrogate(in document: JSONDocument, at offset: Int) {
    let source = document.source[(document.source.startIndex + offset)...]
    // `\uD800` to `\uDBFF`: what begins with d8 to db.
    let digit = source.dropFirst(3).first ?? 0
    let isFirstHalf = [UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a"), UInt8(ascii: "b")]
      .contains(digit >= 0x41 ? digit | 0x20 : digit)
    let place = document.position(of: isFirstHalf ? offset + 6 : offset)
    let next = source.dropFirst(6)
    let hasEscape = next.first == UInt8(ascii: "\\") && next.dropFirst().first == UInt8(ascii: "u")
    let variant = !isFirstHalf ? 2 : hasEscape ? 1 : 0
    let char = document.characters(before: isFirstHalf ? offset + 6 : offset)
    refuse(
      .validJSON, variant, at: .root,
      ["line": "\(place.line)", "column": "\(place.column)", "char": "\(char)"],
      remedy: "Write both halves of the surrogate pair, or U+FFFD in their place.")
  }

  private mutating func checkSize() {
    // No limit is below a megabyte.
    if let length = delivery.bodyLength, length > 1_000_000, let most = mostBytes, length > most {
      refuse(
        .bodySize, at: .root, status: 413,
        remedy: "Send at most \(most) bytes: name images and documents by file id or URL.")
    }
    if delivery.platform == .bedrock, (delivery.bodyLength ?? .max) > 1_000_000, let most = limit("bedrock_text_bytes")
    {
      let bytes = textBytes
      if bytes > most {
        refuse(
          .bedrockTextBytes, at: .messages, ["count": "\(bytes)", "most": "\(most)"],
          remedy: "Shorten the text by \(bytes - most) bytes.")
      }
    }
    if let id = request.customID, !((1...64).contains(id.utf8.count) && TextDigest(of: id).isName) {
      refuse(
        .batchIDs, at: RequestPath([.field("custom_id")]),
        ["place": delivery.batchIndex.map { "requests.\($0)." } ?? ""],
        remedy: "Name it with 1 to 64 letters, digits, _ and -.")
    }
    // The limit is ten times that.
    if request.messages.count > 10_000, let most = limit("messages_per_request"), request.messages.count > most {
      refuse(
        .messageCount, at: .messages, ["most": "\(most)"],
        remedy: "Join or drop \(request.messages.count - most) messages.")
    }
  }

  private mutating func checkBetas() {
    let betas = sentBetas
    if betas.isEmpty { return }
    let facts = catalog.shared("betas")
    let known = facts?.strings("names") ?? []
    if known.isEmpty { return }
    let isBedrock = delivery.platform == .bedrock
    let path = RequestPath([.field("betas")])
    let refused = isBedrock ? facts?.strings("refused_by_bedrock") ?? [] : []
    if let beta = betas.first(where: { refused.contains($0) }) {
      refuse(.platformBetas, at: path, remedy: "Leave \(beta) out: Bedrock does not take it.")
    }
    let unknown = betas.filter { !known.contains($0) && !refused.contains($0) }
    if unknown.isEmpty { return }
    // The API may know names that are newer than the catalogue.
    refuse(
      .knownBetas, isBedrock ? 1 : 0, at: path, doubt: .evidence,
      ["names": unknown.map { "`\($0.prefix(64))`" }.joined(separator: ", ")], remedy: "Leave the header out.")
    for beta in unknown {
      keep(
        Notice(
          code: .unknownBeta, path: path,
          message: "the beta \"\(beta.prefix(64))\" is not known here: what it changes is not counted"))
    }
  }

  private var mostBytes: Int? {
    let key =
      switch (delivery.platform, delivery.endpoint) {
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
        case .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .mcpToolResult,
          .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
          .containerUpload, .compaction, .clientNote, .unknown:
          break
        }
      }
    }
    add(request.systemBlocks)
    for message in request.messages { add(message.blocks) }
    return bytes
  }
}

extension Platform {
  /// Converse hands on what the model's API says, behind words of its own.
  package func wording(_ message: String, in shape: RequestShape, of rule: RequestRule) -> String {
    guard self == .bedrock, shape == .bedrockConverse else { return message }
    switch rule {
    case .converseBlocks, .converseTurns, .converseNames, .bodySize: return message
    default: return "The model returned the following errors: \(message)"
    }
  }
}
