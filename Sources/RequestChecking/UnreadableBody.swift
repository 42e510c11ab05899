public import JSONText
import MessagesAPI
public import ModelCatalog

/// A body of the Messages API that is no request, since a value that decides all below it is of another type: what the
/// API answers to it.
///
/// ```swift
/// UnreadableBody(body, catalog: catalog)?.refusals.first?.message
/// // messages.0.role: Input should be 'user' or 'assistant'
/// ```
///
/// Decoding throws at such a value, as there is nothing to count. The API refuses the body in the words that it has for
/// any field.
public struct UnreadableBody: Sendable {
  /// The model that the body names; nil where it names none, or not by a string.
  public let model: String?
  /// What the API refuses, in the order in which it looks; at least one.
  public let refusals: [Refusal]

  /// Looks at all fields of a body. O(n).
  ///
  /// - Parameters:
  ///   - body: what could not be decoded.
  ///   - catalog: for the day where the delivery has none.
  ///   - delivery: platform, endpoint, day and headers; nil is what the Messages API makes of it today.
  /// - Returns: nil for what is no body of the Messages API, or has nothing amiss that its fields show.
  public init?(_ body: JSONValue, catalog: Catalog, delivery: Delivery? = nil) {
    guard body.isObject, body["messages"] != nil || body["model"] != nil && body["max_tokens"] != nil else {
      return nil
    }
    let model = body["model"]?.string
    let request = MessagesRequest(model: model, messages: [])
    let submission = Submission(
      request, model: model.flatMap { catalog.model($0) }, catalog: catalog,
      delivery: delivery ?? Delivery(of: request))
    let refusals = Self.refusals(of: body, submission)
    if refusals.isEmpty { return nil }
    (self.model, self.refusals) = (model, refusals)
  }

  private static func refusals(of body: JSONValue, _ submission: Submission) -> [Refusal] {
    let rows = APISurface.rows
    var found: [(row: Int, refusal: Refusal)] = []
    for member in body.members {
      guard let index = APISurface.names.index(of: member) else { continue }
      let row = rows[index]
      if row.field.allowsNull, member.value.isNull { continue }
      found += refusals(of: member.value, row, submission).map { (index, $0) }
    }
    for (index, row) in rows.enumerated() where row.field.isRequired {
      let name = "\(row.field.name)"
      // A model may be named beside the body, and counting needs no length.
      if name == "model" || body[name] != nil { continue }
      if row.answer(at: submission.delivery.endpoint, on: submission.delivery.platform) != .accepted { continue }
      let refusal = submission.refusal(
        .fieldsRequired, at: RequestPath([.field(name)]), ["place": name], remedy: "Add the field.")
      found.append((index, refusal))
    }
    return found.enumerated().sorted { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }
      .map(\.element.refusal)
  }

  private static func refusals(of value: JSONValue, _ row: APISurface.Row, _ submission: Submission) -> [Refusal] {
    let name = "\(row.field.name)"
    let path = RequestPath([.field(name)])
    var check = submission.fieldCheck
    switch row.kind {
    case .messages: check.check(value, .list(.object(.message)))
    case .system: check.check(value, .textOrList(.tagged([.text])))
    case .setting: check.check(value, row.field.type)
    case .tools where value.isArray:
      return value.elements.enumerated().flatMap { refusals(ofTool: $1, $0, submission) }
    case .tools: check.check(value, row.field.type)
    }
    return check.faults.map { submission.refusal(for: $0, at: path, name) }
  }

  private static func refusals(ofTool tool: JSONValue, _ index: Int, _ submission: Submission) -> [Refusal] {
    var check = submission.fieldCheck
    let type: ObjectType? =
      switch tool["type"] {
      case nil: .customTool
      case let value?: value.isNull || value.isText("custom") ? .customTool : .anthropicTools[value.string ?? ""]
      }
    guard let type else {
      check.check(tool, .tagged([.customTool] + ObjectType.anthropicTools.values))
      return check.faults.map { submission.refusal(for: $0, at: .tool(index), "tools.\(index)") }
    }
    check.check(tool, .object(type))
    let place = tool.isObject ? "tools.\(index).\(type.tag)" : "tools.\(index)"
    return check.faults.map { submission.refusal(for: $0, at: .tool(index), place) }
  }
}

extension ObjectType {
  /// A message, with all below it.
  fileprivate static let message = ObjectType(
    "",
    [
      // A text that is no role is refused in other words.
      .required("role", .textOr(.word(["user", "assistant"]))),
      .required("content", .textOrList(.tagged(blocks))), .optional("output_config"), .optional("clear_at"),
    ])

  private static let blocks: [ObjectType] =
    [
      text, image, document, searchResult, thinking, redactedThinking, toolUse, fullToolResult, serverToolUse,
      mcpToolUse,
      mcpToolResult, toolAddition, toolRemoval, containerUpload, compaction,
    ] + serverToolResults.compactMap { serverToolResult($0) } + otherBlocks.values

  /// A result with the blocks in it, which ``toolResult`` leaves to the walk over a request.
  private static let fullToolResult = ObjectType(
    toolResult.tag,
    toolResult.fields.filter { "\($0.name)" != "content" } + [
      .optional("content", .textOrList(.tagged([text, image, document, searchResult, toolReference])))
    ])
}
