import MessagesAPI

// The system prompt: its blocks are one text, joined by nothing.

extension PromptPricing {
  /// The start of a block that clients put in for billing; the API takes it out.
  private static let billingMark = "x-anthropic-billing-header"

  /// Whether a client of the kind that sends billing headers wrote the request.
  var hasBillingHeader: Bool {
    guard case .blocks(let blocks)? = request.system else { return false }
    return blocks.contains { block in
      guard case .text(let text) = block else { return false }
      return Self.isBilling(text.text)
    }
  }

  private static func isBilling(_ text: RequestText) -> Bool {
    text.withUTF8 { bytes in
      let mark = billingMark.utf8
      return bytes.count >= mark.count && zip(bytes.indices, mark).allSatisfy { bytes[$0] == $1 }
    }
  }

  mutating func addSystem() {
    if hasBillingHeader { addIfPriced(.billingHeader, at: .system) }
    var texts: [(range: Range<Int>, path: RequestPath)] = []
    var text: [UInt8] = []
    let isList = if case .blocks? = request.system { true } else { false }
    for (index, block) in request.systemBlocks.enumerated() {
      let path = isList ? RequestPath.system[index] : .system
      guard case .text(let block) = block else {
        notices.append(Notice(code: .unknownBlock, path: path, message: "a system prompt takes text blocks only"))
        continue
      }
      if block.text.isEmpty || Self.isBilling(block.text) { continue }
      let start = text.count
      block.text.appendUTF8(to: &text)
      texts.append((start..<text.count, path))
    }
    let core = WhiteSpace.stripped(text[...])
    if rules.stripsSystem { text = Array(core) }
    if rules.law == .recent && core.isEmpty || text.isEmpty { return }
    systemEnd = text.last

    var run = TextRun(.inside)
    if rules.law == .recent || rules.breaksBeforeParts || !request.tools.isEmpty { run.append(markup: "\n\n") }
    if rules.stripsSystem || texts.count == 1 {
      run.append(text)
    } else {
      for (range, path) in texts { run.append(Array(text[range]), at: path) }
    }
    add(&run, as: .system, at: texts.first?.path ?? .system)
  }
}
