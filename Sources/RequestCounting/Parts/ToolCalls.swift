import JSONText
import MessagesAPI

// Calls of tools are markup: names, and arguments in the order they were sent.

extension [UInt8] {
  /// Appends markup. Safe: the bytes of a literal live as long as the program.
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  /// Appends the start of a tag with the prefix that all tags of calls have (spelt with an escape, so that this file can
  /// itself be sent through a call).
  mutating func append(tag name: StaticString) {
    append("<\u{61}ntml:")
    append(name)
  }

  /// Appends an end tag of that kind.
  mutating func append(end name: StaticString) {
    append("</\u{61}ntml:")
    append(name)
    append(UInt8(ascii: ">"))
  }

  /// Appends text of an earlier answer with its citations: a tag with an index, whose digits do not matter.
  mutating func append(cited text: RequestText) {
    append(tag: "cite index=\"0-0\">")
    text.appendUTF8(to: &self)
    append(end: "cite")
  }
}

extension PromptPricing {
  /// The tag around a cited text, in tokens of any vocabulary, at most; an index for each more citation is no longer.
  private static let mostCitationTag = 24

  /// Adds how far the count of a cited text may be off: recorded are 29, of two kinds, on models up to Claude 4.6.
  mutating func addDoubt(of citations: Turn.Citations, at path: RequestPath, role: Role) {
    let times: Int
    switch citations {
    case .none: return
    case .known where rules.law == .classic: return
    case .known: times = 1
    case .others(let citations): times = citations
    }
    let doubt = TokenCount(
      0, below: Self.mostCitationTag, above: Self.mostCitationTag * times, basis: .modelled)
    parts.append(Part(path: path.field("citations"), role: role, count: doubt, rule: .text))
  }
}

extension TextBatches {
  /// Appends a call: an `invoke` tag with the tool's name, a `parameter` tag with its value for each argument, a line
  /// each. A value that is a string stands as it is, any other as Python's `json.dumps` writes it with its defaults:
  /// 15 of 15 recorded calls with arrays or objects (Opus 5, 2026). The call's id costs nothing.
  mutating func append(_ call: ToolUseBlock) {
    append { bytes in
      bytes.append(tag: "invoke name=\"")
      bytes.append(contentsOf: call.name.utf8)
      bytes.append("\">\n")
    }
    let arguments = CallArguments(call.input)
    if let text = arguments.rawText {
      append(text)
      append(markup: "\n")
    }
    for (name, value) in Self.arguments(of: arguments.object) {
      append { bytes in
        bytes.append(tag: "parameter name=\"")
        name.appendUTF8(to: &bytes)
        bytes.append("\">")
      }
      if let text = RequestText(value) {
        append(text)
      } else {
        append { PythonJSON(ensureASCII: true).append(value, to: &$0) }
      }
      append { bytes in
        bytes.append(end: "parameter")
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    append { $0.append(end: "invoke") }
  }

  /// Begins a group of calls.
  mutating func openCalls() { append { $0.append(tag: "function_calls>\n") } }

  /// Appends a call of a group.
  mutating func append(lineOf call: ToolUseBlock) {
    append(call)
    append(markup: "\n")
  }

  /// Ends a group of calls.
  mutating func closeCalls() { append { $0.append(end: "function_calls") } }

  /// An object's members; the last value of a key that comes twice, at the first one's place. O(n) in practice.
  private static func arguments(of input: JSONValue) -> [(name: JSONValue, value: JSONValue)] {
    var arguments = input.members.map { ($0.name, $0.value) }
    guard arguments.count > 1 else { return arguments }
    var places: [String: Int] = [:]
    var kept = 0
    for (name, value) in arguments {
      let key = name.string ?? ""
      if let place = places[key] {
        arguments[place].1 = value
      } else {
        places[key] = kept
        arguments[kept] = (name, value)
        kept += 1
      }
    }
    arguments.removeSubrange(kept...)
    return arguments
  }
}

/// The arguments of a call as they are read: an object, as it should be, or what clients leave in its place.
///
/// The API refuses a string or a list. Streaming clients leave the arguments' JSON as the text that it came in: then they
/// are what that text says.
struct CallArguments {
  /// No members where there is no object.
  let object: JSONValue
  /// What stands in its place; nil for nothing.
  let rawText: RequestText?
  /// Whether it is a guess that this is read.
  let isGuessed: Bool

  /// O(n) for a string; else O(1), but a list or a number is written out.
  init(_ input: JSONValue) {
    if input.isObject || input.isNull || input.isText("") {
      (object, rawText, isGuessed) = (input, nil, false)
      return
    }
    isGuessed = true
    guard let text = RequestText(input) else {
      var bytes: [UInt8] = []
      PythonJSON(ensureASCII: true).append(input, to: &bytes)
      (object, rawText) = (.null, RequestText(String(decoding: bytes, as: UTF8.self)))
      return
    }
    if let value = try? JSONValue(parsing: text.string), value.isObject {
      (object, rawText) = (value, nil)
    } else {
      (object, rawText) = (.null, text)
    }
  }
}

extension PromptPricing {
  /// Adds how far the count of a call may be off whose input is no object, and says so.
  mutating func addInputDoubt(of call: ToolUseBlock, at path: RequestPath) {
    // Nearly all inputs are objects: nothing is read again.
    guard !call.input.isObject else { return }
    let arguments = CallArguments(call.input)
    guard arguments.isGuessed else { return }
    let path = path.field("input")
    var doubt = TokenCount(0, basis: .modelled)
    var reading = "as the JSON object that it holds"
    if let text = arguments.rawText {
      let tokens = count(text, .inside)
      doubt = TokenCount(0, below: tokens + 2, above: tokens / 4 + Self.mostParameterTag, basis: .assumed)
      reading = "as it stands"
    }
    parts.append(Part(path: path, role: .assistant, count: doubt, rule: .toolCalls))
    notices.append(
      Notice(
        code: .oddInput, path: path,
        message: "the input of a call is an object, not \(call.input.kindName): it is counted \(reading)"))
  }

  /// Tokens of the tags around one argument with a short name.
  private static let mostParameterTag = 30
}
