import JSONText

/// An answer that says no, in the API's shape: `{"type":"error","error":{"type":…,"message":…},"request_id":…}`.
///
/// Types and status codes are the API's own (the list in its documentation, read on 2026-11-21), so that an unmodified
/// client raises its usual exception.
public struct ErrorReply: Error, Sendable, Equatable {
  /// The API's kind of error. An open set.
  public struct Kind: Sendable, Hashable {
    public let name: String
    public let status: Int

    public init(_ name: String, status: Int) {
      self.name = name
      self.status = status
    }

    public static let invalidRequest = Kind("invalid_request_error", status: 400)
    public static let authentication = Kind("authentication_error", status: 401)
    public static let permission = Kind("permission_error", status: 403)
    public static let notFound = Kind("not_found_error", status: 404)
    public static let methodNotAllowed = Kind("invalid_request_error", status: 405)
    public static let timeout = Kind("timeout_error", status: 408)
    public static let tooLarge = Kind("request_too_large", status: 413)
    public static let unsupportedEncoding = Kind("invalid_request_error", status: 415)
    public static let rateLimit = Kind("rate_limit_error", status: 429)
    public static let headersTooLarge = Kind("request_too_large", status: 431)
    public static let failure = Kind("api_error", status: 500)
    public static let overloaded = Kind("overloaded_error", status: 503)
  }

  public let kind: Kind
  public let message: String
  /// Further header fields, such as `retry-after`.
  public var headers: ServerHeaders

  public init(_ kind: Kind, _ message: String, headers: ServerHeaders = [:]) {
    self.kind = kind
    self.message = message
    self.headers = headers
  }

  /// A refusal that ends by itself: comes with `retry-after`, which the API's clients obey.
  public static func busy(_ kind: Kind, _ message: String, retryAfter seconds: Int = 1) -> ErrorReply {
    ErrorReply(kind, message, headers: ["retry-after": "\(seconds)"])
  }

  /// The answer, without its id in the header: ``Endpoints`` and the listener add that to every answer.
  public func reply(id: RequestID) -> ServerReply {
    var reply = ServerReply.json(status: kind.status) { object in
      object.member("type", "error")
      object.object("error") { error in
        error.member("type", kind.name)
        error.member("message", message)
      }
      object.member("request_id", id.description)
    }
    for field in headers.fields { reply.headers.append(field.name, field.value) }
    return reply
  }
}
