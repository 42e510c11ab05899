import MessagesAPI

/// Requests that no probe is like.
enum HeldOutRequests {
  static let all: [MessagesRequest] = bodies.compactMap { try? MessagesRequest(decoding: Array($0.utf8)) }

  private static let tool =
    #"{"name":"read_file","description":"Reads a file “as is”.","input_schema":{"type":"object","properties":{"path":{"type":"string"},"lines":{"type":"integer","minimum":1}},"required":["path"]}}"#

  private static let conversation =
    #"""
    {"role":"user","content":"Please read naïve.txt and tell me what it says."},
    {"role":"assistant","content":[{"type":"text","text":"Reading."},{"type":"tool_use","id":"t1","name":"read_file","input":{"path":"naïve.txt","lines":20}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"First line\nSecond line\n"}]}
    """#

  static let bodies: [String] = [
    #"{"messages":[{"role":"user","content":"Hello"}]}"#,
    #"{"messages":[{"role":"user","content":"Hello \n"}]}"#,
    #"{"system":"Be kind.","messages":[{"role":"user","content":"Was ist 3 · 4?"},{"role":"assistant","content":"12"},{"role":"user","content":[{"type":"text","text":"And"},{"type":"text","text":" 5 · 6?"}]}]}"#,
    #"{"system":[{"type":"text","text":"Be kind. "},{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":"日本の首都は?"}]}"#,
    #"{"tools":[\#(tool)],"messages":[\#(conversation)]}"#,
    #"{"system":"Be kind.","tools":[\#(tool)],"tool_choice":{"type":"any"},"messages":[\#(conversation),{"role":"assistant","content":"It has two lines."},{"role":"user","content":"Thanks."}]}"#,
    #"{"tools":[\#(tool)],"tool_choice":{"type":"tool","name":"read_file"},"messages":[{"role":"user","content":"Read a."}]}"#,
    #"{"tools":[\#(tool)],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},"messages":[{"role":"user","content":"Read a."}]}"#,
    #"{"tools":[\#(tool)],"tool_choice":{"type":"none"},"messages":[{"role":"user","content":"Read a."}]}"#,
    #"{"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"city":{"type":"string"}}}}},"messages":[{"role":"user","content":"Capital of Norway?"}]}"#,
    #"{"output_config":{"effort":"low"},"messages":[{"role":"user","content":"Capital of Norway?"}]}"#,
    #"{"thinking":{"type":"adaptive"},"system":"Be kind.","messages":[{"role":"user","content":"Capital of Norway?"}]}"#,
    #"{"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"Capital of Norway?"}]}"#,
    #"{"thinking":{"type":"enabled","budget_tokens":2000},"system":"Be kind.","tools":[\#(tool)],"messages":[\#(conversation)]}"#,
    #"{"tools":[\#(tool)],"messages":[{"role":"user","content":"Read both."},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"read_file","input":{"path":"a"}},{"type":"tool_use","id":"b","name":"read_file","input":{"path":"b"}},{"type":"tool_use","id":"c","name":"read_file","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"2"}]},{"type":"tool_result","tool_use_id":"c","content":"x","is_error":true},{"type":"text","text":"Which is larger?"}]}]}"#,
    #"{"tools":[\#(tool)],"messages":[{"role":"user","content":"Read a."},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"read_file","input":{"path":"a"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[]}]},{"role":"assistant","content":"Empty."},{"role":"user","content":"Really?"}]}"#,
  ]
}
