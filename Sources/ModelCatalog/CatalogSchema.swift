import JSONText

/// What a catalogue file may say: names and kinds of all facts. `null` is allowed everywhere and means "not known".
enum CatalogSchema {
  /// A kind of value.
  indirect enum Shape: Sendable {
    case text
    case day
    case bool
    /// A whole number from zero to ``most``.
    case count
    /// A number from zero to a million: dollars for a million tokens.
    case amount
    /// A number below zero, too.
    case number
    case list(Shape)
    /// An object with these members.
    case object([String: Shape])
    /// An object with members of any name.
    case table(Shape)
    /// An object of which only these members are checked.
    case partly([String: Shape])
    case anything

    var name: String {
      switch self {
      case .text: "a string"
      case .day: "a day such as \"2026-03-13\""
      case .bool: "true or false"
      case .count: "a whole number from 0 to \(most)"
      case .amount: "a number from 0 to \(mostDollars)"
      case .number: "a number from -\(most) to \(most)"
      case .list: "an array"
      case .object, .table, .partly: "an object"
      case .anything: "any value"
      }
    }
  }

  /// A thousand times the largest window, so that no sum or product of facts with what fits in a window is out of range.
  static let most = 1_000_000_000
  /// A million dollars for a million tokens is 1e9 nanodollars a token; times the most tokens, a ninth of `Int.max`.
  static let mostDollars = 1_000_000

  static let file = Shape.object([
    "schema_version": .count, "date": .day, "default_model": .text, "stand_ins": .table(.text), "shared": .anything,
    "counting": .table(.partly(["calibration": .table(correction)])),
    "sources": .table(.object(["what": .text, "date": .text])),
    "models": .list(model),
  ])

  /// How far counts in which one rule leaves most doubt are off.
  private static let correction = Shape.object([
    "observations": .count, "coverage": .amount, "middle": .number, "lower": .number, "upper": .number,
  ])

  static let model = Shape.object([
    "id": .text, "aliases": .list(.text), "platforms": .table(.list(.text)), "name": .text, "line": .text,
    "released": .day, "status": .text, "still_on": .list(.text), "deprecated": .day,
    "retirement": .object(["kind": .text, "date": .day]),
    "window": .object([
      "default": .count, "earlier": .list(.object(["tokens": .count, "until": .day])),
      "beta": .object(["tokens": .count, "header": .text, "from": .day, "until": .day, "eligibility": .text]),
      "surfaces": .list(.object(["name": .text, "tokens": .count])),
    ]),
    "max_output": .object([
      "default": .count, "without_streaming": .count,
      "beta": .object([
        "tokens": .count, "header": .text, "endpoint": .text, "platforms": .list(.text), "from": .day,
      ]),
    ]),
    "tokenizer": .object([
      "family": .text, "basis": .text, "trailing_whitespace_free": .bool, "message_frame": .count,
      "message_frame_spread": .count, "content_spread_percent": .count, "sources": .list(.text),
    ]),
    "media": .object([
      "image_tier": .text, "images": .count, "pdf_pages": .count,
      "earlier": .list(.object(["images": .count, "pdf_pages": .count, "until": .day])),
    ]),
    "thinking": .object([
      "modes": .list(.text), "deprecated_modes": .list(.text), "default": .text, "always_on": .bool,
      "bound_to_prefix": .bool,
      "prior_turns": .text, "display": .text, "interleaved": .text, "interleaved_header": .text,
      "mode_limits": .list(.object(["mode": .text, "highest_effort": .text])),
    ]),
    "effort": .object(["levels": .list(.text), "default": .text]),
    "prefill": .bool, "context_awareness": .bool, "overflow": .text, "cache_minimum": .count,
    "forced_tool_choice": .text, "sampling": .text, "temperature_with_top_p": .text, "output_format": .text,
    "citations": .text, "prefill_with_tools_on_bedrock": .text, "system_messages": .text, "compaction": .text,
    "fast_mode": .text, "task_budget": .text, "programmatic_calls": .text,
    "tool_prompt": .object(["documented": .table(.count)]),
    "prices": .object(
      prices([
        "fast": .object(prices([:])), "earlier": .list(.object(prices(["until": .day]))),
        "long_context": .list(
          .object(
            prices(["provider": .text, "over": .count, "applies_to": .text, "from": .day, "until": .day]))),
      ])),
    "counting": .text, "served_by": .text, "sources": .list(.text), "notes": .table(.text),
  ])

  private static func prices(_ more: [String: Shape]) -> [String: Shape] {
    let names = [
      "input", "output", "cache_write_5m", "cache_write_1h", "cache_read", "batch_input", "batch_output",
    ]
    return more.merging(names.map { ($0, .amount) }) { own, _ in own }
  }

  /// Checks a whole file. O(n).
  static func check(_ root: JSONValue) throws(CatalogError) {
    try check(root, file, path: "")
    for (index, model) in (root["models"]?.elements).map(Array.init)?.enumerated() ?? [].enumerated()
    where (model["id"]?.string ?? "").isEmpty {
      throw CatalogError(
        code: .missingFact, message: "the model has no \"id\"", at: model, path: "models[\(index)]",
        remedy: "Name the model that the facts belong to.")
    }
  }

  private static func check(_ value: JSONValue, _ shape: Shape, path: String) throws(CatalogError) {
    if value.isNull, !path.isEmpty { return }
    switch shape {
    case .object(let members) where value.isObject:
      for member in value.members {
        guard let shape = members[member.key] else {
          throw unknown(member, path: below(path, member.key), known: members.keys.sorted())
        }
        try check(member.value, shape, path: below(path, member.key))
      }
    case .table(let shape) where value.isObject:
      for member in value.members { try check(member.value, shape, path: below(path, member.key)) }
    case .partly(let members) where value.isObject:
      for member in value.members {
        let path = below(path, member.key)
        if let shape = members[member.key] {
          try check(member.value, shape, path: path)
        } else {
          try checkNumbers(member.value, path: path)
        }
      }
    case .anything: try checkNumbers(value, path: path)
    case .list(let shape) where value.isArray:
      for (index, element) in value.elements.enumerated() { try check(element, shape, path: "\(path)[\(index)]") }
    default:
      guard fits(value, shape) else {
        throw CatalogError(
          code: .wrongKind, message: "\(value.excerpt) stands where \(shape.name) is expected", at: value, path: path,
          remedy: "Write \(shape.name), or null where the fact is not known.")
      }
    }
  }

  /// Checks that no number anywhere in a value is out of range, whatever it means.
  private static func checkNumbers(_ value: JSONValue, path: String) throws(CatalogError) {
    for member in value.members { try checkNumbers(member.value, path: below(path, member.key)) }
    for (index, element) in value.elements.enumerated() { try checkNumbers(element, path: "\(path)[\(index)]") }
    if let number = value.double, abs(number) > Double(most) {
      throw CatalogError(
        code: .wrongKind, message: "\(value.excerpt) stands where a number from -\(most) to \(most) is expected",
        at: value, path: path, remedy: "Write a number in this range, or null where the fact is not known.")
    }
  }

  private static func fits(_ value: JSONValue, _ shape: Shape) -> Bool {
    switch shape {
    case .text: value.isString
    case .day: value.string.flatMap { CalendarDay($0) } != nil
    case .bool: value.bool != nil
    case .count: value.int.map { (0...most).contains($0) } ?? false
    case .amount: value.double.map { (0...Double(mostDollars)).contains($0) } ?? false
    case .number: value.double.map { abs($0) <= Double(most) } ?? false
    case .anything: true
    case .list, .object, .table, .partly: false
    }
  }

  private static func below(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private static func unknown(_ member: JSONValue.Member, path: String, known: [String]) -> CatalogError {
    // A key may be as long as the file; its start tells what it is near to.
    let key = Array(member.key.utf8.prefix(64))
    let nearest = known.min { EditDistance.between(key, Array($0.utf8)) < EditDistance.between(key, Array($1.utf8)) }
    return CatalogError(
      code: .unknownFact, message: "there is no fact named \"\(member.key)\"", at: member.name, path: path,
      remedy: "Did you mean \"\(nearest ?? "")\"? `ullage models ID --json` shows all names.")
  }
}
