import JSONText
import MessagesAPI
import Testing

@Suite struct RequestDecodingTests {
  @Test func `a request built in code reads back as itself`() throws {
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
}
