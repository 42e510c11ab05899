import JSONText
import MessagesAPI

extension ClientNoteBlock {
  /// Members that no client sends: what is told of an item of a list beside its name, and servers that wait for a login.
  private static let unsentMembers: Set<String> = [
    "type", "description", "activeForm", "metadata", "blocks", "blockedBy", "owner", "needsAuthMcpServers",
  ]

  /// Bytes of all text in the record that may be sent, media left out. O(record).
  var recordedBytes: Int {
    Self.bytes(of: json) - NoteMedia.all(in: json).reduce(0) { $0 + $1.data.utf8.count }
  }

  private static func bytes(of json: JSONValue) -> Int {
    if let text = json.string { return text.utf8.count }
    if json.isArray { return json.elements.reduce(0) { $0 + bytes(of: $1) } }
    return json.members.reduce(0) { unsentMembers.contains($1.key) ? $0 : $0 + bytes(of: $1.value) }
  }
}
