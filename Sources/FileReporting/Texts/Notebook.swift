import JSONText
package import RequestCounting

/// What a Jupyter notebook holds, as an agent reads it: the cells, and what they printed, without the JSON around.
package struct Notebook: Sendable {
  package var cells = 0
  /// Tokens of the cells' own texts, each by itself, for the first model.
  package var sourceTokens = 0
  /// Tokens of outputs that are texts, errors included.
  package var outputTokens = 0
  /// Outputs that are pictures.
  package var images = 0

  /// Nil for what is no notebook (nbformat 4). O(n).
  package init?(_ bytes: [UInt8], by model: TextCounter) {
    guard let root = try? JSONDocument(parsing: bytes).root, let list = root["cells"], list.isArray,
      root["nbformat"]?.int ?? 0 >= 4
    else { return nil }
    for cell in list.elements {
      cells += 1
      sourceTokens += Self.tokens(cell["source"], model)
      for output in cell["outputs"]?.elements.map({ $0 }) ?? [] {
        outputTokens += Self.tokens(output["text"], model) + Self.tokens(output["traceback"], model)
        guard let shown = output["data"] else { continue }
        outputTokens += Self.tokens(shown["text/plain"], model)
        images += shown.members.reduce(0) { $0 + ($1.key.hasPrefix("image/") ? 1 : 0) }
      }
    }
  }

  /// A text, or the lines of one.
  private static func tokens(_ text: JSONValue?, _ model: TextCounter) -> Int {
    guard let text else { return 0 }
    if let whole = text.string { return model.count(whole).tokens }
    return model.count(text.elements.compactMap(\.string).joined()).tokens
  }

  var label: String {
    "\(sourceTokens) tokens in \(cells) cell\(cells == 1 ? "" : "s"), \(outputTokens) in outputs"
      + (images == 0 ? "" : ", \(images) image\(images == 1 ? "" : "s")")
  }
}
