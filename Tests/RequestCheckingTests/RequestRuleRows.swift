import ContextPlanning
import Foundation
import MessagesAPI
import RequestChecking

// Rows of rules that need no count.

extension RequestRuleTests {
  static let limitRows: [Row] = [
    Row(
      rule: .bodySize, body: body("claude-opus-5", 10), policy: { $0.bodyLength = 32_000_001 },
      expected: .refused("Request exceeds the maximum size")),
    Row(
      rule: .bodySize, body: body("claude-opus-5", 10),
      policy: {
        $0.bodyLength = 20_000_001
        $0.platform = .bedrock
      }, expected: .refused("Request exceeds the maximum size")),
    Row(
      rule: .bedrockTextBytes,
      body: body("claude-opus-5", 10, content: "\"\(String(repeating: "a ", count: 4_500_001))\""),
      policy: { $0.platform = .bedrock }, expected: .refused("too many total text bytes: 9000002 > 9000000")),
    Row(
      rule: .imageCount, body: body("claude-sonnet-4-5", 10, content: images(101, width: 100)),
      expected: .refused("Too many images: 101 > 100")),
    Row(
      rule: .imageEdge, body: body("claude-opus-5", 10, content: images(1, width: 8001)),
      expected: .refused(
        "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size: "
          + "8000 pixels")),
    Row(
      rule: .imageEdge, body: body("claude-opus-5", 10, content: images(21, width: 2001)),
      expected: .refused(
        "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size "
          + "for many-image requests: 2000 pixels")),
    Row(
      rule: .imageBytes,
      body: body("claude-opus-5", 10, content: images(1, width: 100, padding: 5_300_000)),
      policy: { $0.platform = .bedrock },
      expected: .holds { plan, _ in plan.refusals.contains { $0.rule == .imageBytes } }),
    Row(
      rule: .pageCount, body: body("claude-sonnet-4-5", 10, content: pdf(pages: 101)),
      expected: .refused("messages.0.content.0.pdf.source.base64.data: A maximum of 100 PDF pages may be provided.")),
    Row(
      rule: .messageCount,
      body: #"{"model":"claude-opus-5","max_tokens":10,"messages":["#
        + Array(repeating: #"{"role":"user","content":"a"}"#, count: 100_001).joined(separator: ",") + "]}",
      expected: .refused("messages: List should have at most 100000 items")),
    Row(
      rule: .cacheBreakpoints,
      body: body(
        "claude-opus-5", 10,
        content: "["
          + Array(repeating: #"{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"#, count: 5)
          .joined(separator: ",") + "]"),
      expected: .refused("A maximum of 4 blocks with cache_control may be provided. Found 5.")),
    Row(
      rule: .streamingRequired, body: body("claude-opus-5", 21_334),
      expected: .holds { plan, _ in plan.verdict == .fits && plan.notices.contains { $0.code == .streamingRequired } }),
    Row(
      rule: .imageEdge,
      body: body(
        "claude-opus-5", 10,
        content: mixed(images(20, width: 2001), #"{"type":"document","source":{"type":"text","data":"a"}}"#)),
      policy: { $0.platform = .google },
      expected: .refused(
        "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size "
          + "for many-image requests: 2000 pixels")),
    Row(
      rule: .deferredToolCount,
      body: body(
        "claude-opus-5", 10,
        #""tools":["#
          + (0...10_000).map { #"{"name":"t\#($0)","defer_loading":true,"input_schema":{"type":"object"}}"# }
          .joined(separator: ",") + "],"), expected: .refused("tools: at most 10000 tools may be deferred, not 10001")),
    Row(
      rule: .imageType,
      body: body(
        "claude-opus-5", 10, content: images(1, width: 100).replacingOccurrences(of: "image/gif", with: "image/tiff")),
      expected: .refused(
        "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or "
          + "'image/webp'")),
  ]

  static let settingRows: [Row] = [
    Row(
      rule: .thinkingMode,
      body: body("claude-opus-5", 3000, #""thinking":{"type":"enabled","budget_tokens":2000},"#),
      expected: .refused(
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
          + "\"output_config.effort\" to control thinking behavior.")),
    Row(
      rule: .thinkingMode, body: body("claude-haiku-4-5", 3000, #""thinking":{"type":"adaptive"},"#),
      expected: .refused("adaptive thinking is not supported on this model")),
    Row(
      rule: .forcedToolWithThinking,
      body: body(
        "claude-sonnet-4-5", 3000,
        #""thinking":{"type":"enabled","budget_tokens":2000},"tool_choice":{"type":"any"},"tools":[{"name":"a","input_schema":{"type":"object"}}],"#
      ), expected: .refused("Thinking may not be enabled when tool_choice forces tool use.")),
    Row(
      rule: .thinkingAtEffort,
      body: body(
        "claude-opus-5", 10, #""thinking":{"type":"disabled"},"output_config":{"effort":"xhigh"},"#),
      expected: .refused("\"thinking.type.disabled\" is not supported at effort 'xhigh'")),
    Row(
      rule: .thinkingAtEffort,
      body: body("claude-opus-5", 10, #""thinking":{"type":"disabled"},"output_config":{"effort":"high"},"#),
      expected: .verdict(.fits)),
    Row(
      rule: .effortLevel, body: body("claude-opus-4-6", 10, #""output_config":{"effort":"xhigh"},"#),
      expected: .refused("This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.")),
    Row(
      rule: .forcedTool, body: body("claude-fable-5-1", 10, #""tool_choice":{"type":"any"},\#(tool("{}")),"#),
      expected: .refused("tool_choice forces tool use, which this model does not take")),
    Row(
      rule: .forcedTool, body: body("claude-haiku-5-5", 10, #""tool_choice":{"type":"any"},\#(tool("{}")),"#),
      expected: .verdict(.fits)),
    Row(
      rule: .temperatureRange, body: body("claude-sonnet-4-6", 10, #""temperature":-5,"#),
      expected: .refused("temperature: range: 0..1")),
    Row(
      rule: .samplingWithThinking,
      body: body("claude-sonnet-4-5", 3000, #""temperature":0.5,"thinking":{"type":"enabled","budget_tokens":2000},"#),
      expected: .refused(
        "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at "
          + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
          + "#important-considerations-when-using-extended-thinking")),
    Row(
      rule: .temperatureWithTopP, body: body("claude-haiku-4-5", 10, #""temperature":0.7,"top_p":0.3,"#),
      expected: .refused("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")),
    Row(
      rule: .samplingRejected, body: body("claude-opus-4-7", 10, #""temperature":0.7,"#),
      expected: .refused("temperature: this model takes its default only")),
    Row(
      rule: .samplingRejected, body: body("claude-opus-4-7", 10, #""temperature":1,"#), expected: .verdict(.fits)),
  ]

  static let messageRows: [Row] = [
    Row(
      rule: .prefill,
      body:
        #"{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      expected: .refused(
        "This model does not support assistant message prefill. The conversation must end with a user message.")),
    Row(
      rule: .messagesPresent, body: #"{"model":"claude-opus-5","max_tokens":9,"messages":[]}"#,
      expected: .refused("messages: at least one message is required")),
    Row(
      rule: .toolResultPairs,
      body: body("claude-opus-5", 10, content: #"[{"type":"tool_result","tool_use_id":"x","content":"y"}]"#),
      expected: .mayBeRefused),
    Row(
      rule: .contentPresent, body: body("claude-opus-5", 9, content: #""""#),
      expected: .refused(
        "messages.0: all messages must have non-empty content except for the optional final assistant message")),
    Row(
      rule: .toolResultPairs,
      body:
        #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"x","name":"n","input":{}},{"type":"tool_use","id":"y","name":"n","input":{}}]},{"role":"user","content":"b"}]}"#,
      expected: .possibly(
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: x, y. Each `tool_use` "
          + "block must have a corresponding `tool_result` block in the next message.")),
    Row(
      rule: .uniqueToolUseIDs,
      body:
        #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"x","name":"n","input":{}},{"type":"tool_use","id":"x","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"y"}]}]}"#,
      expected: .mayBeRefused),
    Row(
      rule: .prefillWithTools,
      body:
        #"{"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"b"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object"}}}}]}}"#,
      policy: { $0.model = "anthropic.claude-3-haiku-20240307-v1:0" },
      expected: .possibly(
        "The model returned the following errors: Your API request included an `assistant` message in the final "
          + "position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` "
          + "response is not supported.")),
    Row(
      rule: .mediaSource,
      body: body(
        "claude-sonnet-4-5", 10,
        content:
          #"[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"text","text":"?"}]"#),
      policy: { $0.platform = .bedrock },
      expected: .refused("messages.0.content.0.image.source.base64.data: URL sources are not supported")),
    Row(
      rule: .converseBlocks,
      body:
        #"{"messages":[{"role":"user","content":[{"document":{"name":"a","format":"txt","source":{"text":"b"}}}]}]}"#,
      policy: { $0.model = "anthropic.claude-sonnet-4-5-20250929-v1:0" },
      expected: .refused(
        "A text block must be included when using documents. Add a text block and retry your request.")),
    Row(
      rule: .converseBlocks,
      body:
        #"{"messages":[{"role":"user","content":[{"text":"a"},{"video":{"format":"mp4","source":{"bytes":"AAAA"}}}]}]}"#,
      policy: { $0.model = "anthropic.claude-sonnet-4-5-20250929-v1:0" },
      expected: .refused(
        "This model doesn't support the video content block that you provided. Update the content block and try again.")
    ),
    Row(
      rule: .citationsSupported,
      body: body(
        "claude-3-haiku-20240307", 10,
        content:
          #"[{"type":"document","citations":{"enabled":true},"source":{"type":"text","data":"b"}},{"type":"text","text":"?"}]"#
      ),
      expected: .refused("'claude-3-haiku-20240307' does not support citations.")),
    Row(
      rule: .fieldsRequired, body: body("claude-opus-5", 10, #""tools":[{"name":"a"}],"#),
      expected: .refused("tools.0.input_schema: Field required")),
    Row(
      rule: .fieldTypes,
      body: #"{"model":"claude-opus-5","max_tokens":"many","messages":[{"role":"user","content":"a"}]}"#,
      expected: .refused("max_tokens: an integer is expected, not a string")),
    Row(
      rule: .fieldTypes, body: body("claude-opus-5", 10, #""temperature":"hot","#),
      expected: .refused(#"temperature: a number is expected, not "hot""#)),
    Row(
      rule: .knownBetas, body: body("claude-opus-5", 10), policy: { $0.betas = ["time-travel-2027-01-01"] },
      expected: .holds { plan, _ in plan.verdict == .fits && plan.notices.contains { $0.code == .unknownBeta } }),
    Row(
      rule: .knownBetas, body: body("claude-opus-5", 10), policy: { $0.betas = ["files-api-2025-04-14"] },
      expected: .holds { plan, _ in plan.notices.isEmpty }),
    Row(
      rule: .knownRoles,
      body: #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"robot","content":"a"}]}"#,
      expected: .refused("messages.0.role: Input should be 'user' or 'assistant'")),
    Row(
      rule: .knownBlocks,
      body: body("claude-opus-5", 10, content: #"[{"type":"hologram"},{"type":"text","text":"a"}]"#),
      expected: .possibly(
        "messages.0.content.0: Input tag 'hologram' found using 'type' does not match any of the expected tags")),
  ]

  static let toolRows: [Row] = [
    Row(
      rule: .toolName,
      body: body("claude-opus-5", 10, #""tools":[{"name":"read file","input_schema":{"type":"object"}}],"#),
      expected: .refused("tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")),
    Row(
      rule: .uniqueToolNames,
      body: body(
        "claude-opus-5", 10,
        #""tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}],"#),
      expected: .refused("tools: Tool names must be unique.")),
    Row(
      rule: .toolSchema, body: body("claude-opus-5", 10, #""tools":[{"name":"a","input_schema":{}}],"#),
      expected: .refused("tools.0.custom.input_schema.type: Field required")),
    Row(
      rule: .toolSchema, body: body("claude-opus-5", 10, #""tools":[{"name":"a","input_schema":{"type":"string"}}],"#),
      expected: .refused("tools.0.custom.input_schema.type: Input should be 'object'")),
    Row(
      rule: .toolSchema, body: body("claude-opus-5", 10, #""tools":[{"name":"a","input_schema":true}],"#),
      expected: .refused("tools.0.custom.input_schema: Input does not match the expected shape.")),
    Row(
      rule: .strictSchema,
      body: body("claude-sonnet-4-6", 10, tool(#"{"a":{"type":"array","maxItems":5}}"#) + ","),
      expected: .refused("tools.0.custom: For 'array' type, property 'maxItems' is not supported")),
    Row(
      rule: .strictSchema,
      body: body(
        "claude-sonnet-4-6", 10,
        tool(
          ##"{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"anyOf":[{"$ref":"#/$defs/B"}]},"B":{"items":{"$ref":"#/$defs/A"}}}"##
        )
          + ","),
      expected: .refused(
        "tools.0.custom: Invalid schema: Circular reference detected in schema definitions: A -> B -> A. "
          + "Self-referencing or mutually-referencing definitions are not supported.")),
    Row(
      rule: .strictToolLimits,
      body: body(
        "claude-sonnet-4-6", 10,
        #""tools":["#
          + (0...20).map {
            #"{"name":"t\#($0)","strict":true,"input_schema":{"type":"object","additionalProperties":false}}"#
          }
          .joined(separator: ",") + "],"),
      expected: .refused(
        "Too many strict tools (21). The maximum number of strict tools supported is 20. Try reducing the number of tools "
          + "marked as strict.")),
    Row(
      rule: .strictToolLimits,
      body: body("claude-sonnet-4-6", 10, tool("{" + optional(25, #"{"type":"string"}"#) + "}") + ","),
      expected: .refused(
        "Schemas contains too many optional parameters (25), which would make grammar compilation inefficient. Reduce the "
          + "number of optional parameters in your tool schemas (limit: 24).")),
    Row(
      rule: .strictToolLimits,
      body: body("claude-sonnet-4-6", 10, tool("{" + optional(17, #"{"type":["string","null"]}"#) + "}") + ","),
      expected: .refused(
        "Schemas contains too many parameters with union types (17 parameters with type arrays or anyOf). This causes "
          + "exponential compilation cost. Reduce the number of nullable or union-typed parameters (limit: 16 parameters "
          + "with unions).")),
    Row(
      rule: .outputSchema,
      body: body(
        "claude-sonnet-4-5", 10, #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"#),
      expected: .refused(
        "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false")),
    Row(
      rule: .outputSchema, body: body("claude-sonnet-4-5", 10, #""output_format":{"type":"json_schema"},"#),
      expected: .refused("output_format.schema: Field required")),
    Row(
      rule: .outputFormatSupported,
      body: body(
        "claude-sonnet-4-20250514", 10,
        #""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#),
      expected: .refused("'claude-sonnet-4-20250514' does not support output format.")),
  ]

  /// A strict tool with these properties, as a body's field.
  private static func tool(_ properties: String) -> String {
    #""tools":[{"name":"a","strict":true,"input_schema":{"type":"object","additionalProperties":false,"properties":\#(properties)}}]"#
  }

  private static func optional(_ count: Int, _ schema: String) -> String {
    (0..<count).map { #""p\#($0)":\#(schema)"# }.joined(separator: ",")
  }

  static let editRows: [Row] = [
    Row(
      rule: .compactionMinimum,
      body: body(
        "claude-opus-5", 10,
        #""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":49999}}]},"#
      ),
      expected: .refused(
        "context_management.edits.0.trigger.value: Input should be greater than or equal to 50000")),
    Row(
      rule: .clearThinkingFirst,
      body: body(
        "claude-opus-5", 10,
        #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"},{"type":"clear_thinking_20251015"}]},"#),
      expected: .refused("context_management.edits: clear_thinking_20251015 must be first")),
    Row(
      rule: .toolUsesCleared,
      body: turns("").replacingOccurrences(
        of: #""messages""#,
        with: #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},"messages""#),
      policy: { $0.model = "claude-opus-4-5" },
      // One call, far below 100,000 tokens: nothing is cleared.
      expected: .holds { plan, _ in plan.unedited == nil && plan.verdict == .fits }),
    Row(
      rule: .compactionOnDemand,
      body: body("claude-opus-5", 10, #""compaction":{"type":"summarize"},"context_management":{"edits":[]},"#),
      expected: .refused("compaction: not supported together with context_management")),
    Row(
      rule: .compactionOnDemand, body: body("claude-opus-5", 10, #""compaction":{"type":"summarize"},"#),
      policy: { $0.platform = .bedrock }, expected: .refused("compaction: Extra inputs are not permitted")),
    Row(
      rule: .editNumbers,
      body: body(
        "claude-opus-5", 10,
        #""context_management":{"edits":[{"type":"clear_tool_uses_20250919","keep":{"type":"tool_uses","value":-3}}]},"#
      ),
      expected: .refused("context_management.edits.0.keep.value: Input should be greater than or equal to 0")),
  ]

  // MARK: Media

  /// GIF headers of that width, one high, and perhaps more base64 behind them.
  private static func images(_ count: Int, width: Int, padding: Int = 0) -> String {
    let header: [UInt8] = Array("GIF89a".utf8) + [UInt8(width & 255), UInt8(width >> 8), 1, 0, 0, 0, 0, 0]
    let data = Data(header).base64EncodedString().replacingOccurrences(of: "=", with: "A")
    let image =
      #"{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"\#(data)\#(String(repeating: "A", count: padding))"}}"#
    return "[" + Array(repeating: image, count: count).joined(separator: ",") + "]"
  }

  /// Blocks and one more.
  private static func mixed(_ blocks: String, _ block: String) -> String { "\(blocks.dropLast()),\(block)]" }

  /// A PDF that has nothing but its page tree.
  private static func pdf(pages: Int) -> String {
    var text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    let kids = (0..<pages).map { "\($0 + 3) 0 R" }.joined(separator: " ")
    text += "2 0 obj<</Type/Pages/Kids[\(kids)]/Count \(pages)/MediaBox[0 0 612 792]>>endobj\n"
    for page in 0..<pages { text += "\(page + 3) 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" }
    text += "trailer<</Root 1 0 R>>\n%%EOF"
    let data = Data(text.utf8).base64EncodedString()
    return
      #"[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"\#(data)"}},{"type":"text","text":"?"}]"#
  }
}
