/// The kinds of remedies there are.
///
/// A new kind is a case here, a file beside this one with what it does, and a row in `RemedyKindTests`; the compiler
/// names the rest.
enum RemedyKind: CaseIterable {
  case lowerMaxTokens, widenWindow, changeModel
  case deferTools, scaleImages, clearToolUses, memoryTool, clearThinking, compact, compactOnDemand
  case fifo, evict

  /// In the order in which threads take them: what counts a long request more than once, or by rules of another model,
  /// first.
  static let dearestFirst: [RemedyKind] = [
    .evict, .changeModel, .clearToolUses, .memoryTool, .clearThinking, .deferTools, .scaleImages, .widenWindow,
    .lowerMaxTokens, .compact, .compactOnDemand, .fifo,
  ]

  /// What `ullage plan --apply` takes; nil where the name depends on what is found, as for models.
  var name: String? {
    switch self {
    case .lowerMaxTokens: "lower_max_tokens"
    case .widenWindow, .changeModel: nil
    case .deferTools: "defer_tools"
    case .scaleImages: "scale_images"
    case .clearToolUses: "clear_tool_uses_20250919"
    case .memoryTool: "memory_20250818"
    case .clearThinking: "clear_thinking_20251015"
    case .compact: "compact_20260112"
    case .compactOnDemand: "compact_on_demand"
    case .fifo: "fifo"
    case .evict: "evict"
    }
  }

  /// Tries it on the request of a search, which keeps it if it frees anything.
  func tryOut(in search: inout RemedySearch) throws(PlanError) {
    if let name, !search.isWanted(name) { return }
    switch self {
    case .lowerMaxTokens: try search.lowerMaxTokens()
    case .widenWindow: try search.widenWindow()
    case .changeModel: try search.changeModel()
    case .deferTools: try search.deferTools()
    case .scaleImages: try search.scaleImages()
    case .clearToolUses: try search.clearToolUses()
    case .memoryTool: try search.addMemoryTool()
    case .clearThinking: try search.clearThinking()
    case .compact: try search.compact()
    case .compactOnDemand: try search.compactOnDemand()
    case .fifo: try search.rollWindow()
    case .evict: try search.evict()
    }
  }
}
