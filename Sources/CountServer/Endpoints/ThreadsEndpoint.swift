import JSONText
import MessagesAPI
import RequestChecking
import RequestCounting

// POST /v1/messages/threads, which the API does not have: a client gives what the API holds of its thread, so that the
// continuation of it can be counted here.

extension Endpoints {
  /// Takes `{"request": …, "answer": …}`: the request as it was sent, and the API's answer with its `id`. A request that
  /// continues a thread that is held is put behind it.
  func holdThread(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    let root = try MessagesBody.root(request.body, settings.limits)
    for name in ["request", "answer"] where root[name].map(\.isNull) ?? true {
      throw ErrorReply(.invalidRequest, "\(name): Field required")
    }
    guard let sent = root["request"], sent.isObject else {
      throw ErrorReply(.invalidRequest, "request: Input should be a valid dictionary or object")
    }
    guard let answer = root["answer"], let id = answer["id"]?.string, !id.isEmpty else {
      throw ErrorReply(.invalidRequest, "answer.id: Field required")
    }
    var whole = try whole(try MessagesBody(sent, of: request, catalog)).request.withoutThread
    whole.messages.append(try Self.message(answer))
    let body = whole.encoded()
    guard threads.hold(body, as: id) else {
      throw ErrorReply(.tooLarge, "a conversation of \(body.count) bytes is more than all threads together may take")
    }
    return .json { object in
      object.member("type", "thread")
      object.member("previous_message_id", .string(id))
      object.member("messages", whole.messages.count)
      object.member("bytes", body.count)
      object.member("expires_in", Int(ThreadStore.holdTime))
    }
  }

  /// The answer as a message of the conversation.
  private static func message(_ answer: JSONValue) throws(ErrorReply) -> Message {
    guard let content = answer["content"], content.isArray || content.isString else {
      throw ErrorReply(.invalidRequest, "answer.content: Field required")
    }
    do {
      let one = try MessagesRequest(
        decoding: ["messages": [["role": "assistant", "content": content]]], shape: .messages)
      return one.messages[0]
    } catch {
      throw ErrorReply(.invalidRequest, "answer: \(error.message)")
    }
  }

  /// A body as the API reads it: behind the conversation that it continues, if it continues one.
  ///
  /// - Throws: what the API answers where the thread is not held.
  func whole(_ body: MessagesBody) throws(ErrorReply) -> MessagesBody {
    guard body.request.continuesThread else { return body }
    guard let id = body.request.otherFields["thread"]?["previous_message_id"]?.string else {
      throw ErrorReply(.invalidRequest, "thread.continue.previous_message_id: Field required")
    }
    guard let held = threads.conversation(id) else { throw .threadNotFound(id) }
    var whole = body
    do {
      whole.request = body.request.continuing(try MessagesRequest(decoding: held, shape: .messages))
    } catch {
      throw ErrorReply(.failure, "the thread of \(id) cannot be read: \(error.message)")
    }
    return whole
  }
}

extension Endpoints {
  /// What the API says to the field at an endpoint: counting does not have it, and an answer needs the beta's header.
  func threadObjections(of body: MessagesBody, at endpoint: Endpoint) -> [Objection] {
    guard body.request.otherFields["thread"] != nil else { return [] }
    switch APISurface.answer(to: "thread", at: endpoint, on: .api) {
    case .accepted: return []
    case .needs(let headers) where body.betas.contains(where: { beta in headers.contains { beta.hasPrefix($0) } }):
      return []
    case .needs, .header, .refused, .doubtful: return [Objection("thread", "Extra inputs are not permitted")]
    }
  }

  /// Throws what the API says to the field.
  func refuseThread(of body: MessagesBody, at endpoint: Endpoint) throws(ErrorReply) {
    if let objection = threadObjections(of: body, at: endpoint).first { throw objection.refusal }
  }
}

extension ErrorReply {
  /// The API's own answer to a thread that it does not hold; clients send the whole conversation then.
  static func threadNotFound(_ id: String) -> ErrorReply {
    ErrorReply(
      .notFound,
      "thread_not_found: no conversation is held that ends with \(id.prefix(128)); send all of it, or hold "
        + "it with POST /v1/messages/threads", code: "thread_not_found")
  }
}
