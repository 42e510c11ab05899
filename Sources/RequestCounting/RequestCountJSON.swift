package import JSONText
public import MessagesAPI
import ModelCatalog

/// The count of a request as programs read it, in one shape: the command, the server and the MCP tools answer with it.
///
///     RequestCountJSON(count, of: request, modelIsDefault: false, indent: nil).bytes
///     // {"schema_version":2,"model":"claude-opus-5","model_is_default":false,"family":"v4.8","as_of":"2026-11-30",…}
public struct RequestCountJSON: Sendable {
  private let count: RequestCount
  private let request: MessagesRequest
  private let modelIsDefault: Bool
  private let hasParts: Bool
  private let indent: Int?

  /// - Parameters:
  ///   - count: what is written.
  ///   - request: the request that was counted: parts are named as its body has them.
  ///   - modelIsDefault: whether neither the request nor its sender named a model.
  ///   - hasParts: whether the parts are written too.
  ///   - indent: spaces for each level, on lines of their own; nil writes one line.
  public init(
    _ count: RequestCount, of request: MessagesRequest, modelIsDefault: Bool, hasParts: Bool = true, indent: Int? = 2
  ) {
    (self.count, self.request) = (count, request)
    (self.modelIsDefault, self.hasParts, self.indent) = (modelIsDefault, hasParts, indent)
  }

  /// UTF-8, ended by a line feed. O(parts).
  public var bytes: [UInt8] {
    var writer = JSONWriter(indent: indent)
    writer.object { object in
      object.writeSchemaVersion()
      writeMembers(to: &object)
    }
    writer.endLine()
    return writer.take()
  }

  /// The members without the version, for answers that hold several counts, or more than a count.
  package func writeMembers(to object: inout JSONWriter) {
    object.writeModel(count.model, isDefault: modelIsDefault, family: count.family)
    object.member("as_of", count.day.description)
    count.total.writeMembers(to: &object)
    if hasParts {
      object.array("parts") { parts in
        for part in count.parts { parts.object { write(part, to: &$0) } }
      }
    }
    object.writeNotices(count.notices)
  }

  private func write(_ part: Part, to object: inout JSONWriter) {
    object.member("path", request.bodyPath(of: part.path).description)
    object.member("role", part.role.map { .string($0.rawValue) } ?? .null)
    object.member("kind", part.kind)
    object.member("tokens", part.count.tokens)
    part.count.writeBounds(to: &object)
    object.member("basis", part.count.basis.description)
  }
}

extension TokenCount {
  /// `input_tokens`, `lower`, `upper` and `basis`: what every answer says of a count.
  package func writeMembers(to object: inout JSONWriter) {
    object.writeCount(tokens, bounds, basis: basis.description)
  }

  /// `lower` and `upper`.
  package func writeBounds(to object: inout JSONWriter) { object.writeBounds(bounds) }
}

extension JSONWriter {
  /// `model`, null for a bare family; `model_is_default`, whether nobody named one; and `family`.
  package mutating func writeModel(_ id: String?, isDefault: Bool, family: String) {
    member("model", id.map { .string($0) } ?? .null)
    member("model_is_default", isDefault)
    member("family", family)
  }

  /// `input_tokens`, `lower`, `upper` and `basis`.
  package mutating func writeCount(_ tokens: Int, _ bounds: ClosedRange<Int>, basis: String) {
    member("input_tokens", tokens)
    writeBounds(bounds)
    member("basis", basis)
  }

  /// `lower` and `upper`.
  package mutating func writeBounds(_ bounds: ClosedRange<Int>) {
    member("lower", bounds.lowerBound)
    member("upper", bounds.upperBound)
  }

  /// `notices`: what the API would refuse or ignore, and what is not known.
  package mutating func writeNotices(_ notices: [Notice]) {
    array("notices") { array in
      for notice in notices {
        array.object { object in
          object.member("code", notice.code.rawValue)
          object.member("at", notice.path.description)
          object.member("message", notice.message)
        }
      }
    }
  }
}

extension TextCounter {
  /// `model`, null for a bare family, `model_is_default` and `family`.
  package func writeMembers(to object: inout JSONWriter) {
    object.writeModel(modelID, isDefault: isDefault, family: familyName)
  }
}
