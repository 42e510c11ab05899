import JSONText
import MessagesAPI
import Testing

/// Bodies as people hold them: in a browser's archive, in a command, in Markdown, in a string.
@Suite("A body that stands in something else")
struct FoundBodyTests {
  private static let body =
    #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"It's me"}]}"#

  /// The same as a JSON string.
  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  private static func entry(_ text: String) -> String {
    #"{"request":{"method":"POST","headers":[{"name":"Anthropic-Beta","value":"a-1, b-2"}],"postData":{"text":\#(quoted(text))}}}"#
  }

  static let rows: [(text: String, place: String, betas: [String])] = [
    (quoted(body), "a string of JSON", []),
    (quoted(quoted(body)), "a string of JSON", []),
    (
      #"{"log":{"entries":[{"request":{"method":"GET"}},\#(entry(#"{"a":1}"#)),\#(entry(body))]}}"#,
      "entry 2 of a HAR archive", ["a-1", "b-2"]
    ),
    (
      #"{"instances":[\#(body)]}"#,
      "Vertex AI's form for predictions; for Claude it takes the body itself, with anthropic_version", []
    ),
    ("It fails:\n\n```json\n\(body)\n```\nWhy?\n", "a fenced block of Markdown, line 4", []),
    ("```sh\nls\n```\n~~~\n\(body)\n~~~", "a fenced block of Markdown, line 5", []),
    (
      "curl https://a.example/v1/messages \\\n  -H 'anthropic-beta: a-1' \\\n  -d '\(body.replacing("'", with: #"'"'"'"#))'\n",
      "the text of a curl command, line 3", ["a-1"]
    ),
    (
      "$ curl -s https://a.example --json=\(quoted(body)) --compressed", "the text of a curl command, line 1", []
    ),
    (
      "curl https://a.example --data-raw $'\(body.replacing("'", with: #"\u0027"#))'\nrm x",
      "the text of a curl command, line 1", []
    ),
    (
      "#!/bin/sh\nanswer=$(curl https://a.example -d @- <<'END'\n\(body)\nEND\n)", "the text of a curl command, line 3",
      []
    ),
    (
      "```bash\ncurl https://a.example \\\n --data-binary \(quoted(body))\n```", "the text of a curl command, line 3",
      []
    ),
  ]

  @Test("is read as it would be by itself, and where it stood is said", arguments: rows.indices)
  func found(row: Int) throws {
    let (text, place, betas) = Self.rows[row]
    let request = try MessagesRequest(decoding: Array(text.utf8))
    #expect(request == (try MessagesRequest(decoding: Array(Self.body.utf8))).sending(betas))
    #expect(request.notices.map(\.message) == ["the body is read from \(place)"])
    #expect(request.notices.map(\.code) == [.foundBody])
  }

  @Test(
    "is named for what it is where there is not one to take",
    arguments: [
      (
        #"{"log":{"entries":[\#(entry(body)),\#(entry(body))]}}"#,
        "this is a HAR archive with 2 requests, in the entries 0, 1"
      ),
      (#"{"log":{"entries":[]}}"#, "this is a HAR archive without a request to the Messages API"),
      (#"{"instances":[\#(body),\#(body)]}"#, "this is Vertex AI's form for predictions, with 2 requests"),
      (#"{"instances":[{"prompt":"a"}]}"#, "this is Vertex AI's form for predictions, without messages"),
      ("curl https://a.example -d @body.json", "this is a curl command, whose body stands elsewhere"),
      ("curl https://a.example -d @-", "this is a curl command, whose body stands elsewhere"),
      (#""hello""#, "an object is expected, not a string"),
    ])
  func named(text: String, words: String) {
    let error = #expect(throws: DecodeError.self) { try MessagesRequest(decoding: Array(text.utf8)) }
    #expect(error?.message == words, "\(text)")
  }

  @Test("has its mistakes at the lines of the whole text")
  func place() {
    let text = "Look:\n```json\n{\"model\": \"claude-opus-5\",\n  \"messages\": [{\"role\": 5}]}\n```\n"
    let error = #expect(throws: DecodeError.self) { try MessagesRequest(decoding: Array(text.utf8)) }
    #expect(error?.line == 4 && error?.column == 25 && error?.path == "messages[0].role")
    #expect(error?.message.hasSuffix(", in a fenced block of Markdown") == true)
  }

  @Test("is no command where a body names one in its texts")
  func plainBody() throws {
    let text = #"{"messages":[{"role":"user","content":"a\ncurl -d @x\n```json\n{}\n```"}]}"#
    #expect(try MessagesRequest(decoding: Array(text.utf8)).notices.isEmpty)
  }
}

extension MessagesRequest {
  /// The same with these beta headers.
  fileprivate func sending(_ betas: [String]) -> MessagesRequest {
    var request = self
    request.betas = betas
    return request
  }
}
