package import Console
package import JSONText

/// What a coding agent says before it does something: one JSON object (Claude Code's hooks).
package struct HookEvent: Sendable {
  package let name: String
  package let session: String?
  package let transcript: InputPath?
  /// The folder that the agent works in.
  package let folder: [UInt8]
  package let tool: String?
  package let input: JSONValue

  /// Throws where the bytes are no event.
  package init(_ bytes: [UInt8]) throws(Complaint) {
    let root: JSONValue
    do { root = try JSONDocument(parsing: bytes).root } catch {
      throw Complaint(error, at: "standard input:\(error.line):\(error.column)")
    }
    guard let name = root["hook_event_name"]?.string else {
      throw Complaint(
        code: "no_event", message: "the input is no event: it has no \"hook_event_name\"", place: "standard input",
        remedy: "name `ullage hook` in the client's settings: it is started with an event on standard input",
        status: .badData)
    }
    self.name = name
    session = root["session_id"]?.string
    transcript = root["transcript_path"]?.string.flatMap { $0.isEmpty ? nil : InputPath(bytes: Array($0.utf8)) }
    folder = Array((root["cwd"]?.string ?? ".").utf8)
    tool = root["tool_name"]?.string
    input = root["tool_input"] ?? [:]
  }
}

/// What the client is told; nothing where there is no reason to speak.
package enum HookAnswer: Sendable, Hashable {
  case silence
  /// The call is not made, and the model is told why and what else to do.
  case denial(String)
  /// The model is told something beside the user's words.
  case context(String)

  /// The answer as the client reads it, with a line feed; empty where there is none.
  package func bytes(to event: HookEvent) -> [UInt8] {
    var writer = JSONWriter()
    switch self {
    case .silence: return []
    case .denial(let reason):
      writer.object { object in
        object.object("hookSpecificOutput") { output in
          output.member("hookEventName", event.name)
          output.member("permissionDecision", "deny")
          output.member("permissionDecisionReason", reason)
        }
      }
    case .context(let text):
      writer.object { object in
        object.object("hookSpecificOutput") { output in
          output.member("hookEventName", event.name)
          output.member("additionalContext", text)
        }
      }
    }
    writer.endLine()
    return writer.take()
  }
}
