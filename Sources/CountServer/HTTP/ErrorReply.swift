import JSONText

/// An answer that says no, in the API's shape: `{"type":"error","error":{"type":…,"message":…},"request_id":…}`.
///
/// Types and status codes are the API's own (the list in its documentation, read on 2026-11-21), so that an unmodified
/// client raises its usual exception.
public struct ErrorReply: Error, Sendable, Equatable {
  /// The API's kind of error. An open set.
  public struct Kind: Sendable, Hashable {
    /// The `type` of the error object.
    public let name: String
    /// The HTTP status.
    public let status: Int

    /// A kind of one's own.
    public init(_ name: String, status: Int) {
      self.name = name
      self.status = status
    }

    /// 400: the request is not understood.
    public static let invalidRequest = Kind("invalid_request_error", status: 400)
    /// 401: no key, or a wrong one.
    public static let authentication = Kind("authentication_error", status: 401)
    /// 403: the key may not do this.
    public static let permission = Kind("permission_error", status: 403)
    /// 404: there is no such path or model.
    public static let notFound = Kind("not_found_error", status: 404)
    /// 405: the path has other methods.
    public static let methodNotAllowed = Kind("invalid_request_error", status: 405)
    /// 408: the request did not come in time.
    public static let timeout = Kind("timeout_error", status: 408)
    /// 413: the body is larger than is taken.
    public static let tooLarge = Kind("request_too_large", status: 413)
    /// 415: the body is not JSON, or compressed in a way that is not read.
    public static let unsupportedMedia = Kind("invalid_request_error", status: 415)
    /// 429: too many requests at once.
    public static let rateLimit = Kind("rate_limit_error", status: 429)
    /// 417: an expectation that cannot be met.
    public static let expectationFailed = Kind("invalid_request_error", status: 417)
    /// 431: the headers are larger than is taken.
    public static let headersTooLarge = Kind("request_too_large", status: 431)
    /// 500: a fault of the server's own.
    public static let failure = Kind("api_error", status: 500)
    /// 503: the server is full.
    public static let overloaded = Kind("overloaded_error", status: 503)
  }

  /// The kind, which decides the status.
  public let kind: Kind
  /// What is wrong, for people.
  public let message: String
  /// What programs tell it by where the kind is not enough (`error.details.error_code`); nil for most.
  public let code: String?
  /// Further header fields, such as `retry-after`.
  public var headers: ServerHeaders

  /// An error with its message, its code and further headers.
  public init(_ kind: Kind, _ message: String, code: String? = nil, headers: ServerHeaders = [:]) {
    self.kind = kind
    self.message = message
    self.code = code
    self.headers = headers
  }

  /// A refusal that ends by itself: comes with `retry-after`, which the API's clients obey.
  public static func busy(_ kind: Kind, _ message: String, retryAfter seconds: Int = 1) -> ErrorReply {
    ErrorReply(kind, message, headers: ["retry-after": "\(seconds)"])
  }

  /// The answer, which carries the id in its header and in its body.
  public func reply(id: RequestID) -> ServerReply { .answering(id) { () throws(ErrorReply) in throw self } }

  /// The answer without the id in its header.
  fileprivate func body(_ id: RequestID) -> ServerReply {
    var reply = ServerReply.json(status: kind.status) { object in
      object.member("type", "error")
      object.object("error") { error in
        error.member("type", kind.name)
        error.member("message", message)
        if let code { error.object("details") { $0.member("error_code", code) } }
      }
      object.member("request_id", id.description)
    }
    for field in headers.fields { reply.headers.append(field.name, field.value) }
    return reply
  }
}

extension ServerReply {
  /// What `answer` says, or the error that it throws, under an id: every answer is made here, and has its `request-id`.
  static func answering(_ id: RequestID, _ answer: () throws(ErrorReply) -> ServerReply) -> ServerReply {
    var reply: ServerReply
    do throws(ErrorReply) { reply = try answer() } catch { reply = error.body(id) }
    reply.headers.append("request-id", id.description)
    return reply
  }
}
