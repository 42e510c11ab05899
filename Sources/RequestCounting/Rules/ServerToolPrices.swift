import JSONText
import MessagesAPI
import ModelCatalog

/// What tools of Anthropic's add to the prompt, by their types: definitions and instructions.
struct ServerToolPrices: Sendable {
  /// What one version of a tool costs.
  struct Entry: Sendable {
    let tokens: Int
    /// What it costs where only the model may call it directly, not code.
    let direct: Int?
    /// What fields of the tool add where they are set.
    let fields: [String: Int]
    /// The type of a tool that comes with it where the request does not name it.
    let brings: String?
  }

  private let entries: [String: Entry]
  private let guesses: [String: ClosedRange<Int>]

  /// - Parameters:
  ///   - facts: prices by type; throws where one is neither a number nor an object with `tokens`.
  ///   - guessed: for types that were never recorded with the model, what is likely and the most that it may be.
  init(_ facts: Facts?, guessed: Facts?) throws(CountError) {
    var guesses: [String: ClosedRange<Int>] = [:]
    for layer in (guessed?.layers ?? []).reversed() {
      for member in layer.members where member.value.isArray {
        let numbers = member.value.elements.compactMap(\.int)
        guard numbers.count == 2, 0 <= numbers[0], numbers[0] <= numbers[1] else {
          throw .badRules("the price of the tool \"\(member.key)\" cannot be read: \(member.value.excerpt)")
        }
        guesses[member.key] = numbers[0]...numbers[1]
      }
    }
    self.guesses = guesses
    var entries: [String: Entry] = [:]
    for layer in (facts?.layers ?? []).reversed() {
      for member in layer.members {
        let value = member.value
        guard let tokens = value.int ?? value["tokens"]?.int else {
          throw .badRules("the price of the tool \"\(member.key)\" cannot be read: \(value.excerpt)")
        }
        var fields: [String: Int] = [:]
        for field in value["fields"]?.members ?? JSONValue.null.members { fields[field.key] = field.value.int }
        entries[member.key] = Entry(
          tokens: tokens, direct: value["direct"]?.int, fields: fields, brings: value["brings"]?.string)
      }
    }
    self.entries = entries
  }

  /// The tokens of a tool among others; nil for a version that was never recorded.
  ///
  /// What it brings along is paid for once, by the first tool that brings it.
  func tokens(of tool: Tool, among tools: [Tool]) -> Int? {
    guard let type = tool.type, let entry = entries[type] else { return nil }
    let set = entry.fields.reduce(0) { sum, field in
      sum + (tool.otherFields[field.key].map { $0.isNull ? 0 : field.value } ?? 0)
    }
    if let direct = entry.direct, Self.isDirect(tool) { return direct + set }
    guard let brought = entry.brings, let more = entries[brought], !tools.contains(where: { $0.type == brought }),
      tools.first(where: { brings(brought, $0) })?.name == tool.name
    else { return entry.tokens + set }
    return entry.tokens + set + more.tokens
  }

  private func brings(_ type: String, _ tool: Tool) -> Bool {
    tool.type.flatMap { entries[$0] }?.brings == type && !Self.isDirect(tool)
  }

  private static func isDirect(_ tool: Tool) -> Bool {
    let callers = tool.otherFields["allowed_callers"]
    return callers?.count == 1 && callers?[0]?.string == "direct"
  }

  /// What a tool that was never recorded is likely to cost, and the most: as the catalogue guesses, or like the dearest
  /// version of the same tool that was recorded, or nothing.
  ///
  /// - Parameter most: the most of a tool of which nothing is known.
  func guess(_ type: String, most: Int) -> ClosedRange<Int> {
    if let guess = guesses[type] { return guess }
    let kind = Self.kind(of: type)
    let likely = entries.filter { Self.kind(of: $0.key) == kind }.map(\.value.tokens).max() ?? 0
    return likely...max(likely, most)
  }

  /// A type without its date.
  private static func kind(of type: String) -> Substring {
    let end = type.lastIndex(of: "_") ?? type.endIndex
    return type[end...].dropFirst().allSatisfy(\.isNumber) ? type[..<end] : type[...]
  }
}
