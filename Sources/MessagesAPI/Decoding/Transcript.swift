import JSONText

/// A conversation as coding agents store it: one message or API event a line.
///
/// Understood are lines that are a message (`{"role": "user", "content": …}`), an answer of the API (`{"type":
/// "message", …}`), or either of them under `message` or `response`. Lines of one answer, told by its id, become one
/// message. What is no message (summaries, snapshots, progress) and what belongs to a side conversation is skipped and
/// listed.
///
///     let transcript = try Transcript(decoding: bytes)
///     transcript.request.messages.count
///     transcript.lastInputTokens           // what the API said of the last call
public struct Transcript: Sendable {
  /// The conversation. A transcript has no system prompt and no tools: both are added to what is counted here.
  public var request: MessagesRequest
  /// Lines that are no part of the conversation, by what they are.
  public let skipped: [String: Int]
  /// `input_tokens` and cached tokens of the last call, where a line has its usage.
  public let lastInputTokens: Int?
  /// Tokens of thinking by signature, where usage tells them and the answer has one block of thinking.
  public let thinkingTokens: [String: Int]

  /// - Throws: where a line is not JSON or a message of no known shape, with the line's number; and where there is no
  ///   message at all.
  ///
  /// O(n).
  public init(decoding bytes: [UInt8]) throws(DecodeError) {
    var reader = TranscriptReader()
    var lines = JSONLines()
    lines.append(bytes)
    lines.finish()
    while let line = lines.next() { try reader.read(line) }
    request = try reader.request()
    skipped = reader.skipped
    lastInputTokens = reader.lastInputTokens
    thinkingTokens = reader.thinkingTokens
  }
}

/// The lines of a transcript so far.
private struct TranscriptReader {
  private struct Entry {
    var role: String
    var id: String?
    var contents: [JSONValue]
    var line: Int
  }

  private var entries: [Entry] = []
  private var model: String?
  private(set) var skipped: [String: Int] = [:]
  private(set) var lastInputTokens: Int?
  private(set) var thinkingTokens: [String: Int] = [:]

  mutating func read(_ line: JSONLines.Line) throws(DecodeError) {
    let root: JSONValue
    do { root = try JSONDocument(parsing: line.bytes).root } catch {
      throw DecodeError(DecodeError(error), inLine: line)
    }
    if root["isSidechain"]?.bool == true { return skip("side conversation") }
    let event = root["message"] ?? root["response"] ?? root
    guard event.isObject, let role = event["role"]?.string, let content = event["content"],
      content.isString || content.isArray
    else { return skip(root["type"]?.string ?? "no message") }
    if let name = event["model"]?.string, name.hasPrefix("claude") { model = name }
    readUsage(event)
    let id = event["id"]?.string
    if let id, let last = entries.last, last.id == id, last.role == role {
      entries[entries.count - 1].contents.append(content)
    } else {
      entries.append(Entry(role: role, id: id, contents: [content], line: line.number))
    }
  }

  private mutating func skip(_ what: String) { skipped[what, default: 0] += 1 }

  private mutating func readUsage(_ event: JSONValue) {
    guard let usage = event["usage"], let input = usage["input_tokens"]?.int else { return }
    let cached = ["cache_read_input_tokens", "cache_creation_input_tokens"].compactMap { usage[$0]?.int }
    // Absurd numbers are left out rather than added up.
    lastInputTokens = cached.reduce(input as Int?) { sum, part in
      sum.flatMap { $0.addingReportingOverflow(part).overflow ? nil : $0 + part }
    }
    let blocks = event["content"]?.elements.filter { $0["type"]?.isText("thinking") ?? false } ?? []
    if let tokens = usage["output_tokens_details"]?["thinking_tokens"]?.int, blocks.count == 1,
      let signature = blocks[0]["signature"]?.string, !signature.isEmpty
    {
      thinkingTokens[signature] = tokens
    }
  }

  /// The messages as a request.
  func request() throws(DecodeError) -> MessagesRequest {
    var writer = JSONWriter()
    writer.object { object in
      if let model { object.member("model", model) }
      object.array("messages") { messages in
        for entry in entries { messages.object { Self.write(entry, to: &$0) } }
      }
    }
    let request = try MessagesRequest(decoding: writer.take(), shape: .messages)
    if request.messages.isEmpty {
      throw DecodeError(
        .missingField, at: .messages, nil, message: "no line of the transcript is a message",
        remedy: "Give one message or API event a line, each with a role and content.")
    }
    return request
  }

  private static func write(_ entry: Entry, to object: inout JSONWriter) {
    object.member("role", entry.role)
    if entry.contents.count == 1 { return object.member("content", copying: entry.contents[0]) }
    object.array("content") { array in
      for content in entry.contents {
        if content.isArray {
          for block in content.elements { array.element(copying: block) }
        } else {
          array.object { block in
            block.member("type", "text")
            block.member("text", copying: content)
          }
        }
      }
    }
  }
}
