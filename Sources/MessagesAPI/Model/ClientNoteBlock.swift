public import JSONText

/// What a client put into the conversation beside the messages: a reminder, a queued prompt, a hook's text.
///
/// A session on disk has such notes as rows of their own, not in the words that were sent. The block stands at the end of
/// the user message that the note went out with. It is no part of the API: a body never has one.
///
///     ClientNoteBlock(["type": "task_reminder", "content": [], "itemCount": 0]).kind   // task_reminder
public struct ClientNoteBlock: Sendable, Equatable {
  /// The note as the session records it.
  public let json: JSONValue
  /// The version of the client that sent it, such as `2.1.209`: the wording differs between versions. Nil where it is not
  /// known.
  public let clientVersion: String?

  /// A note as the session records it: an object with a `type`.
  public init(_ json: JSONValue, clientVersion: String? = nil) {
    self.json = json
    self.clientVersion = clientVersion
  }

  /// The kind of note; empty where the record does not say.
  public var kind: String { json["type"]?.string ?? "" }
}
