import JSONText
import MessagesAPI
import Synchronization
import Tokenization

/// Leaves out the middle of long texts: the head and the tail stay, a line between them says so.
///
/// The ends are kept because that is where most of the sense is: the head says what a text is (a command, a path, column
/// names), the tail how it ended (an error, a total, the question behind a pasted file).
struct Shortening {
  let tokenizer: Tokenizer
  /// Tokens of the line that stands where the middle was, with what its edges may cost.
  let markerTokens: Int
  private let made = ShortenedTexts()

  static let marker = "\n[middle left out to save context]\n"

  /// Texts of fewer bytes are not looked at: the smallest cut keeps 128 tokens, and a token is seldom less than 3 bytes.
  static let leastBytes = 768
  /// Tokens that cuts keep of each text, most first.
  static let levels = [16_384, 8192, 4096, 2048, 1024, 512, 256, 128]

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    markerTokens = tokenizer.count(Self.marker) + 2
  }

  /// Tokens of a text that is long enough to be cut; nil for others. O(n) in long texts.
  func tokens(of text: RequestText) -> Int? {
    let atMost = text.json.map { $0.sourceRange.count } ?? text.withUTF8 { $0.count }
    guard atMost >= Self.leastBytes else { return nil }
    let tokens = text.withUTF8 { tokenizer.count(utf8: $0) }
    return frees(tokens, keeping: Self.levels[Self.levels.count - 1]) > 0 ? tokens : nil
  }

  /// Tokens that become free where a text keeps so many; 0 where cutting is not worth its marker.
  func frees(_ tokens: Int, keeping kept: Int) -> Int { max(tokens - kept - markerTokens, 0) }

  /// What is lost, in tokens: their worth falls evenly from the ends of a text to its middle.
  ///
  /// So the first tokens to go cost next to nothing, and all together half of what dropping the text does: the model
  /// still sees that it was there. `(n - k)² / 2n`, times the weight of a token.
  func loss(_ tokens: Int, keeping kept: Int, weight: Int) -> Int {
    let gone = max(tokens - kept, 0)
    return (gone * gone * weight + 2 * tokens - 1) / (2 * max(tokens, 1))
  }

  /// A text of the conversation with at most `kept` tokens of its own; nil where nothing can be left out. Each is made
  /// once, however many choices it is part of.
  func shortened(_ text: CuttableText, _ whole: RequestText, keeping kept: Int) -> RequestText? {
    made.text(ShortenedTexts.Key(message: text.message, block: text.block, part: text.part, kept: kept)) {
      shortened(whole.string, of: text.tokens, keeping: kept).map { RequestText($0) }
    }
  }

  /// A text with at most `kept` tokens of its own, half from each end; nil where nothing can be left out.
  ///
  /// Cost: a longest prefix and a few counts of the tail, O(kept) tokens.
  func shortened(_ text: String, of tokens: Int, keeping kept: Int) -> String? {
    let head = tokenizer.longestPrefix(of: text, fitting: kept - kept / 2)
    guard let tail = tail(of: text, tokens: tokens, fitting: kept / 2), head.endIndex < tail.startIndex else {
      return nil
    }
    return head + Self.marker + tail
  }

  /// About the longest suffix that fits: a length guessed by the text's density and corrected by its own. A count of the
  /// tail takes microseconds; a search for the last character that fits would take a hundred.
  private func tail(of text: String, tokens: Int, fitting limit: Int) -> Substring? {
    let length = text.utf8.count
    guard tokens > 0, limit < tokens else { return nil }
    var guess = length * limit / tokens
    var best = text[text.endIndex...]
    for _ in 0..<Self.corrections {
      let tail = text[Self.border(text, atOrAfter: length - guess)...]
      let count = tokenizer.count(tail)
      if count <= limit, tail.utf8.count > best.utf8.count { best = tail }
      if count <= limit, count >= limit - limit / 64 - 1 { break }
      guess = min(guess * limit / max(count, 1) + (count < limit ? 1 : -1), length)
      if guess <= 0 { break }
    }
    return best
  }

  private static let corrections = 8

  /// The border between characters at or behind a byte.
  private static func border(_ text: String, atOrAfter offset: Int) -> String.Index {
    let utf8 = text.utf8
    var index = utf8.index(utf8.startIndex, offsetBy: min(max(offset, 0), utf8.count))
    // Behind the bytes that continue a scalar.
    while index < text.endIndex, utf8[index] & 0xC0 == 0x80 { index = utf8.index(after: index) }
    // Within a character, the next index is that behind it. Going back to its start would leave the text where it is the
    // first: a character may be all of a text, as thousands of accents are.
    return String.Index(index, within: text) == nil ? text.index(after: index) : index
  }
}

/// Texts that were shortened, by where they stand and what was kept of them.
private final class ShortenedTexts: Sendable {
  struct Key: Hashable {
    var message: Int
    var block: Int?
    var part: Int?
    var kept: Int
  }

  private let texts = Mutex<[Key: RequestText?]>([:])

  /// The text that was made before, or else what `make` makes.
  func text(_ key: Key, _ make: () -> RequestText?) -> RequestText? {
    if let known = texts.withLock({ $0[key] }) { return known }
    let text = make()
    texts.withLock { $0[key] = .some(text) }
    return text
  }
}

/// A long text of a user's message that can be cut: text, a tool's result, or a document of plain text.
struct CuttableText: Sendable {
  var message: Int
  /// The block, nil where the content is the text itself.
  var block: Int?
  /// The block within a result.
  var part: Int?
  var tokens: Int

  /// The long texts of a message, none but of the user. O(blocks), and O(n) in long texts.
  static func all(in message: Message, at index: Int, _ shortening: Shortening) -> [CuttableText] {
    guard message.role == .user else { return [] }
    var found: [CuttableText] = []
    func add(_ text: RequestText?, _ block: Int?, _ part: Int? = nil) {
      guard let tokens = text.flatMap(shortening.tokens) else { return }
      found.append(CuttableText(message: index, block: block, part: part, tokens: tokens))
    }
    guard case .blocks(let blocks) = message.content else {
      if case .text(let text) = message.content { add(text, nil) }
      return found
    }
    for (place, block) in blocks.enumerated() {
      guard case .toolResult(let result) = block else {
        add(block.plainText, place)
        continue
      }
      switch result.content {
      case .text(let text)?: add(text, place)
      case .blocks(let parts)?: for (part, block) in parts.enumerated() { add(block.plainText, place, part) }
      case nil: break
      }
    }
    return found
  }

  /// Puts what `change` makes of the text in its place in the message.
  func replace(in message: inout Message, _ change: (RequestText) -> RequestText) {
    guard let block else {
      if case .text(let text) = message.content { message.content = .text(change(text)) }
      return
    }
    message.changeBlock(at: block) { content in
      guard case .toolResult(var result) = content else { return content.changePlainText(change) }
      // Taken out, as the list of blocks is: the parts are copied once, however many change.
      content = .text("")
      switch result.content {
      case .text(let text)?: result.content = .text(change(text))
      case .blocks(var parts)?:
        result.content = nil
        if let part { parts[part].changePlainText(change) }
        result.content = .blocks(parts)
      case nil: break
      }
      content = .toolResult(result)
    }
  }
}

extension ContentBlock {
  /// The text of a text block or of a document of plain text; nil for others.
  fileprivate var plainText: RequestText? {
    switch self {
    case .text(let block): return block.text
    case .document(let document):
      if case .text(_, let data) = document.source.kind { return data }
      return nil
    case .image, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval, .containerUpload,
      .compaction, .clientNote, .unknown:
      return nil
    }
  }

  fileprivate mutating func changePlainText(_ change: (RequestText) -> RequestText) {
    switch self {
    case .text(var block):
      block.text = change(block.text)
      self = .text(block)
    case .document(var document):
      guard case .text(let mediaType, let data) = document.source.kind else { return }
      document.source.kind = .text(mediaType: mediaType, data: change(data))
      self = .document(document)
    case .image, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval, .containerUpload,
      .compaction, .clientNote, .unknown:
      break
    }
  }
}
