import JSONText
import MessagesAPI

/// What the actions of an eviction made of a request.
struct EvictionEdit {
  private(set) var request: MessagesRequest
  var lost = Remedy.Loss()
  /// The earliest message that is not as it was.
  private(set) var firstChange: Int?
  /// Where each message is among those that are left; empty where all are.
  private var places: [Int] = []

  static let cleared: RequestText = "[Result cleared to save context]"
  private static let imageNote: RequestText = "[Image removed to save context]"
  /// Tokens of ``imageNote`` at most, with what its edges may cost: 8 on every tokenizer.
  static let imageNoteTokens = 12

  /// A conversation whose last message is a cleared result, for finding out what one takes.
  static let clearedExample = [
    Message(role: .user, "?"), Message(role: .assistant, [.toolUse(id: "a", name: "a", input: [:])]),
    Message(role: .user, [.toolResult(toolUseID: "a", .text(cleared))]),
  ]

  init(
    of request: MessagesRequest, _ groups: [EvictionGroups.Group], _ actions: [EvictionWays.Action?],
    _ shortening: Shortening
  ) {
    self.request = request
    // First what goes: then the list is copied once, without it.
    drop(groups, actions)
    for (group, action) in zip(groups, actions) {
      guard case .cut(let items)? = action else { continue }
      for (item, action) in zip(group.items, items) { if let action { cut(item, action, shortening) } }
    }
  }

  private mutating func drop(_ groups: [EvictionGroups.Group], _ actions: [EvictionWays.Action?]) {
    let all = request.messages
    var stays = [Bool](repeating: true, count: all.count)
    for (group, action) in zip(groups, actions) {
      guard case .drop? = action else { continue }
      lost.messages += group.messages.count
      changed(group.messages.lowerBound)
      for message in group.messages { stays[message] = false }
    }
    if lost.messages == 0 { return }
    var left: [Message] = []
    left.reserveCapacity(all.count - lost.messages)
    places.reserveCapacity(all.count)
    for index in all.indices {
      places.append(left.count)
      if stays[index] { left.append(all[index]) }
    }
    request.messages = left
  }

  /// Where a message that stays is now.
  private func place(of message: Int) -> Int { places.isEmpty ? message : places[message] }

  private mutating func changed(_ message: Int) { firstChange = min(firstChange ?? message, message) }

  private mutating func cut(_ item: EvictionItem, _ action: EvictionItem.Action, _ shortening: Shortening) {
    switch action {
    case .shorten(let kept): shorten(item, keeping: kept, shortening)
    case .clear:
      lost.results += 1
      changed(item.message)
      change(item) { block in
        guard case .toolResult(var result) = block else { return }
        result.content = .text(Self.cleared)
        block = .toolResult(result)
      }
    case .dropImages:
      lost.images += item.images
      changed(item.message)
      change(item) { block in
        if case .toolResult(var result) = block, case .blocks(let parts)? = result.content {
          result.content = .blocks(parts.map(Self.withoutImage))
          block = .toolResult(result)
        } else {
          block = Self.withoutImage(block)
        }
      }
    }
  }

  /// The block, or a note with its breakpoint where it is an image.
  private static func withoutImage(_ block: ContentBlock) -> ContentBlock {
    guard case .image(let image) = block else { return block }
    var note = TextBlock(imageNote)
    note.cacheControl = image.cacheControl
    return .text(note)
  }

  private mutating func change(_ item: EvictionItem, _ change: (inout ContentBlock) -> Void) {
    guard let block = item.block else { return }
    request.messages[place(of: item.message)].changeBlock(at: block, change)
  }

  private mutating func shorten(_ item: EvictionItem, keeping kept: Int, _ shortening: Shortening) {
    for text in item.texts where shortening.frees(text.tokens, keeping: kept) > 0 {
      var isCut = false
      text.replace(in: &request.messages[place(of: text.message)]) { whole in
        guard let short = shortening.shortened(text, whole, keeping: kept) else { return whole }
        isCut = true
        return short
      }
      if isCut { lost.shortened += 1 }
      changed(item.message)
    }
  }
}
