import JSONText
import MessagesAPI

/// A row of a session, reduced to what decides its place and its cost. The rest of the row is not kept.
struct SessionRow: Sendable {
  /// What a row is to the conversation.
  enum Kind: Sendable {
    /// A message of the user or another role; ``body`` is a request with this message alone.
    case message
    /// A part of an answer; ``body`` as above.
    case answer(Answer)
    /// ``body`` is the attachment's object.
    case attachment
    /// What stands before it is replaced.
    case boundary(Boundary)
    /// Nothing of it is sent; other rows may have it for their parent.
    case link
  }

  /// What an answer's row says of its call.
  struct Answer: Sendable {
    var id: String?
    var model: String?
    var usage: SessionUsage?
    /// Whether the usage is that of the end of the answer.
    var isFinal = false
    var time: String?
    var wireToolInputs: JSONValue?
    var hasDroppedThinking = false
    /// Whether its message is in the shape of chat completions.
    var isChat = false
  }

  /// What a compaction says of itself.
  struct Boundary: Sendable {
    var tokensAfter: Int?
    /// Rows before it that stay in the context: from the first to the last by their parents, or these by name.
    var kept: Kept = .none
    /// The row behind which they stand; nil is behind the summary.
    var anchor: Int?

    enum Kept: Sendable {
      case none
      case segment(first: Int, last: Int?)
      case rows([Int])
    }
  }

  enum Parent: Sendable, Equatable {
    /// The row does not say: the row before it.
    case unsaid
    case none
    /// By the number of its name.
    case row(Int)
  }

  let line: Int
  var kind: Kind
  /// The number of its name; nil without one.
  var name: Int?
  var parent = Parent.unsaid
  var body: [UInt8] = []
  /// Ids of the calls that it makes or answers.
  var toolIDs: [String] = []
  var isSide = false
  var isSummary = false
  /// Whether it is a command of the client's own with what it printed: a message as good as the user's.
  var isCommand = false
  /// Whether its message has nothing but texts of nothing.
  var isBlank = false
  var clientVersion: String?
  /// Calls whose results the client sends as a short remark from here on.
  var clearedResults: [String] = []

  init(line: Int, _ kind: Kind) {
    self.line = line
    self.kind = kind
  }

  /// A message of its own: `content` as it is spelt.
  static func body(role: String, content: some Sequence<UInt8>) -> [UInt8] {
    var bytes = Array(#"{"messages":[{"role":""#.utf8)
    bytes.reserveCapacity(content.underestimatedCount + 64)
    bytes.append(contentsOf: role.utf8)
    bytes.append(contentsOf: #"","content":"#.utf8)
    bytes.append(contentsOf: content)
    bytes.append(contentsOf: "}]}".utf8)
    return bytes
  }

  /// Takes a message's role and content, and the ids in it.
  mutating func take(role: String, content: JSONValue) {
    // A role is a word of the API's: what would have to be escaped is none.
    let isPlain = role.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x5C && $0 < 0x7F }
    body = Self.body(role: isPlain ? role : "unknown", content: content.sourceBytes)
    isBlank = content.isText("") || content.isArray && content.elements.allSatisfy { $0["text"]?.isText("") == true }
    for block in content.elements {
      guard let type = block["type"] else { continue }
      if type.isText("tool_use"), let id = block["id"]?.string { toolIDs.append(id) }
      if type.isText("tool_result"), let id = block["tool_use_id"]?.string { toolIDs.append(id) }
    }
  }
}

extension SessionRow {
  /// What clients write beside a message's role and content; none of it is sent.
  private static let ownMembers: Set<String> = ["role", "content", "id", "type", "model", "timestamp"]

  /// Takes what else a user's message has: it may be sent. Behind `take(role:content:)`. O(members).
  mutating func takeOthers(of message: JSONValue) {
    for member in message.members where !Self.ownMembers.contains(member.key) {
      body.removeLast(3)
      body.append(UInt8(ascii: ","))
      body.append(contentsOf: member.name.sourceBytes)
      body.append(UInt8(ascii: ":"))
      body.append(contentsOf: member.value.sourceBytes)
      body.append(contentsOf: "}]}".utf8)
    }
  }
}

/// The rows of a session so far, and what was passed over.
struct RowTable: Sendable {
  private(set) var rows: [SessionRow] = []
  private var numbers: [String: Int] = [:]
  /// The row of a name, by the name's number.
  private var places: [Int: Int] = [:]
  private(set) var leftOut: [String: (rows: Int, line: Int)] = [:]
  private(set) var notes: [SessionNote] = []
  /// Rows that could not be read: how many rows stood before, their bytes.
  private(set) var unread: [(rowsBefore: Int, line: Int, bytes: Int)] = []
  var model: String?
  var maxTokens: Int?
  private(set) var largestPrompts: [String: Int] = [:]
  /// Messages in the shape of chat completions, with commas between them.
  var chat: [UInt8]?
  /// The last whole request, where the rows are requests.
  private(set) var request: (body: [UInt8], answer: (facts: SessionRow.Answer, message: [UInt8])?, line: Int)?

  /// The number of a row's name.
  mutating func number(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    let number = numbers.count
    numbers[name] = number
    return number
  }

  /// The row of a name, by its number.
  func row(named number: Int) -> Int? { places[number] }

  /// Adds a row; one of a name that has come before is the same again.
  mutating func add(_ row: SessionRow) {
    if let name = row.name {
      if places[name] != nil { return leaveOut("repeated row", line: row.line) }
      places[name] = rows.count
    }
    if case .answer(let answer) = row.kind { noteSize(of: answer) }
    rows.append(row)
  }

  private mutating func noteSize(of answer: SessionRow.Answer) {
    guard let usage = answer.usage, usage.isSinglePass, let model = answer.model else { return }
    largestPrompts[model, default: 0] = max(largestPrompts[model] ?? 0, usage.prompt)
  }

  /// The table up to a row, as it was before that one came.
  func cut(before row: Int) -> RowTable {
    var table = self
    table.rows.removeSubrange(row...)
    table.places = places.filter { $0.value < row }
    table.leftOut = [:]
    table.notes = []
    table.unread = unread.filter { $0.rowsBefore < row }
    return table
  }

  mutating func leaveOut(_ what: String, line: Int) {
    leftOut[what, default: (0, line)].rows += 1
  }

  mutating func note(_ note: SessionNote) { notes.append(note) }

  mutating func addUnread(line: Int, bytes: Int, reason: String) {
    unread.append((rows.count, line, bytes))
    note(SessionNote(.unreadRow, line: line, "\(bytes) bytes cannot be read: \(reason)"))
  }

  /// Takes a request, and forgets the one before. A conversation grows: a longer one before it was another one's.
  mutating func setRequest(
    _ body: [UInt8], answer: (facts: SessionRow.Answer, message: [UInt8])?, line: Int
  ) {
    if let answer { noteSize(of: answer.facts) }
    if let before = request, before.body.count > body.count {
      leaveOut("another request, longer than the one after it", line: before.line)
    }
    request = (body, answer, line)
  }

  mutating func removeRows() { rows = [] }

  /// Gives up a row's text, which is then the caller's alone.
  mutating func takeBody(_ row: Int) -> [UInt8] {
    var body: [UInt8] = []
    swap(&body, &rows[row].body)
    return body
  }
}
