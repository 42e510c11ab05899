import JSONText
import MessagesAPI
import ModelCatalog

// What Bedrock's Converse says by itself, before the model's API sees the request.

extension RequestCheck {
  mutating func checkConverse(_ pairing: ToolPairing) {
    for (index, message) in request.messages.enumerated() { checkConverse(message, index) }
    if request.messages[0].role == .assistant {
      // Answered once, by Sonnet 4.5.
      refuse(
        .converseTurns, 3, at: .message(0), doubt: .evidence, remedy: "Begin with a message of the user.")
    }
    if let index = request.messages.indices.dropFirst().first(where: {
      request.messages[$0].role == request.messages[$0 - 1].role
    }) {
      // Reported often, and answered 17 times, by Claude 3 Haiku.
      refuse(
        .converseTurns, 4, at: .message(index), doubt: .evidence,
        remedy: "Join the messages of one role that follow each other.")
    }
    for places in pairing.unanswered {
      let next = RequestPath.message(places[0].message + 1).content
      refuse(
        .converseTurns, at: next,
        ["place": next.dotted, "ids": places.map(\.id).joined(separator: ", ")],
        remedy: "Answer the calls in the next message, or drop them.")
    }
    if let orphan = pairing.orphans.first {
      let path = RequestPath.message(orphan.message).content
      refuse(
        .converseTurns, 1, at: path, ["place": path.dotted],
        remedy: "Send the call in the message before its result, or drop the result.")
    }
    if request.tools.isEmpty, request.json?["toolConfig"] == nil, let path = firstToolBlock {
      refuse(
        .converseTurns, 2, at: path, remedy: "Send the definitions of the tools with the conversation.")
    }
    for (index, tool) in request.tools.enumerated() { checkConverseName(tool.name, index) }
  }

  private var firstToolBlock: RequestPath? {
    for index in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[index].content else { continue }
      for number in blocks.indices {
        switch blocks[number] {
        case .toolUse, .toolResult: return .block(number, ofMessage: index)
        default: continue
        }
      }
    }
    return nil
  }

  private mutating func checkConverse(_ message: Message, _ index: Int) {
    guard case .blocks(let blocks) = message.content else { return }
    var hasDocument = false
    var hasText = false
    for (number, block) in blocks.enumerated() {
      let path = RequestPath.block(number, ofMessage: index)
      switch block {
      case .document(let document):
        hasDocument = true
        if let title = document.title, !Self.isDocumentName(title.string) {
          refuse(.converseNames, 2, at: path.field("name"), remedy: "Name the document without other characters.")
        }
      case .text: hasText = true
      case .toolResult(let result):
        for (part, inner) in (result.content?.blocks ?? []).enumerated() { checkForeign(inner, at: path.content[part]) }
      default: checkForeign(block, at: path)
      }
    }
    if hasDocument, !hasText {
      refuse(.converseBlocks, at: .message(index), remedy: "Put a text beside the document.")
    }
  }

  /// What Converse has and Claude does not take.
  private mutating func checkForeign(_ block: ContentBlock, at path: RequestPath) {
    switch block {
    case .unknown(let unknown) where unknown.type == "video":
      refuse(.converseBlocks, 1, at: path, remedy: "Leave the video out.")
    case .image(let image) where image.source.type == "s3Location":
      refuse(.converseBlocks, 2, at: path, remedy: "Send the image itself.")
    default: break
    }
  }

  private static func isDocumentName(_ name: String) -> Bool {
    var previous: Character = "a"
    for character in name {
      let isAllowed =
        character.isLetter || character.isNumber || character == " " || character == "-" || "()[]_".contains(character)
      if !isAllowed || character == " " && previous == " " { return false }
      previous = character
    }
    return true
  }

  private mutating func checkConverseName(_ name: String, _ index: Int) {
    if name.isEmpty { return }
    let isLong = name.utf8.count > 64
    guard isLong || !name.utf8.allSatisfy(\.isNameByte) else { return }
    refuse(
      .converseNames, isLong ? 0 : 1, at: .tool(index).field("name"),
      ["name": name, "place": "toolConfig.tools.\(index + 1).member.toolSpec.name"],
      remedy: "Name it with at most 64 letters, digits, _ and -.")
  }
}
