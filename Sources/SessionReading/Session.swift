public import JSONText
public import MessagesAPI

/// A conversation as an agent has stored it: what is in the context now, and what the API said of it before.
///
/// ```swift
/// var reader = SessionReader()
/// while let chunk = … { reader.append(chunk) }
/// let session = try reader.finish()
/// session.request.messages       // what the next call sends, as far as the file holds it
/// session.calls.last?.usage      // what the API counted at the last call: system prompt and tools included
/// ```
///
/// Only what leads to the last row is read as the conversation: rewound branches, side conversations, what a
/// compaction replaced and answers that were never received are left out; ``notes`` says so.
public struct Session: Sendable {
  /// The program that wrote the file.
  public let format: SessionFormat
  /// The messages that are in the context, and the model. System prompt and tools only where the file holds them.
  public var request: MessagesRequest
  /// Whether the file holds the system prompt and all tools, so that a count of ``request`` is the whole.
  public let isWhole: Bool
  /// Answers of the API that are in the context, in order.
  public let calls: [Call]
  /// What the client put into the context beside the messages, in order.
  public let attachments: [Attachment]
  /// What was left out, mended or guessed.
  public let notes: [SessionNote]
  /// Bytes of rows that could not be read and that may be part of the conversation: each may be a token.
  public let unreadBytes: Int
  /// Whether a row's place was guessed: a parent that is missing, a circle, a gap.
  public let isGuessed: Bool
  /// What the last compaction left, by the client's own count, where no call has been made since.
  public let tokensAfterCompaction: Int?
  /// How many messages the context had then.
  public let messagesAfterCompaction: Int
  /// The client's own setting of `max_tokens`; nil where the file does not tell.
  public let maxTokens: Int?
  /// The largest prompt that the API took in the whole file, other branches included, by the model's spelling. A model
  /// that read more than its window has a larger one.
  public let largestPrompts: [String: Int]
  /// An earlier state of the conversation, where no call has been made in this one: before the last compaction, before
  /// the client cleared old results, or on the branch that was left. What the API counted then is all that is known of
  /// system prompt and tools.
  public var lastMeasured: Session? { earlier.first }
  let earlier: [Session]

  /// An answer of the API, and what was said of the prompt before it.
  public struct Call: Sendable {
    /// The answer's message in ``Session/request``.
    public let message: Int
    /// Blocks of the answer that were part of the measured prompt: those before the last pass of a server's tool.
    public let blocksInPrompt: Int
    /// The answer's id; nil where the file has none.
    public let id: String?
    /// The line where the answer begins, from 1.
    public let line: Int
    /// The model, as the row spells it.
    public let model: String?
    /// The row's time as it is spelt.
    public let time: String?
    /// What the API counted.
    public let usage: SessionUsage
    /// Calls of tools as the model wrote them, where the client notes that: an array by the calls' order.
    public let wireToolInputs: JSONValue?
    /// Whether the API says that it dropped earlier thinking from this call's prompt.
    public let hasDroppedThinking: Bool
    /// Whether the client has cleared results since that were part of the measured prompt.
    public internal(set) var isBeforeClearing = false
  }

  /// Something that the client put into the context, as its row holds it.
  public struct Attachment: Sendable {
    /// The attachment itself: an object with a `type`.
    public let value: JSONValue
    /// It stands behind this many messages of ``Session/request``.
    public let messagesBefore: Int
    /// The line, from 1.
    public let line: Int
    /// The client's version, such as `2.1.200`.
    public let clientVersion: String?

    /// The kind, such as `queued_command`.
    public var type: String { value["type"]?.string ?? "" }
  }

  /// Tokens of thinking by signature, where usage tells them and the answer has one block of thinking. A text that stands
  /// in the place of several signatures tells them not apart and is left out.
  public var thinkingTokens: [String: Int] {
    var (tokens, places): ([String: Int], [String: Int]) = ([:], [:])
    for message in request.messages {
      for case .thinking(let block) in message.blocks { places[block.signature?.string ?? "", default: 0] += 1 }
    }
    for call in calls {
      guard let count = call.usage.thinking, request.messages.indices.contains(call.message) else { continue }
      let blocks = request.messages[call.message].blocks
      var signatures: [String] = []
      for case .thinking(let block) in blocks { signatures.append(block.signature?.string ?? "") }
      if signatures.count == 1, !signatures[0].isEmpty, places[signatures[0]] == 1 { tokens[signatures[0]] = count }
    }
    return tokens
  }

  /// Whether the last message is the assistant's: what comes next is the user's and is not known yet.
  public var isAtRest: Bool { request.messages.last?.role == .assistant }
}

/// What the API said that one answer took.
public struct SessionUsage: Sendable, Hashable {
  /// Tokens of the prompt: input, cache reads and cache writes together.
  public var prompt: Int
  /// Tokens of the answer; nil where the row only has the number from before the answer's end.
  public var output: Int?
  /// Tokens of thinking in the answer; nil where the row does not tell.
  public var thinking: Int?
  /// Whether ``prompt`` is what one prompt had. Server tools read several, whose sum measures no window.
  public var isSinglePass: Bool
  /// Tokens that the API left out of the prompt by `context_management`, by its own word.
  public var cleared = 0
  /// Whether ``prompt`` is that of the last of several passes, each of which is listed.
  var isLastPass = false

  /// A usage.
  public init(prompt: Int, output: Int? = nil, thinking: Int? = nil, isSinglePass: Bool = true) {
    (self.prompt, self.output, self.thinking, self.isSinglePass) = (prompt, output, thinking, isSinglePass)
  }
}

/// Which program wrote a session. An open set.
public struct SessionFormat: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Claude Code's rows, linked by `parentUuid`.
  public static let claudeCode = SessionFormat(rawValue: "claude_code")
  /// `claude -p --output-format stream-json` and the agent SDK: rows in their order.
  public static let streamJSON = SessionFormat(rawValue: "stream_json")
  /// pi and what was made from it.
  public static let pi = SessionFormat(rawValue: "pi")
  /// `opencode export`.
  public static let opencode = SessionFormat(rawValue: "opencode")
  /// An array of messages, as Cline and Roo store them, or a message a line.
  public static let messages = SessionFormat(rawValue: "messages")
  /// Messages in the shape of chat completions.
  public static let chat = SessionFormat(rawValue: "chat_completions")
  /// Whole requests with their answers: the last one is the session.
  public static let requests = SessionFormat(rawValue: "requests")

  public var description: String { rawValue }
}

/// Something that a reader of a session should know.
public struct SessionNote: Sendable, Hashable, CustomStringConvertible {
  /// An open set: later versions may notice more.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Rows that are no part of the conversation.
    public static let leftOut = Code(rawValue: "rows_left_out")
    /// A row that is cut off or otherwise no JSON.
    public static let unreadRow = Code(rawValue: "unread_row")
    /// Rows that stood on one line.
    public static let gluedRows = Code(rawValue: "glued_rows")
    /// A parent that is not in the file.
    public static let missingParent = Code(rawValue: "missing_parent")
    /// A row that is written last and hangs on an older branch.
    public static let strayRow = Code(rawValue: "stray_row")
    /// Rows that are each other's parents.
    public static let circle = Code(rawValue: "circle_of_parents")
    /// Half of a surrogate pair: no text has it, and the API refuses it.
    public static let loneSurrogate = Code(rawValue: "lone_surrogate")
    /// A compaction, and what stands in place of the conversation.
    public static let compaction = Code(rawValue: "compaction")
    /// Something whose cost is not known exactly.
    public static let notRendered = Code(rawValue: "not_rendered")
    /// The API dropped earlier thinking.
    public static let droppedThinking = Code(rawValue: "thinking_dropped")
  }

  /// The kind, for programs.
  public let code: Code
  /// The first line it is about, from 1; nil where it is about the whole.
  public let line: Int?
  /// How many rows.
  public let rows: Int
  /// A sentence without a full stop.
  public let message: String

  /// A note.
  public init(_ code: Code, line: Int? = nil, rows: Int = 1, _ message: String) {
    (self.code, self.line, self.rows, self.message) = (code, line, rows, message)
  }

  public var description: String { line.map { "line \($0): \(message)" } ?? message }
}

/// Why a file is no session that can be read.
public struct SessionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of trouble. An open set.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// No row is JSON.
    public static let notJSON = Code(rawValue: "not_json")
    /// Rows can be read, and none of them is a message.
    public static let noMessages = Code(rawValue: "no_messages")
    /// Another program's log, which holds no conversation with Claude that could be rebuilt.
    public static let otherProgram = Code(rawValue: "other_program")
  }

  /// The kind, for programs.
  public let code: Code
  /// The line it is about, from 1; nil where it is about the whole.
  public let line: Int?
  /// A sentence without a full stop.
  public let message: String
  /// What to do about it, a full sentence.
  public let remedy: String

  public var description: String { "\(line.map { "line \($0): " } ?? "")\(message). \(remedy)" }
}
