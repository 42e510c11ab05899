import JSONText
import MessagesAPI
import Testing

/// Each platform's body and the Messages API's body for the same request.
@Suite struct PlatformTests {
  static let rows: [(name: String, body: String, same: String)] = [
    (
      "Converse text, system and settings",
      #"""
      {"modelId":"m","system":[{"text":"s"},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"x"}]}],
       "inferenceConfig":{"maxTokens":5,"temperature":0.5,"topP":0.9,"stopSequences":["a"]},
       "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024},"top_k":3}}
      """#,
      #"""
      {"model":"m","max_tokens":5,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
       "messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"thinking":{"type":"enabled","budget_tokens":1024},
       "stop_sequences":["a"],"temperature":0.5,"top_p":0.9,"top_k":3}
      """#
    ),
    (
      "Converse tools",
      #"""
      {"messages":[{"role":"user","content":[{"text":"x"}]},
        {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"sig"}}},
          {"toolUse":{"toolUseId":"1","name":"n","input":{"b":1.50,"a":2}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"1","status":"error","content":[{"text":"t"},{"json":{"k":[1,2.0]}},
          {"image":{"format":"png","source":{"bytes":"AAAA"}}}]}},{"cachePoint":{"type":"default"}}]}],
       "toolConfig":{"tools":[{"toolSpec":{"name":"n","description":"d","inputSchema":{"json":{"type":"object"}},"strict":true}},
          {"cachePoint":{"type":"default"}}],"toolChoice":{"tool":{"name":"n"}}}}
      """#,
      #"""
      {"messages":[{"role":"user","content":[{"type":"text","text":"x"}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig"},
          {"type":"tool_use","id":"1","name":"n","input":{"b":1.50,"a":2}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"t"},
          {"type":"text","text":"{\"k\": [1, 2.0]}"},
          {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}],"is_error":true,
          "cache_control":{"type":"ephemeral"}}]}],
       "tools":[{"name":"n","description":"d","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral"}}],
       "tool_choice":{"type":"tool","name":"n"}}
      """#
    ),
    (
      "Converse documents, citations and output format",
      #"""
      {"messages":[{"role":"user","content":[
         {"document":{"format":"pdf","name":"N","source":{"bytes":"JVBE"},"citations":{"enabled":true}}},
         {"document":{"format":"txt","name":"N","source":{"text":"t"},"context":"c"}},
         {"document":{"format":"txt","name":"N","source":{"content":[{"text":"p"}]}}},{"text":"x"}]},
        {"role":"assistant","content":[{"citationsContent":{"content":[{"text":"c1"}],"citations":[]}},
         {"reasoningContent":{"redactedContent":"r"}}]}],
       "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"n","schema":"{\"b\":1, \"a\":2}"}}}}}
      """#,
      #"""
      {"messages":[{"role":"user","content":[
         {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"N","citations":{"enabled":true}},
         {"type":"document","source":{"type":"text","media_type":"text/plain","data":"t"},"title":"N","context":"c"},
         {"type":"document","source":{"type":"content","content":[{"type":"text","text":"p"}]},"title":"N"},{"type":"text","text":"x"}]},
        {"role":"assistant","content":[{"type":"text","text":"c1","citations":[]},{"type":"redacted_thinking","data":"r"}]}],
       "output_config":{"format":{"type":"json_schema","schema":{"b":1, "a":2}}}}
      """#
    ),
    (
      "Chat messages and tools",
      #"""
      {"model":"anthropic/claude-x","max_completion_tokens":9,"messages":[{"role":"system","content":"s1"},{"role":"developer","content":"s2"},
        {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
          {"type":"image_url","image_url":{"url":"https://a/b.png"}}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"b\": 1.0, \"a\": []}"}},
          {"id":"2","type":"function","function":{"name":"g","arguments":""}}]},
        {"role":"tool","tool_call_id":"1","content":"r1"},{"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"r2"}]},
        {"role":"user","content":"go on"}],
       "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"z":1,"a":2},"strict":true}},
         {"type":"function","function":{"name":"g"}}],
       "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,"stop":"END","reasoning_effort":"low",
       "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"q":1}}},
       "extra_headers":{"anthropic-beta":"b-1"}}
      """#,
      #"""
      {"model":"anthropic/claude-x","max_tokens":9,"system":[{"type":"text","text":"s1"},{"type":"text","text":"s2"}],
       "messages":[{"role":"user","content":[{"type":"text","text":"look"},
          {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]},
        {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":{"b": 1.0, "a": []}},{"type":"tool_use","id":"2","name":"g","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"r1"},
          {"type":"tool_result","tool_use_id":"2","content":[{"type":"text","text":"r2"}]},{"type":"text","text":"go on"}]}],
       "tools":[{"name":"f","description":"d","input_schema":{"z":1,"a":2},"strict":true},{"name":"g","input_schema":{"type":"object","properties":{}}}],
       "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},
       "output_config":{"format":{"type":"json_schema","schema":{"q":1}},"effort":"low"},"stop_sequences":["END"],
       "extra_headers":{"anthropic-beta":"b-1"}}
      """#
    ),
    (
      "Chat choices",
      #"{"messages":[{"role":"user","content":"x"}],"tool_choice":"required","n":1}"#,
      #"{"messages":[{"role":"user","content":"x"}],"tool_choice":{"type":"any"},"n":1}"#
    ),
  ]

  @Test("a platform's body means the same as the API's own", arguments: rows.indices)
  func aPlatformsBodyMeansThe(row: Int) throws {
    let (_, body, same) = Self.rows[row]
    let ours = try MessagesRequest(decoding: Array(body.utf8))
    let expected = try MessagesRequest(decoding: Array(same.utf8), shape: .messages)
    #expect(
      PythonJSON(sortKeys: true).string(try JSONValue(parsing: String(decoding: ours.encoded(), as: UTF8.self)))
        == PythonJSON(sortKeys: true).string(try JSONValue(parsing: same)))
    #expect(ours.messages == expected.messages && ours.system == expected.system && ours.tools == expected.tools)
    #expect(ours.betas == expected.betas)
  }

  @Test("arguments that are not JSON are kept as text and noticed")
  func argumentsThatAreNotJSON() throws {
    let body =
      #"{"n":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{oops"}}]}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    guard case .toolUse(let call) = request.messages[1].blocks[0] else { return #expect(Bool(false)) }
    #expect(call.input.string == "{oops")
    #expect(request.notices.map(\.path.description).contains("messages[1].tool_calls[0].function.arguments"))
  }

  @Test("parts know where they stand in another platform's body")
  func partsKnowWhereTheyStand() throws {
    let rows: [(body: String, path: RequestPath, place: String)] = [
      (Self.rows[0].body, .messages[0].content[0], "messages[0].content[0]"),
      (Self.rows[1].body, .tool(0), "toolConfig.tools[0]"),
      (
        #"{"messages":[{"role":"user","content":[{"cachePoint":{}},{"text":"x"}]}]}"#, .block(0, ofMessage: 0),
        "messages[0].content[1]"
      ),
      (Self.rows[3].body, .message(0), "messages[2]"),
      (Self.rows[3].body, .block(1, ofMessage: 0), "messages[2].content[1]"),
      (Self.rows[3].body, .system[1], "messages[1]"), (Self.rows[3].body, .block(1, ofMessage: 2), "messages[5]"),
      (Self.rows[3].body, .block(2, ofMessage: 2), "messages[6]"), (Self.rows[3].same, .message(1), "messages[1]"),
    ]
    for (body, path, place) in rows {
      #expect(try MessagesRequest(decoding: Array(body.utf8)).bodyPath(of: path).description == place)
    }
  }

  @Test("thinking that gateways hand back is thinking")
  func thinkingThatGatewaysHandBack() throws {
    let body = #"""
      {"n":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y",
       "thinking_blocks":[{"type":"thinking","thinking":"a","signature":"s"}]},
       {"role":"assistant","content":"z","reasoning_details":[{"type":"reasoning.text","text":"b","signature":"t"}]}]}
      """#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    #expect(request.messages[1].blocks == [.thinking("a", signature: "s"), .text("y")])
    #expect(request.messages[2].blocks == [.thinking("b", signature: "t"), .text("z")])
  }
}
