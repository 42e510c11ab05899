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
    for (name, value) in Self.arguments(of: call.input) {
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
