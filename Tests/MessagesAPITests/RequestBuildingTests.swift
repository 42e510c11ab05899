import JSONText
import MessagesAPI
import Testing

@Suite struct RequestBuildingTests {
  @Test("a request built in code reads back as itself")
  func aRequestBuiltInCode() throws {
    var request = MessagesRequest(
      model: "claude-opus-5", maxTokens: 100,
      messages: [
        Message(role: .user, "hi"),
        Message(
          role: .assistant, [.text("Let me look."), .toolUse(id: "t1", name: "read", input: ["path": "a", "n": 1.50])]),
        Message(role: .user, [.toolResult(toolUseID: "t1", "done \"now\"")]),
      ])
    request.system = "Be brief."
    request.tools = [Tool(name: "read", description: "Reads", inputSchema: ["type": "object"])]
    let body = request.encoded()
    #expect(
      String(decoding: body, as: UTF8.self)
        == #"{"model":"claude-opus-5","max_tokens":100,"system":"Be brief.","messages":[{"role":"user","content":"hi"},"#
        + #"{"role":"assistant","content":[{"type":"text","text":"Let me look."},"#
        + #"{"type":"tool_use","id":"t1","name":"read","input":{"path":"a","n":1.5}}]},"#
        + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"done \"now\""}]}],"#
        + #""tools":[{"name":"read","description":"Reads","input_schema":{"type":"object"}}]}"#)
    let again = try MessagesRequest(decoding: body)
    #expect(again == request)
    #expect(again.notices.isEmpty)
  }

  @Test("every block built in code reads back as itself")
  func everyBlockBuiltInCode() throws {
    var document = DocumentBlock(source: MediaSource(.content("a")), title: "T", context: "C")
    document.citations = ["enabled": true]
    let blocks: [ContentBlock] = [
      .text("a\u{0}\"é"), .image(mediaType: "image/png", base64: "AAAA"), .document(document),
      .document(DocumentBlock(source: MediaSource(.text(mediaType: "text/plain", data: "x")))),
      .image(ImageBlock(source: MediaSource(.url("https://a.b/c.png")), cacheControl: CacheControl(ttl: "1h"))),
      .image(ImageBlock(source: MediaSource(.file(id: "file_1")))),
      .searchResult(SearchResultBlock(source: "s", title: "t", content: [.text("c")], citations: ["enabled": false])),
      .toolUse(id: "1", name: "n", input: ["k": [1, "v"]]),
      .serverToolUse(ToolUseBlock(id: "2", name: "web_search", input: ["query": "q"])),
      .mcpToolUse(ToolUseBlock(id: "3", name: "n", input: [:], serverName: "s")),
      .toolResult(toolUseID: "1", [.text("r")], isError: true), .toolResult(toolUseID: "1", nil),
      .mcpToolResult(ToolResultBlock(toolUseID: "3", content: "r")),
      .serverToolResult(ServerToolResultBlock(type: "web_search_tool_result", toolUseID: "2", content: [])),
      .thinking("hm", signature: "sig"), .redactedThinking(RedactedThinkingBlock(data: "d")),
      .toolReference(ToolReferenceBlock(toolName: "n")),
      .toolAddition(ToolChangeBlock(tool: ["type": "tool_reference", "name": "n"])),
      .toolRemoval(ToolChangeBlock(tool: ["type": "tool_reference", "name": "n"])),
      .containerUpload(ContainerUploadBlock(fileID: "f")), .compaction(CompactionBlock(content: "c")),
      .unknown(UnknownBlock(type: "hologram", json: ["type": "hologram", "x": 1])),
    ]
    let request = MessagesRequest(model: nil, messages: [Message(role: .user, blocks)])
    let again = try MessagesRequest(decoding: request.encoded())
    #expect(again.messages[0].blocks.count == blocks.count)
    for (one, other) in zip(again.messages[0].blocks, blocks) {
      #expect(one == other)
      #expect(one.json != nil && one.type == other.type)
    }
    #expect(again.notices.contains { $0.code == .unknownBlock && $0.path.description == "messages[0].content[21]" })
  }

  @Test("a cache breakpoint can be set on any block")
  func aCacheBreakpointCanBe() throws {
    let blocks: [ContentBlock] = [
      .text("a"), .toolResult(toolUseID: "1", nil), .toolReference(ToolReferenceBlock(toolName: "n")),
      .unknown(UnknownBlock(type: "x", json: ["type": "x", "y": 1])),
    ]
    for var block in blocks {
      #expect(block.cacheControl == nil)
      block.setCacheControl(CacheControl(ttl: "1h"))
      #expect(block.cacheControl?.ttl == "1h")
      block.setCacheControl(nil)
      #expect(block.cacheControl == nil)
    }
  }
}

@Suite struct RequestEditingTests {
  static let body = #"""
    { "messages" : [ {"content":"a\u00e9", "role":"user"} ,
        {"role": "assistant", "content": [ {"text" : "x", "type":"text", "odd": 1.50},  {"type":"text","text":"y"} ]},
        {"role": "user", "content": "z"} ],
      "model":"m", "max_tokens": 1e2, "temperature":  0.70, "top_k":5 }
    """#

  @Test("an untouched request is written as it was read")
  func anUntouchedRequestIsWritten() throws {
    let request = try MessagesRequest(decoding: Array(Self.body.utf8))
    #expect(String(decoding: request.encoded(), as: UTF8.self) == Self.body)
  }

  @Test("a changed block leaves everything else as it was spelt")
  func aChangedBlockLeavesEverything() throws {
    var request = try MessagesRequest(decoding: Array(Self.body.utf8))
    guard case .blocks(var blocks) = request.messages[1].content else { return #expect(Bool(false)) }
    blocks[1] = .text("new")
    request.messages[1].content = .blocks(blocks)
    #expect(
      String(decoding: request.encoded(), as: UTF8.self)
        == #"{"messages":[{"content":"a\u00e9", "role":"user"},{"role":"assistant","content":["#
        + #"{"text" : "x", "type":"text", "odd": 1.50},{"type":"text","text":"new"}]},"#
        + #"{"role": "user", "content": "z"}],"model":"m","max_tokens":1e2,"temperature":0.70,"top_k":5}"#)
  }

  @Test("fields are changed, removed and added where they stand")
  func fieldsAreChangedRemovedAnd() throws {
    var request = try MessagesRequest(decoding: Array(Self.body.utf8))
    request.messages = [Message(role: .user, "hi")]
    request.maxTokens = 7
    request.model = nil
    request.stream = true
    request.otherFields.removeAll { $0.name == "top_k" }
    #expect(
      String(decoding: request.encoded(), as: UTF8.self)
        == #"{"messages":[{"role":"user","content":"hi"}],"max_tokens":7,"temperature":0.70,"stream":true}"#)
  }

  @Test("a field inside a block is changed where it stands")
  func aFieldInsideABlock() throws {
    var request = try MessagesRequest(
      decoding: Array(
        #"{"messages":[{"role":"user","content":[{"tool_use_id":"1", "x":null, "content":"long", "type":"tool_result"}]}]}"#
          .utf8))
    guard case .blocks(var blocks) = request.messages[0].content, case .toolResult(var result) = blocks[0] else {
      return #expect(Bool(false))
    }
    result.content = "short"
    blocks[0] = .toolResult(result)
    request.messages[0].content = .blocks(blocks)
    #expect(
      String(decoding: request.encoded(), as: UTF8.self)
        == #"{"messages":[{"role":"user","content":[{"tool_use_id":"1","x":null,"content":"short","type":"tool_result"}]}]}"#
    )
  }

  @Test("of a field that stands twice the last one holds, where it is written, too")
  func ofAFieldThatStands() throws {
    var request = try MessagesRequest(decoding: Array(#"{"messages":[],"odd":1,"odd":2,"temperature":1}"#.utf8))
    #expect(request.otherFields["odd"] == 2)
    request.maxTokens = 7
    #expect(
      String(decoding: request.encoded(), as: UTF8.self) == #"{"messages":[],"odd":2,"temperature":1,"max_tokens":7}"#)
    request.otherFields.append(Field("odd", 3))
    #expect(
      String(decoding: request.encoded(), as: UTF8.self) == #"{"messages":[],"odd":3,"temperature":1,"max_tokens":7}"#)
  }

  @Test("fields by the ten thousand are read and written in linear time", .timeLimit(.minutes(1)))
  func fieldsByTheTenThousand() throws {
    let fields = (0..<30_000).map { #""field\#($0)":\#($0)"# }.joined(separator: ",")
    var request = try MessagesRequest(decoding: Array(#"{"messages":[],\#(fields)}"#.utf8))
    #expect(request.otherFields.count == 30_000)
    request.maxTokens = 7
    #expect(String(decoding: request.encoded(), as: UTF8.self) == #"{"messages":[],\#(fields),"max_tokens":7}"#)
  }
}
