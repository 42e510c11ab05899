import SessionReading
import Testing

@Suite("Logs of other programs")
struct OtherProgramTests {
  private static let user = #"{"role":"user","content":[{"type":"text","text":"a"}]}"#

  /// What each writes, as its users know it.
  static let logs: [(name: String, rows: [String])] = [
    ("Codex", [#"{"type":"session_meta","payload":{"id":"s"}}"#]),
    ("Codex", [#"{"id":"s","instructions":"i"}"#, #"{"record_type":"state"}"#]),
    ("Codex", [#"{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]}"#]),
    ("Codex", [#"{"type":"function_call","name":"shell","arguments":"{}"}"#]),
    ("Codex", [#"{"type":"thread.started","thread_id":"x"}"#]),
    ("Codex", [#"{"session_id":"s","ts":1,"text":"a"}"#]),
    ("goose", [#"{"working_dir":"/x","message_count":2}"#]),
    ("goose", [user, #"{"role":"user","content":[{"type":"toolResponse","id":"t"}]}"#]),
    ("goose", [#"{"id":"1","working_dir":"/x","conversation":[]}"#]),
    ("Gemini", [#"{"contents":[{"role":"user","parts":[]}]}"#]),
    ("Gemini", [#"{"sessionId":"s","projectHash":"h","messages":[]}"#]),
    ("Gemini", [#"[{"role":"user","parts":[{"text":"a"}]}]"#]),
    ("Gemini", [#"[{"sessionId":"s","messageId":0,"type":"user","message":"a"}]"#]),
    ("Qwen Code", [#"{"uuid":"u","type":"user","message":{"role":"user","parts":[{"text":"a"}]}}"#]),
    ("Cursor", [#"{"composerId":"c","text":"a"}"#]),
    ("Cursor", [#"{"tabs":[{"bubbles":[{"type":"user"}]}]}"#]),
    (
      "Cursor",
      [
        #"{"type":"user","session_id":"s","message":\#(user)}"#,
        #"{"type":"tool_call","subtype":"completed","tool_call":{"readToolCall":{}},"session_id":"s"}"#,
      ]
    ),
    ("Copilot", [#"{"requesterUsername":"m","responderUsername":"GitHub Copilot","requests":[]}"#]),
    ("Copilot", [#"{"kind":0,"v":{"version":3,"responderUsername":"GitHub Copilot"}}"#]),
    ("Copilot", [#"{"type":"session.start","data":{"sessionId":"s"}}"#]),
    ("Amp", [#"{"v":12,"id":"T-1","messages":[\#(user)]}"#]),
    ("Crush", [#"{"session_id":"s","role":"user","parts":[{"type":"text","data":{"text":"a"}}]}"#]),
    ("Crush", [#"[{"session_id":"s","role":"user","parts":"[]"}]"#]),
    ("Crush", [#"{"session":{"id":"s"},"messages":[{"session_id":"s","role":"user","parts":[{"data":{}}]}]}"#]),
    ("Continue", [#"{"sessionId":"s","workspaceDirectory":"/x","history":[{"message":\#(user)}]}"#]),
    ("Continue", [#"{"eventName":"chatInteraction","schema":"0.2.0","prompt":"a"}"#]),
    ("Continue", [#"[{"sessionId":"s","dateCreated":"1","workspaceDirectory":"/x"}]"#]),
    ("Cline", [#"[{"ts":1,"type":"say","say":"text","text":"a"}]"#]),
    ("claude.ai", [#"[{"uuid":"u","chat_messages":[{"text":"a"}]}]"#]),
    ("ChatGPT", [#"[{"title":"t","mapping":{"a":{}},"current_node":"a"}]"#]),
    ("Zed", [#"{"version":"0.3.0","messages":[{"User":{"content":[]}}]}"#]),
    ("Zed", [#"{"version":"0.2.0","messages":[{"role":"user","segments":[]}]}"#]),
    ("OpenHands", [#"[{"id":0,"source":"user","action":"message","args":{}}]"#]),
    ("Amazon Q", [#"{"conversation_id":"c","history":[]}"#]),
    ("opencode", [#"{"id":"prt_1","messageID":"m","sessionID":"ses_1","type":"text","text":"a"}"#]),
    ("prompts", [#"{"display":"a","pastedContents":{},"project":"/x"}"#]),
  ]

  @Test("are named, and never counted", arguments: logs)
  func named(name: String, rows: [String]) {
    let error = #expect(throws: SessionError.self) {
      try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    }
    #expect(error?.code == .otherProgram)
    #expect(error?.message.contains(name) == true)
  }

  @Test(
    "that are text are known by their beginning",
    arguments: [
      ("# aider chat started at 2026-01-01 10:00:00\n", true), ("TO LLM 2026-01-01\n", true),
      ("# Chat\n_Exported on 1/1/2026 from Cursor (1.0)_\n", true), ("---\ntitle: x\nthreadId: T-1\n---\n", true),
      ("# A page\n", false), ("", false),
    ])
  func text(text: String, isKnown: Bool) {
    #expect((OtherProgram(ofText: text.utf8) != nil) == isKnown)
  }
}
