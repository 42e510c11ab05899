import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking

/// The body of a Messages request, read and checked as far as the API checks it before it counts.
struct MessagesBody {
  var request: MessagesRequest
  /// The values of `anthropic-beta`.
  let betas: [String]
  /// The value of `anthropic-version`; nil where there is none.
  let version: String?

  /// Throws what the API answers where there is nothing to count.
  init(_ request: ServerRequest, settings: Endpoints.Settings, _ catalog: Catalog) throws(ErrorReply) {
    try self.init(try Self.root(request.body, settings.limits), of: request, catalog)
  }

  /// A body that is part of a request's.
  init(_ root: JSONValue, of request: ServerRequest, _ catalog: Catalog) throws(ErrorReply) {
    betas = request.headers.list("anthropic-beta")
    version = request.headers["anthropic-version"]
    for name in ["model", "messages"] where root[name].map(\.isNull) ?? true {
      throw ErrorReply(.invalidRequest, "\(name): Field required")
    }
    guard root["model"]?.isString == true else {
      throw ErrorReply(.invalidRequest, "model: Input should be a valid string")
    }
    do {
      self.request = try MessagesRequest(decoding: root, shape: .messages)
    } catch {
      // The field's own words where there are some; else why it cannot be read.
      let refusal = Self.refusal(of: root, catalog)
      throw ErrorReply(
        .invalidRequest, refusal?.message ?? Objection(RequestPath.dotted(error.path), error.message).text)
    }
    if self.request.messages.isEmpty {
      throw ErrorReply(.invalidRequest, "messages: at least one message is required")
    }
  }

  /// What the API says first of a body that cannot be decoded.
  private static func refusal(of root: JSONValue, _ catalog: Catalog) -> Refusal? {
    var delivery = Delivery(of: MessagesRequest(model: root["model"]?.string, messages: []))
    delivery.endpoint = .countTokens
    return UnreadableBody(root, catalog: catalog, delivery: delivery)?.refusals.first
  }

  /// The object that a body is.
  static func root(_ body: ArraySlice<UInt8>, _ limits: ServerLimits) throws(ErrorReply) -> JSONValue {
    let document: JSONDocument
    do {
      document = try JSONDocument(parsing: body, limits: JSONLimits(depth: limits.depth, parsedSize: limits.parsedSize))
    } catch {
      if error.code == .tooMany {
        throw ErrorReply(.tooLarge, "The values of the request body take more than \(limits.parsedSize) bytes")
      }
      throw ErrorReply(
        .invalidRequest,
        "The request body is not valid JSON: \(error.message): line \(error.line) column \(error.column) "
          + "(byte \(error.offset))")
    }
    if let notice = document.notices.first(where: { $0.code == .illFormedUTF8 }) {
      throw ErrorReply(.invalidRequest, "The request body is not valid JSON: \(notice.message)")
    }
    guard document.root.isObject else {
      throw ErrorReply(.invalidRequest, "Input should be a valid dictionary or object")
    }
    return document.root
  }

  // MARK: What the API would refuse

  /// The versions that the API has had: the list in its documentation, read on 2026-11-21.
  private static let versions: Set = ["2023-01-01", "2023-06-01", "2026-10-21"]

  /// What is amiss with the version's header.
  var versionObjections: [Objection] {
    guard let version else { return [Objection("anthropic-version", "header is required")] }
    return Self.versions.contains(version)
      ? [] : [Objection("anthropic-version", "\"\(version)\" is not a version of the API")]
  }
}
