import MessagesAPI
import RequestCounting
import Tokenization

/// Something in a user's message that can be cut while the rest of it stays: a tool's result, a long text, an image.
struct EvictionItem: Sendable {
  /// What is done to an item.
  enum Action: Sendable, Hashable {
    /// Long texts keep at most so many tokens each.
    case shorten(Int)
    /// The result is cleared.
    case clear
    /// Its images are taken out.
    case dropImages
  }

  var message: Int
  /// The block; nil where the content is the text itself.
  var block: Int?
  /// Whether the block is a result.
  var isResult = false
  /// Whether it may be cleared, or its images go.
  var canClear: Bool
  var texts: [CuttableText] = []
  /// Images in it: of a result its inner blocks, else the block itself.
  var images = 0
  /// Tokens of a result's texts, where it has nothing else and may be cleared. Counted apart: some models read the texts of
  /// several results as one.
  var textTokens: Int?

  /// What can be cut in a message, none but of the user. O(blocks), and O(n) in long texts.
  ///
  /// - Parameter isShort: whether the conversation is searched to the end. In others what the only result of a message
  ///   counts with its frame is near enough.
  static func all(
    in message: Message, at index: Int, canClear: Bool, isShort: Bool, _ shortening: Shortening
  ) -> [EvictionItem] {
    guard message.role == .user else { return [] }
    var texts = CuttableText.all(in: message, at: index, shortening)[...]
    guard case .blocks(let blocks) = message.content else {
      return texts.isEmpty ? [] : [EvictionItem(message: index, block: nil, canClear: false, texts: Array(texts))]
    }
    var items: [EvictionItem] = []
    let isOneOfSeveral = blocks.count { if case .toolResult = $0 { true } else { false } } > 1
    for (place, block) in blocks.enumerated() {
      var item = EvictionItem(message: index, block: place, canClear: canClear)
      while let text = texts.first, text.block == place { item.texts.append(texts.removeFirst()) }
      if case .toolResult(let result) = block {
        item.isResult = true
        if canClear, isShort || isOneOfSeveral { item.textTokens = result.content?.tokensOfText(shortening.tokenizer) }
        if case .blocks(let parts)? = result.content {
          item.images = parts.count { if case .image = $0 { true } else { false } }
        }
      } else if case .image = block {
        item.images = 1
      }
      if !item.texts.isEmpty || canClear && (item.isResult || item.images > 0) { items.append(item) }
    }
    return items
  }
}

/// Tokens of content blocks, by where they are.
struct BlockTokens {
  private var counts: [BlockIndex: Sum] = [:]
  private var images: [BlockIndex: Sum] = [:]

  private struct Sum {
    var (tokens, upper) = (0, 0)

    mutating func add(_ count: TokenCount) {
      tokens += count.tokens
      upper += count.bounds.upperBound
    }
  }

  /// O(parts).
  init(_ count: RequestCount) {
    let parts = count.parts
    // By index: walking over the parts themselves would copy each.
    for place in parts.indices {
      guard let message = parts[place].path.messageIndex, let block = parts[place].path.blockIndex,
        parts[place].role == .user
      else { continue }
      let (index, own) = (BlockIndex(message: message, block: block), parts[place].count)
      counts[index, default: Sum()].add(own)
      if WindowShare.Kind(of: parts[place].rule, .user) == .images { images[index, default: Sum()].add(own) }
    }
  }

  /// Likely tokens of the block there.
  func tokens(at place: BlockIndex) -> Int { counts[place]?.tokens ?? 0 }

  func all(of item: EvictionItem) -> (tokens: Int, upper: Int) { find(item, counts) }
  func images(of item: EvictionItem) -> (tokens: Int, upper: Int) { find(item, images) }

  private func find(
    _ item: EvictionItem, _ counts: [BlockIndex: Sum]
  ) -> (tokens: Int, upper: Int) {
    let sum = item.block.flatMap { counts[BlockIndex(message: item.message, block: $0)] } ?? Sum()
    return (sum.tokens, sum.upper)
  }
}

extension Content {
  /// Tokens of its texts; nil where it has other blocks.
  fileprivate func tokensOfText(_ tokenizer: Tokenizer) -> Int? {
    func tokens(_ text: RequestText) -> Int { text.withUTF8 { tokenizer.count(utf8: $0) } }
    switch self {
    case .text(let text): return tokens(text)
    case .blocks(let blocks):
      var sum = 0
      for block in blocks {
        guard case .text(let text) = block else { return nil }
        sum += tokens(text.text)
      }
      return sum
    }
  }
}
