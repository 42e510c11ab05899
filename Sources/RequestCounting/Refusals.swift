import JSONText
public import MessagesAPI
import ModelCatalog

// What the API would refuse although it can be counted, in the API's own words where they were recorded or documented.

extension Notice.Code {
  /// The API would refuse the request: the message quotes it.
  public static let refused = Notice.Code(rawValue: "refused")
}

/// The checks that a body and a model's facts allow. None of them holds for any of 8,073 recorded calls that were
/// answered.
struct Refusals {
  private let request: MessagesRequest
  /// The model's facts; nil where its rules only stand in for an unknown one.
  private let model: Model?
  private(set) var notices: [Notice] = []

  init(_ request: MessagesRequest, model: Model?) {
    self.request = request
    self.model = model
    checkThinking()
    checkMessages()
    checkSchemas()
    checkMedia()
  }

  private mutating func refuse(_ path: RequestPath, _ words: String) {
    notices.append(Notice(code: .refused, path: request.bodyPath(of: path), message: "the API answers: \(words)"))
  }

  // MARK: Settings

  private mutating func checkThinking() {
    let isForced = !request.tools.isEmpty && [.any, .tool].contains(request.toolChoice?.type)
    let choice = RequestPath([.field("tool_choice")])
    if isForced, model?.acceptsForcedToolChoice == false {
      refuse(choice, "tool_choice forces tool use, which this model does not take (documented, not recorded)")
    }
    guard request.thinking?.type == "enabled" else { return }
    if isForced { refuse(choice, "Thinking may not be enabled when tool_choice forces tool use.") }
    if let temperature = request.otherFields["temperature"]?.double, temperature != 1 {
      refuse(RequestPath([.field("temperature")]), "`temperature` may only be set to 1 when thinking is enabled.")
    }
    guard let budget = request.thinking?.budgetTokens else { return }
    let path = RequestPath([.field("thinking"), .field("budget_tokens")])
    if budget < 1024 {
      refuse(path, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
    } else if let most = request.maxTokens, most <= budget, request.tools.isEmpty {
      // With tools and the beta of interleaved thinking the budget may be larger.
      refuse(path, "`max_tokens` must be greater than `thinking.budget_tokens`.")
    }
  }

  private mutating func checkMessages() {
    guard let last = request.messages.last, last.role == .assistant, model?.acceptsPrefill == false else { return }
    refuse(
      .message(request.messages.count - 1),
      "This model does not support assistant message prefill. The conversation must end with a user message.")
  }

  // MARK: Schemas

  private mutating func checkSchemas() {
    if let schema = request.outputSchema, Self.isOpen(schema, depth: 0) {
      let name = request.outputConfig?.format == nil ? "output_format" : "output_config.format"
      refuse(
        RequestPath([.field(name), .field("schema")]),
        "\(name).schema: For 'object' type, 'additionalProperties' must be explicitly set to false")
    }
    for (index, tool) in request.tools.enumerated() where tool.isCustom {
      guard let schema = tool.inputSchema, schema.isObject, schema["type"] == nil, request.shape == .messages else {
        continue
      }
      refuse(
        RequestPath.tool(index).field("input_schema"), "tools.\(index).custom.input_schema.type: Field required")
    }
  }

  /// Whether a schema has an object that says nothing, or something else, of further properties.
  private static func isOpen(_ schema: JSONValue, depth: Int) -> Bool {
    guard depth < 64, schema.isObject else { return false }
    if schema["type"]?.isText("object") == true, schema["additionalProperties"]?.bool != false { return true }
    for key in ["properties", "$defs", "definitions"] {
      for member in schema[key].map({ Array($0.members) }) ?? [] {
        if isOpen(member.value, depth: depth + 1) { return true }
      }
    }
    for key in ["anyOf", "allOf"] {
      for element in schema[key].map({ Array($0.elements) }) ?? [] {
        if isOpen(element, depth: depth + 1) { return true }
      }
    }
    return schema["items"].map { isOpen($0, depth: depth + 1) } ?? false
  }

  // MARK: Media

  /// Pixels that neither side of an image may exceed.
  private static let longestSide = 8000

  private mutating func checkMedia() {
    var images = 0
    for index in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[index].content else { continue }
      for number in blocks.indices {
        guard case .image(let image) = blocks[number] else { continue }
        images += 1
        guard let size = try? ImageSize(of: image.source), max(size.width, size.height) > Self.longestSide else {
          continue
        }
        refuse(
          .block(number, ofMessage: index),
          "messages.\(index).content.\(number).image.source.base64.data: At least one of the image dimensions exceed "
            + "max allowed size: 8000 pixels")
      }
    }
    if let most = model?.maxImages, images > most {
      refuse(.messages, "too many images: \(images), at most \(most) (documented, not recorded)")
    }
  }

  // MARK: Notices of the decoder

  /// The same notice with the API's own words, where they are known.
  static func worded(_ notice: Notice) -> Notice {
    guard notice.path.steps.count > 1, case .index(let index) = notice.path.steps[1] else { return notice }
    let words: String
    switch notice.code {
    case .emptyContent:
      words =
        "messages.\(index): all messages must have non-empty content except for the optional final assistant message"
    case .unansweredToolUse:
      words =
        "messages.\(index): `tool_use` ids were found without `tool_result` blocks immediately after. Each `tool_use` "
        + "block must have a corresponding `tool_result` block in the next message."
    default: return notice
    }
    return Notice(code: notice.code, path: notice.path, message: "\(notice.message); the API answers: \(words)")
  }
}
