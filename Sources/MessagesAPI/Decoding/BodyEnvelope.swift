public import JSONText

/// What people keep around a body: the item of a batch, a logged call, a browser's archive, Bedrock's request to count,
/// a string.
///
/// Only where the outer value is no request itself. Betas are taken from headers that stand beside the body.
struct BodyEnvelope {
  /// The body.
  private(set) var body: JSONValue
  /// Where it stands in what was given.
  private(set) var steps: [RequestPath.Step] = []
  /// The id of a batch's item.
  private(set) var customID: String?
  /// The model that stands beside the body.
  private(set) var model: String?
  /// Values of an `anthropic-beta` header that stands beside the body.
  private(set) var betas: [String] = []
  /// What it stood in, where that is no usual place: `entry 3 of a HAR archive`.
  private(set) var places: [String] = []

  /// Members that hold a body in logs and in batches, the likeliest first.
  private static let holders = batchHolders + ["payload", "kwargs", "input"]
  /// Where the item of a batch has its body: Anthropic's and Vertex AI's, OpenAI's and LiteLLM's, Bedrock's.
  fileprivate static let batchHolders = ["params", "request", "body", "modelInput"]
  /// Where it has its id: Bedrock's is the second.
  fileprivate static let batchIDs = ["custom_id", "recordId"]

  fileprivate static func batchID(_ item: JSONValue) -> String? { batchIDs.lazy.compactMap { item[$0]?.string }.first }

  /// Members of a request in any shape.
  private static let contents = ["messages", "Messages", "instructions"]
  private static let deepest = 4

  /// O(what stands around the body); a body in a string is read, O(n).
  init(_ root: JSONValue) throws(DecodeError) {
    body = root
    for _ in 0..<Self.deepest {
      // A string may hold a body, or a string that does.
      guard body.isString, let first = body.string?.utf8.first(where: { $0 > 0x20 }),
        first == UInt8(ascii: "{") || first == UInt8(ascii: "\"")
      else { break }
      body = try Self.written(in: body)
      places = ["a string of JSON"]
    }
    for _ in 0..<Self.deepest {
      guard body.isObject, !Self.contents.contains(where: { body[$0] != nil }) else { return }
      if let entries = body["log"]?["entries"], entries.isArray {
        try enterArchive(entries)
        continue
      }
      guard let inner = try Self.step(into: body) else { return }
      customID = Self.batchID(body) ?? customID
      model = (body["modelId"] ?? body["ModelId"] ?? body["model_id"] ?? body["model"])?.string ?? model
      for member in body.members where ["headers", "extra_headers"].contains(member.key) {
        betas += RequestDecoder().betas(inHeaders: member.value)
      }
      if body["instances"] != nil {
        places.append("Vertex AI's form for predictions; for Claude it takes the body itself, with anthropic_version")
      }
      body = inner.value
      steps += inner.steps
    }
  }

  // MARK: A browser's archive

  /// The one request to the Messages API among those that a HAR archive has.
  private mutating func enterArchive(_ entries: JSONValue) throws(DecodeError) {
    var found: [(index: Int, body: JSONValue, headers: JSONValue?)] = []
    for (index, entry) in entries.elements.enumerated() {
      guard let request = entry["request"], let text = request["postData"]?["text"], text.isString,
        let body = try? Self.written(in: text), Self.contents.contains(where: { body[$0] != nil })
      else { continue }
      found.append((index, body, request["headers"]))
    }
    let path = RequestPath([.field("log"), .field("entries")])
    guard let only = found.first else {
      throw DecodeError(
        .otherFormat, at: path, entries, message: "this is a HAR archive without a request to the Messages API",
        remedy: "Record the call, or give the body that was sent.")
    }
    guard found.count == 1 else {
      let places = found.map { "\($0.index)" }.joined(separator: ", ")
      throw DecodeError(
        .severalRequests, at: path, entries,
        message: "this is a HAR archive with \(found.count) requests, in the entries \(places)",
        remedy: "Give one of them: jq -r '.log.entries[\(only.index)].request.postData.text' FILE.")
    }
    for header in only.headers?.elements ?? JSONValue.null.elements
    where header["name"]?.string?.lowercased() == "anthropic-beta" {
      betas += RequestDecoder.betas(in: header["value"]?.string ?? "")
    }
    places.append("entry \(only.index) of a HAR archive")
    body = only.body
    steps += [
      .field("log"), .field("entries"), .index(only.index), .field("request"), .field("postData"), .field("text"),
    ]
  }

  /// The JSON that a string holds.
  private static func written(in text: JSONValue) throws(DecodeError) -> JSONValue {
    var bytes: [UInt8] = []
    text.appendUTF8(to: &bytes)
    do { return try JSONDocument(parsing: bytes).root } catch { throw DecodeError(error) }
  }

  // MARK: Members

  private static func step(into value: JSONValue) throws(DecodeError) -> (value: JSONValue, steps: [RequestPath.Step])?
  {
    if let instances = value["instances"], instances.isArray, instances[0]?["messages"] != nil {
      guard instances.count == 1, let only = instances[0] else {
        throw batch(instances, of: "instances", "Vertex AI's form for predictions, with")
      }
      return (only, [.field("instances"), .index(0)])
    }
    if let requests = value["requests"], requests.isArray {
      guard requests.count == 1, let only = requests[0] else {
        throw batch(requests, of: "requests", "a batch of")
      }
      return (only, [.field("requests"), .index(0)])
    }
    for (name, way) in [("converse", ["converse"]), ("invokeModel", ["invokeModel", "body"])] {
      guard let input = value["input"], input[name] != nil else { continue }
      var inner = input
      for step in way { inner = inner[step] ?? .null }
      return (try body(in: inner), [.field("input")] + way.map { .field($0) })
    }
    for holder in holders {
      guard let held = value[holder], holder != "input" || held["messages"] != nil else { continue }
      if held.isObject { return (held, [.field(holder)]) }
      if holder == "body" || holder == "payload", held.isString { return (try body(in: held), [.field(holder)]) }
    }
    return nil
  }

  /// A body that may be written in a string, as JSON or in base64.
  private static func body(in value: JSONValue) throws(DecodeError) -> JSONValue {
    guard value.isString else { return value }
    var bytes: [UInt8] = []
    value.appendUTF8(to: &bytes)
    if bytes.first != UInt8(ascii: "{") {
      let text = RequestText(value)
      bytes =
        text?.withUTF8 { characters in
          var reader = Base64Reader(characters)
          return reader.bytes(characters.count, in: characters)
        } ?? []
    }
    do { return try JSONDocument(parsing: bytes).root } catch { throw DecodeError(error) }
  }

  private static func batch(_ requests: JSONValue, of field: String, _ what: String) -> DecodeError {
    DecodeError(
      .severalRequests, at: RequestPath([.field(field)]), requests,
      message: "this is \(what) \(requests.count) requests",
      remedy: "Give one request, or write each on a line of its own.")
  }
}

extension MessagesRequest {
  /// The requests of a batch (`{"requests": [{"custom_id": …, "params": {…}}]}`), each to be decoded by itself; nil for
  /// what is no batch.
  public static func items(ofBatch body: JSONValue) -> [JSONValue]? {
    guard body.isObject, body["messages"] == nil, let requests = body["requests"], requests.isArray else { return nil }
    return Array(requests.elements)
  }

  /// The id and the body of a batch's item, in the form of Anthropic, Vertex AI, OpenAI or Bedrock: `custom_id` with
  /// `params`, `request` or `body`, or `recordId` with `modelInput`. Nil for what is no item, as a batch's result is none.
  /// O(members).
  ///
  ///     let line = try JSONDocument(parsing: Array(#"{"custom_id":"a","params":{"messages":[]}}"#.utf8)).root
  ///     MessagesRequest.batchItem(line)?.id                 // "a"
  public static func batchItem(_ value: JSONValue) -> (id: String, body: JSONValue)? {
    guard value.isObject, value["messages"] == nil,
      let id = BodyEnvelope.batchID(value),
      let body = BodyEnvelope.batchHolders.lazy.compactMap({ value[$0] }).first, body.isObject
    else { return nil }
    return (id, body)
  }

  /// Whether a line may be the item of a batch, by the names in it: ``batchItem(_:)`` tells. O(n).
  package static func mayBeBatchItem(_ line: ArraySlice<UInt8>) -> Bool {
    [BodyEnvelope.batchIDs, BodyEnvelope.batchHolders].allSatisfy { names in
      names.contains { line.position(of: "\"\($0)\"".utf8) != nil }
    }
  }
}

extension DecodeError.Code {
  /// A batch of several requests where one is wanted.
  public static let severalRequests = DecodeError.Code(rawValue: "several_requests")
  /// Another provider's body, an answer, or JSON of another spelling: the message names it.
  public static let otherFormat = DecodeError.Code(rawValue: "other_format")
}

extension DecodeError {
  /// Why bytes are not JSON, with a word on what they look like: Python's `repr`, or JSON with comments.
  init(_ error: JSONError, in bytes: ArraySlice<UInt8>) {
    self.init(error)
    let found = bytes.dropFirst(error.offset).prefix(5)
    let words = ["True", "False", "None"].contains { found.starts(with: $0.utf8) }
    if found.first == UInt8(ascii: "'") || words {
      self = renamed(
        "this is written as Python prints a dictionary, not JSON", remedy: "Write it with json.dumps(body).")
    } else if found.first == UInt8(ascii: "/") || found.first == UInt8(ascii: "#") {
      self = renamed("this is JSON with comments", remedy: "Take the comments out.")
    } else if Self.looksLikeYAML(bytes) {
      self = renamed("this is YAML, not JSON", remedy: "Convert it first, as with `yq -o json FILE`.")
    }
  }

  /// Whether the first line that is no comment is `name: value` or `- value`.
  private static func looksLikeYAML(_ bytes: ArraySlice<UInt8>) -> Bool {
    for line in bytes.prefix(4096).split(separator: 0x0A) {
      if line.first == UInt8(ascii: "#") || line.starts(with: "---".utf8) { continue }
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      let isName = !name.isEmpty && name.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
      let behind = line.dropFirst(name.count + 1).first
      return line.starts(with: "- ".utf8) || isName && name.count < line.count && (behind == nil || behind == 0x20)
    }
    return false
  }

  private func renamed(_ message: String, remedy: String) -> DecodeError {
    DecodeError(
      code: code, path: path, message: message, offset: offset, line: line, column: column, excerpt: excerpt,
      remedy: remedy)
  }

  /// What a value without messages is.
  init(without messages: RequestPath, _ body: JSONValue) {
    let (message, remedy): (String, String)
    if body.isArray, body[0]?["role"] != nil {
      (message, remedy) = ("this is an array of messages, not a body", "Write it as {\"model\": …, \"messages\": […]}.")
    } else if body["content"] != nil, body["usage"] != nil || body["stop_reason"] != nil {
      (message, remedy) = ("this is an answer of the API, not a request", "Give the body that was sent.")
    } else if body["choices"] != nil {
      (message, remedy) = ("this is an answer of OpenAI's shape, not a request", "Give the body that was sent.")
    } else if body["contents"] != nil {
      (message, remedy) = ("this is a body of the Gemini API", "Give the body that is sent for Claude.")
    } else if body["instances"] != nil {
      (message, remedy) = (
        "this is Vertex AI's form for predictions, without messages",
        "Give the body that is sent for Claude, which has messages and anthropic_version."
      )
    } else if body["prompt"]?.isString == true {
      (message, remedy) = (
        "this is a body of the older text completions", "Write the prompt as messages of the user and the assistant."
      )
    } else if body["system"] != nil || body["tools"] != nil {
      self.init(
        .missingField, at: messages, body, message: "a request has an array \"messages\"; this one has none yet",
        remedy: "Add \"messages\": [{\"role\": \"user\", \"content\": \"…\"}]; a system prompt alone counts as a text.")
      return
    } else {
      self.init(
        .missingField, at: messages, body, message: "a request has an array \"messages\"",
        remedy: "Give the body of a request, not a response or a part of it.")
      return
    }
    self.init(.otherFormat, at: .root, body, message: message, remedy: remedy)
  }
}
