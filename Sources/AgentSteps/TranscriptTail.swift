package import Console
package import JSONText
import SessionReading

/// The end of a coding agent's transcript: its last calls with what the API counted, and the messages since.
///
/// The file is read backwards until that is known, so that a session of any length costs as much as its last turns. Of
/// the tree that its rows make, the branch that ends in the last row counts: what was rewound and what side agents said
/// is passed over. Results of calls made at once hang on different rows of one message and are gathered by their ids.
package struct TranscriptTail: Sendable {
  /// A call and its answer, as the API counted them.
  package struct Call: Sendable, Hashable {
    /// The message's id: an answer of several blocks is written on several rows.
    package let id: String
    package let model: String
    /// Tokens of input, whether read from the cache, written to it or neither.
    package let prompt: Int
    package let output: Int
  }

  /// The newest first.
  package private(set) var calls: [Call] = []
  /// The messages since the newest call, or since a compaction where there was no call after it.
  package private(set) var since: [JSONValue] = []
  /// The blocks of the newest answer without its thinking.
  package private(set) var answer: [JSONValue] = []
  /// Whether the conversation was compacted and nothing was called since.
  package private(set) var isCompacted = false
  /// What a compaction left, as its row says.
  package private(set) var tokensAfterCompaction: Int?

  /// More of a file is not read: 64 MB.
  private static let limit = 64 << 20

  /// Reads as much of the file's end as holds `wanted` calls.
  ///
  /// Cost: O(what was read). Throws where the file cannot be read, and for pipes and devices.
  package init(_ path: InputPath, calls wanted: Int = 9) throws(Complaint) {
    let reader = try FileReader(path, wasFound: true)
    self.wanted = wanted
    var (end, portion) = (reader.size, 65_536)
    let least = max(0, end - Self.limit)
    var rest: [UInt8] = []
    while end > least, !isDone {
      let start = max(least, end - portion)
      let bytes = try reader.bytes(in: start..<end) + rest
      var lineEnd = bytes.count
      while !isDone, let feed = bytes[..<lineEnd].lastIndex(of: 0x0A) {
        take(bytes[(feed + 1)..<lineEnd])
        lineEnd = feed
      }
      rest = Array(bytes[..<lineEnd])
      (end, portion) = (start, min(2 * portion, 8 << 20))
    }
    if !isDone, end == 0 { take(rest[...]) }
    gatherAsides()
  }

  /// A session that has no rows yet.
  package static let empty = TranscriptTail()

  private init() {
    wanted = 0
  }

  // MARK: Rows, from the last on

  private let wanted: Int
  private var isDone = false
  /// The row that the last one taken hangs on.
  private var parent: String?
  private var hasLeaf = false
  /// Rows of users that are on no branch: they may be results of calls made at once.
  private var asides: [JSONValue] = []
  /// Ids of the newest call's uses of tools.
  private var uses: Set<String> = []

  private mutating func take(_ line: ArraySlice<UInt8>) {
    // The last line may be half written, and another may be damaged: neither is a row.
    guard !line.isEmpty, let row = try? JSONDocument(parsing: line).root, row.isObject else { return }
    guard row["isSidechain"]?.bool != true, row["parent_tool_use_id"]?.isString != true else { return }
    guard let kind = row["type"]?.string.flatMap(Kind.init(rawValue:)) else { return }
    if let uuid = row["uuid"]?.string, let above = row["parentUuid"] {
      if hasLeaf, uuid != parent {
        if kind == .user { asides.append(row) }
        return
      }
      (hasLeaf, parent) = (true, above.string)
    }
    switch kind {
    case .assistant: takeAnswer(row)
    case .user: if calls.isEmpty, let message = row["message"] { since.insert(message, at: 0) }
    case .attachment:
      // Rendered by the client in words of its own; what it holds is nearly what it costs.
      if calls.isEmpty, let held = row["attachment"] {
        since.insert(["role": "user", "content": JSONValue(held.sourceText)], at: 0)
      }
    case .system:
      guard row["subtype"]?.isText("compact_boundary") == true else { return }
      tokensAfterCompaction = calls.isEmpty ? UsageReading.tokens(row["compactMetadata"]?["postTokens"]) : nil
      isCompacted = calls.isEmpty
      isDone = true
    }
  }

  private enum Kind: String { case user, assistant, system, attachment }

  private mutating func takeAnswer(_ row: JSONValue) {
    guard row["isApiErrorMessage"]?.bool != true, let message = row["message"],
      let model = message["model"]?.string, model != "<synthetic>", let usage = message["usage"],
      let input = usage["input_tokens"]?.int, let prompt = UsageReading.prompt(of: [input] + Self.cached(usage)),
      case let output = usage["output_tokens"]?.int ?? 0, UsageReading.isSane(output)
    else { return }
    let id = message["id"]?.string ?? row["requestId"]?.string ?? row["uuid"]?.string ?? ""
    if calls.last?.id != id {
      guard calls.count < wanted else {
        isDone = true
        return
      }
      calls.append(Call(id: id, model: model, prompt: prompt, output: output))
    }
    guard calls.count == 1 else { return }
    guard let blocks = message["content"]?.elements else { return }
    answer.insert(contentsOf: blocks.filter { $0["type"]?.string?.hasSuffix("thinking") != true }, at: 0)
    for block in blocks where block["type"]?.isText("tool_use") == true {
      if let use = block["id"]?.string { uses.insert(use) }
    }
  }

  private static func cached(_ usage: JSONValue) -> [Int] {
    ["cache_creation_input_tokens", "cache_read_input_tokens"].compactMap { usage[$0]?.int }
  }

  private mutating func gatherAsides() {
    var answered = Set(since.flatMap(Self.answers))
    // The rows were met from the last on; those of the branch stand behind none of these in the prompt.
    for row in asides {
      guard let message = row["message"] else { continue }
      let ids = Self.answers(message)
      guard !ids.isEmpty, uses.isSuperset(of: ids), answered.isDisjoint(with: ids) else { continue }
      answered.formUnion(ids)
      since.insert(message, at: 0)
    }
  }

  /// The uses of tools that a message answers.
  private static func answers(_ message: JSONValue) -> [String] {
    message["content"]?.elements.compactMap { $0["tool_use_id"]?.string } ?? []
  }
}
