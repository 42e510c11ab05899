import JSONText
import MessagesAPI
import Testing

@Suite struct RequestDecodingTests {
  private func decode(_ body: String) throws -> MessagesRequest { try MessagesRequest(decoding: Array(body.utf8)) }

  @Test("the settings of a request are read")
  func theSettingsOfARequest() throws {
    let request = try decode(
      #"""
      {"model":"claude-x","max_tokens":10,"messages":[{"role":"user","content":"hi"}],"system":[{"type":"text","text":"s"}],
       "tools":[{"name":"a","description":"d","input_schema":{"type":"object"},"strict":true,"defer_loading":true},
                {"max_uses":3,"type":"web_search_20250305","name":"web_search"}],
       "tool_choice":{"type":"tool","name":"a","disable_parallel_tool_use":true},
       "thinking":{"type":"enabled","budget_tokens":2048,"display":"summarized"},
       "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"b":1,"a":2}},
                        "task_budget":{"total":9,"remaining":4}},
       "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
       "mcp_servers":[{"name":"m","url":"https://x"}],"stream":true,"stop_sequences":["END"],"service_tier":"auto",
       "betas":["x-1"],"extra_headers":{"Anthropic-Beta":"y-2, z-3"},"temperature":0.5,"tomorrow":1}
      """#)
    #expect(request.model == "claude-x" && request.maxTokens == 10 && request.shape == .messages)
    #expect(request.systemBlocks == [.text("s")])
    #expect(request.tools[0].strict == true && request.tools[0].deferLoading == true && request.tools[0].isCustom)
    #expect(request.tools[1].isCustom == false && request.tools[1].otherFields["max_uses"]?.int == 3)
    #expect(request.toolChoice == ToolChoice(.tool, name: "a", disableParallelToolUse: true))
    #expect(request.thinking == Thinking(type: "enabled", budgetTokens: 2048, display: "summarized"))
    #expect(request.outputSchema?.sourceText == #"{"b":1,"a":2}"#)
    #expect(request.outputConfig?.taskBudget?.remaining == 4 && request.outputConfig?.effort == "low")
    #expect(request.contextManagement?.edits.map(\.type) == ["clear_thinking_20251015"])
    #expect(request.mcpServers.map(\.name) == ["m"])
    #expect(request.stream == true && request.stopSequences == ["END"] && request.serviceTier == "auto")
    #expect(request.betas == ["x-1", "y-2", "z-3"])
    #expect(request.unknownFields.map(\.description) == ["tomorrow"])
    #expect(request.notices.isEmpty)
  }

  @Test("an item of a batch is read as its request")
  func anItemOfABatch() throws {
    let request = try decode(#"{"custom_id":"c","params":{"messages":[{"role":"user","content":"hi"}],"model":"m"}}"#)
    #expect(request.customID == "c" && request.model == "m" && request.messages.count == 1)
    #expect(request.bodyPath(of: .message(0)).description == "params.messages[0]")
  }

  @Test("text without escapes is the body's own bytes")
  func textWithoutEscapesIsThe() throws {
    let body = Array(#"{"messages":[{"role":"user","content":"plain"},{"role":"user","content":"a\nb"}]}"#.utf8)
    let request = try MessagesRequest(decoding: body)
    guard case .text(let plain) = request.messages[0].content, case .text(let escaped) = request.messages[1].content
    else { return #expect(Bool(false)) }
    #expect(plain.json?.needsDecoding == false && plain.json?.sourceRange == 38..<45)
    #expect(escaped.string == "a\nb" && escaped.withUTF8 { $0.count } == 3)
    #expect(escaped == "a\nb")
  }

  static let shapes: [(body: String, shape: RequestShape)] = [
    (#"{"model":"m","messages":[{"role":"user","content":"x"}]}"#, .messages),
    (#"{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"x"}]}"#, .bedrockInvoke),
    (#"{"anthropic_version":"vertex-2023-10-16","messages":[]}"#, .vertex),
    (#"{"messages":[{"role":"user","content":[{"text":"x"}]}]}"#, .bedrockConverse),
    (#"{"modelId":"m","messages":[]}"#, .bedrockConverse),
    (
      #"{"messages":[{"role":"user","content":[{"type":"text","text":"x"}]},{"role":"system","content":"s"}]}"#,
      .messages
    ),
    (#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"x"}]}"#, .chatCompletions),
    (
      #"{"messages":[{"role":"user","content":"x"},{"role":"tool","content":"x","tool_call_id":"1"}]}"#,
      .chatCompletions
    ),
    (
      #"{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}]}"#,
      .chatCompletions
    ),
    (#"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]}]}"#, .chatCompletions),
    (#"{"messages":[{"role":"user","content":"x"}],"max_completion_tokens":5}"#, .chatCompletions),
  ]

  @Test("the shape is told from the body", arguments: shapes.indices)
  func theShapeIsToldFrom(row: Int) throws {
    #expect(try decode(Self.shapes[row].body).shape == Self.shapes[row].shape)
  }

  static let undecodable: [(body: String, code: DecodeError.Code, path: String, excerpt: String)] = [
    ("[]", .wrongType, "", "[]"), ("3", .wrongType, "", "3"), ("{", .notJSON, "", ""),
    ("{}", .missingField, "messages", "{}"), (#"{"messages":null}"#, .wrongType, "messages", "null"),
    (#"{"messages":[1]}"#, .wrongType, "messages[0]", "1"),
    (#"{"messages":[{"role":7,"content":"x"}]}"#, .wrongType, "messages[0].role", "7"),
    (#"{"messages":[{"content":"x"}]}"#, .missingField, "messages[0].role", #"{"content":"x"}"#),
    (#"{"messages":[{"role":"user","content":42}]}"#, .wrongType, "messages[0].content", "42"),
    (#"{"messages":[{"role":"user","content":["x"]}]}"#, .wrongType, "messages[0].content[0]", #""x""#),
    (
      #"{"messages":[{"role":"user","content":[{"type":"text","text":1}]}]}"#, .wrongType,
      "messages[0].content[0].text", "1"
    ),
    (
      #"{"messages":[{"role":"user","content":[{"type":"tool_result","content":{}}]}]}"#, .wrongType,
      "messages[0].content[0].content", "{}"
    ),
    (#"{"messages":[],"tools":{}}"#, .wrongType, "tools", "{}"),
    (#"{"messages":[],"system":1}"#, .wrongType, "system", "1"),
    (#"{"params":{"messages":[1]}}"#, .wrongType, "params.messages[0]", "1"),
    (#"{"toolConfig":{"tools":[3]},"messages":[]}"#, .wrongType, "toolConfig.tools[0]", "3"),
    (
      #"{"n":1,"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#, .wrongType,
      "messages[0].content[0].image_url", "null"
    ),
  ]

  @Test("what cannot be read is refused where it stands", arguments: undecodable.indices)
  func whatCannotBeReadIs(row: Int) {
    let (body, code, path, excerpt) = Self.undecodable[row]
    let error = #expect(throws: DecodeError.self) { try decode(body) }
    #expect(error?.code == code)
    #expect(error?.path == path)
    #expect(error?.excerpt == excerpt)
    #expect(error?.remedy.hasSuffix(".") == true)
  }

  @Test("an error says what, where and what to do")
  func anErrorSaysWhatWhere() {
    let error = #expect(throws: DecodeError.self) { try decode(#"{"messages":[{"role":"user","content":42}]}"#) }
    #expect(
      error?.description == "messages[0].content: a string or an array of blocks is expected, not a number. Found: 42. "
        + "Send a string or an array of blocks. (line 1, column 39, byte 38)")
  }

  static let noticed: [(body: String, code: Notice.Code, path: String)] = [
    (#"{"messages":[{"role":"user"}]}"#, .missingField, "messages[0].content"),
    (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":"5"}"#, .wrongType, "max_tokens"),
    (#"{"messages":[{"role":"user","content":"x"}],"thinking":true}"#, .wrongType, "thinking"),
    (#"{"messages":[{"role":"user","content":"x"}],"tools":[{"name":"a"}]}"#, .missingField, "tools[0].input_schema"),
    (#"{"messages":[{"role":"user","content":[{"type":"hologram"}]}]}"#, .unknownBlock, "messages[0].content[0]"),
    (
      #"{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":1}}]}]}"#, .wrongType,
      "messages[0].content[0].source.data"
    ),
  ]

  @Test("what cannot be read as it stands is kept and noticed", arguments: noticed.indices)
  func whatCannotBeReadAs(row: Int) throws {
    let (body, code, path) = Self.noticed[row]
    let notices = try decode(body).notices
    #expect(notices.contains { $0.code == code && $0.path.description == path }, "\(notices)")
  }

  @Test("an answered conversation is noticed nowhere")
  func anAnsweredConversationIsNoticed() throws {
    let request = try decode(
      #"""
      {"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},
       {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"n","input":{}},{"type":"tool_use","id":"2","name":"n","input":{}}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"2"},{"type":"tool_result","tool_use_id":"1","content":[]}]},
       {"role":"assistant","content":[{"type":"tool_use","id":"3","name":"n","input":{}}]}]}
      """#)
    #expect(request.notices.isEmpty, "\(request.notices)")
  }

  @Test("bytes that are not UTF-8 are noticed")
  func bytesThatAreNotUTF() throws {
    let body = Array(#"{"messages":[{"role":"user","content":""#.utf8) + [0xFF] + Array(#""}]}"#.utf8)
    #expect(try MessagesRequest(decoding: body).notices.map(\.code) == [.illFormedUTF8])
  }
}
