import MessagesAPI
import ModelCatalog
import RequestCounting

// Messages as a conversation, and what they hold besides text.

extension RequestCheck {
  mutating func checkMessages() {
    for notice in request.notices {
      switch notice.code {
      case .noMessages:
        refuse(
          .messagesPresent, at: notice.path, "messages: at least one message is required",
          remedy: "Give the user's first message.")
      case .orphanToolResult where request.shape != .chatCompletions:
        refuse(
          .toolResultPairs, at: notice.path, isCertain: false,
          "\(notice.path): unexpected `tool_use_id` found in `tool_result` blocks. Each `tool_result` block must have "
            + "a corresponding `tool_use` block in the previous message.",
          remedy: "Send the call before its result, or drop the result.")
      case .unansweredToolUse where request.shape != .chatCompletions:
        refuse(
          .toolResultPairs, at: notice.path, isCertain: false,
          "\(notice.path): `tool_use` ids were found without `tool_result` blocks immediately after. Each `tool_use` "
            + "block must have a corresponding `tool_result` block in the next message.",
          remedy: "Answer the call in the next message, or drop it.")
      default: break
      }
    }
    guard request.messages.last?.role == .assistant, setting.model.acceptsPrefill == false,
      setting.policy.endpoint != .countTokens
    else { return }
    refuse(
      .prefill, at: .message(request.messages.count - 1),
      "This model does not support assistant message prefill. The conversation must end with a user message.",
      remedy: "End with a user message; use structured output to shape the answer.")
  }

  // MARK: Media

  mutating func checkMedia() {
    let images = self.images
    if let most = setting.model.maxImages, images.count > most {
      refuse(
        .imageCount, at: .messages, "Too many images: \(images.count) > \(most)",
        remedy: "Drop the \(images.count - most) oldest images.")
    }
    let facts = setting.catalog.shared("images")
    let isMany = images.count > (facts?.int("many_images") ?? .max)
    let edge = facts?.int(isMany ? "many_images_edge" : "max_edge") ?? .max
    let megabytes = facts?["max_base64_megabytes"]?.int(setting.platform.rawValue) ?? .max
    for (image, path) in images { check(image, at: path, edge, isMany: isMany, megabytes: megabytes) }
    checkPages()
  }

  /// Images of user messages and results, in order.
  private var images: [(ImageBlock, RequestPath)] {
    var found: [(ImageBlock, RequestPath)] = []
    for number in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[number].content else { continue }
      for place in blocks.indices {
        switch blocks[place] {
        case .image(let image): found.append((image, .block(place, ofMessage: number)))
        case .toolResult(let result):
          guard case .blocks(let inner)? = result.content else { continue }
          for (index, block) in inner.enumerated() {
            if case .image(let image) = block {
              found.append((image, .block(place, ofMessage: number).content[index]))
            }
          }
        default: break
        }
      }
    }
    return found
  }

  private mutating func check(
    _ image: ImageBlock, at path: RequestPath, _ edge: Int, isMany: Bool, megabytes: Int
  ) {
    guard case .base64(_, let data) = image.source.kind else { return }
    let place = path.field("image").field("source").field("base64").field("data")
    if let size = try? ImageSize(of: image.source), max(size.width, size.height) > edge {
      let which = isMany ? " for many-image requests" : ""
      refuse(
        .imageEdge, at: path,
        "\(Self.dotted(place)): At least one of the image dimensions exceed max allowed size\(which): \(edge) pixels",
        remedy: "Scale the image to at most \(edge) pixels a side.")
    }
    let (most, isOver) = megabytes.multipliedReportingOverflow(by: 1_048_576)
    let length = data.withUTF8 { $0.count }
    if !isOver, length > most {
      refuse(
        .imageBytes, at: path,
        "\(Self.dotted(place)): image exceeds \(megabytes) MB maximum: \(length) bytes > \(most) bytes",
        remedy: "Scale or compress the image.")
    }
  }

  private mutating func checkPages() {
    let pages = input.parts.indices.count { input.parts[$0].rule == .pdfPage }
    guard let most = setting.model.maxPDFPages, pages > most else { return }
    let path = input.parts.first { $0.rule == .pdfPage }?.path ?? .messages
    refuse(
      .pageCount, at: path,
      "\(Self.dotted(path)).pdf.source.base64.data: A maximum of \(most) PDF pages may be provided.",
      remedy: "Leave out \(pages - most) pages.")
  }

  /// A path as the API's messages spell it: `messages.3.content.1`.
  static func dotted(_ path: RequestPath) -> String {
    path.steps.map { step in
      switch step {
      case .field(let name): name
      case .index(let index): "\(index)"
      }
    }.joined(separator: ".")
  }
}
