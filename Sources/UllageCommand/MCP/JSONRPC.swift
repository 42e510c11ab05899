import JSONText

/// A message of JSON-RPC 2.0 that was sent to us.
struct RPCMessage {
  let method: String
  /// Nil for a notification, which is never answered.
  let id: JSONValue?
  /// An object, or nothing.
  let params: JSONValue?

  /// Throws what is to be answered where the value is no request; nil for the answer to a request, which nobody made.
  init?(_ value: JSONValue) throws(RPCError) {
    guard value.isObject, value["jsonrpc"]?.isText("2.0") == true else {
      throw RPCError(.invalidRequest, "a message is an object with \"jsonrpc\": \"2.0\"")
    }
    let id = value["id"]
    guard id.map({ $0.isString || $0.kind == .integer }) ?? true else {
      throw RPCError(.invalidRequest, "an id is a string or an integer")
    }
    guard let method = value["method"] else {
      if value["result"] != nil || value["error"] != nil { return nil }
      throw RPCError(.invalidRequest, "a message has a method")
    }
    guard let name = method.string else { throw RPCError(.invalidRequest, "a method is a string") }
    let params = value["params"].flatMap { $0.isNull ? nil : $0 }
    guard params?.isObject ?? true else { throw RPCError(.invalidParams, "params is an object") }
    self.method = name
    self.id = id
    self.params = params
  }
}

/// An error of the protocol, as opposed to one of a tool.
struct RPCError: Error {
  /// The codes of JSON-RPC 2.0, and one of MCP 2026-07-28.
  enum Code: Int {
    case parse = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case unsupportedVersion = -32022
  }

  let code: Code
  let message: String
  var data: JSONValue?

  init(_ code: Code, _ message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }
}

extension JSONWriter {
  /// Writes an answer: the result or the error of the request with this id.
  mutating func response(to id: JSONValue?, _ outcome: Result<JSONValue, RPCError>) {
    object { object in
      object.member("jsonrpc", "2.0")
      if let id { object.member("id", copying: id) } else { object.member("id", .null) }
      switch outcome {
      case .success(let result): object.member("result", copying: result)
      case .failure(let error):
        object.object("error") { object in
          object.member("code", error.code.rawValue)
          object.member("message", error.message)
          if let data = error.data { object.member("data", copying: data) }
        }
      }
    }
  }
}
