import JSONText

/// What another server, the API itself as a rule, said to a count_tokens request.
public enum RemoteAnswer: Sendable, Hashable {
  /// `original` is there where the request has context management.
  case counted(tokens: Int, original: Int?)
  /// Why there is no answer, as a code: `rate_limited`.
  case failed(String)
}

extension ServerReply {
  /// This answer of ``Endpoints`` with the other server's count in place of its own, marked `measured`; or, where there is
  /// none, as it is, with the reason in `ullage-upstream`.
  ///
  /// The header `ullage-local` has the local count, so that callers see both. An object `ullage` stays the local count's.
  public func confirmed(by answer: RemoteAnswer) -> ServerReply {
    var reply = self
    guard status == 200, let root = try? JSONDocument(parsing: body).root, let local = root["input_tokens"]?.int else {
      return reply
    }
    switch answer {
    case .failed(let reason): reply.headers["ullage-upstream"] = reason
    case .counted(let tokens, let original):
      for name in ["ullage-lower", "ullage-upper"] { reply.headers[name] = "\(tokens)" }
      reply.headers["ullage-basis"] = "measured"
      reply.headers["ullage-source"] = "remote"
      reply.headers["ullage-local"] = "\(local)"
      reply.body =
        ServerReply.json { object in
          for member in root.members {
            switch member.key {
            case "input_tokens": object.member("input_tokens", tokens)
            case "context_management":
              object.object("context_management") { $0.member("original_input_tokens", original ?? tokens) }
            default: object.member(member.key, copying: member.value)
            }
          }
        }.body
    }
    return reply
  }
}
