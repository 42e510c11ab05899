import JSONText
import MessagesAPI
import ModelCatalog

// Edits that the API itself is to make.

extension RequestCheck {
  mutating func checkEdits() {
    let path = RequestPath([.field("context_management"), .field("edits")])
    for (index, edit) in (request.contextManagement?.edits ?? []).enumerated() { check(edit, index, path[index]) }
  }

  private mutating func check(_ edit: ContextManagement.Edit, _ index: Int, _ path: RequestPath) {
    if !isOwnShape, !ObjectType.edits.contains(where: { $0.tag == edit.type }) {
      refuse(
        .knownTags, at: path.field("type"),
        [
          "place": "context_management.edits.\(index)", "tag": edit.type,
          "tags": ObjectType.edits.map { "'\($0.tag)'" }.joined(separator: ", "),
        ], remedy: "Use one of these edits.")
    }
    if edit.type.hasPrefix("clear_thinking") {
      if index > 0 { refuse(.clearThinkingFirst, at: path, remedy: "Move it to the front.") }
      let isThinking = request.thinking?.type.map { ["enabled", "adaptive"].contains($0) }
      // Without the setting newer models think by themselves.
      if isThinking == false || isThinking == nil && model?.thinking?.defaultMode == "disabled" {
        refuse(
          .clearThinkingNeedsThinking, at: path, doubt: isThinking == nil ? .evidence : nil, ["type": edit.type],
          remedy: "Switch thinking on, or leave the edit out.")
      }
    }
    for field in ["trigger", "keep", "clear_at_least"] {
      guard let value = edit.json[field]?["value"]?.int, value < 0 else { continue }
      refuse(
        .editNumbers, at: path.field(field).field("value"),
        ["place": "context_management.edits.\(index).\(field).value"], remedy: "Give a number from 0 on.")
    }
    guard edit.type.hasPrefix("compact") else { return }
    if let model, model.acceptsCompaction == false {
      refuse(
        .compactionSupported, at: path, ["model": model.id, "type": edit.type],
        remedy: "Leave the edit out; clear_tool_uses_20250919 clears the results of tools.")
    }
    if let trigger = edit.json["trigger"]?["value"]?.int, trigger < 50_000 {
      refuse(
        .compactionMinimum, at: path.field("trigger").field("value"),
        ["place": "context_management.edits.\(index).trigger.value"], remedy: "Compact at 50,000 tokens or more.")
    }
  }
}
