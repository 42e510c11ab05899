/// Bodies of our own making that have nearly every kind of part, for laws and damage.
enum Bodies {
  static let all = [messages, recent, converse, chat]

  /// The start of a PNG of 640 by 480 pixels, in base64.
  static let png = "iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAIAAAAC"
  /// A page with one line, in base64: `PDFTextTests` has such files in plain.
  static let pdf =
    "JVBERi0xLjEKMSAwIG9iajw8L1BhZ2VzIDIgMCBSPj5lbmRvYmogMiAwIG9iajw8L0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAg"
    + "b2JqPDwvTWVkaWFCb3hbMCAwIDYxMiA3OTJdL1Jlc291cmNlczw8L0ZvbnQ8PC9GIDQgMCBSPj4+Pi9Db250ZW50cyA1IDAgUj4+ZW5kb2Jq"
    + "IDQgMCBvYmo8PC9TdWJ0eXBlL1R5cGUxPj5lbmRvYmogNSAwIG9iajw8L0xlbmd0aCAzMD4+c3RyZWFtCkJUIC9GIDEyIFRmIChIZWxsbyB0"
    + "aGVyZSkgVGogRVQKZW5kc3RyZWFtIGVuZG9iaiB0cmFpbGVyPDwvUm9vdCAxIDAgUj4+"

  static let messages = """
    {"model": "claude-sonnet-4-5", "max_tokens": 9000, "system": [{"type": "text", "text": "Be  brief.\\n"}],
     "thinking": {"type": "enabled", "budget_tokens": 2000}, "tool_choice": {"type": "auto"},
     "tools": [{"name": "look", "description": "Looks -- about.", "input_schema": {"type": "object", "n": 1.50e3}},
      {"type": "web_search_20250305", "name": "web_search"}, {"type": "abacus_1", "name": "abacus"}],
     "output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}}}},
     "messages": [
      {"role": "user", "content": [{"type": "text", "text": "What is in \\ud83d\\ude00 there?"},
       {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "\(png)"}},
       {"type": "document", "title": "T", "citations": {"enabled": true},
        "source": {"type": "text", "media_type": "text/plain", "data": "One. Two! Three"}},
       {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "\(pdf)"}}]},
      {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm.", "signature": "EhYKAggBKhAAAAAAAAAAAAAA"},
       {"type": "redacted_thinking", "data": "AAAA"}, {"type": "text", "text": "I look."},
       {"type": "tool_use", "id": "a", "name": "look", "input": {"at": "x", "n": [1, 2.0, null]}},
       {"type": "tool_use", "id": "b", "name": "look", "input": {}}]},
      {"role": "user", "content": [
       {"type": "tool_result", "tool_use_id": "a", "content": [{"type": "text", "text": "a tree"},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/x.png"}}]},
       {"type": "tool_result", "tool_use_id": "b", "is_error": true}, {"type": "text", "text": "Well?"},
       {"type": "search_result", "title": "t", "source": "s", "content": [{"type": "text", "text": "x"}]}]},
      {"role": "assistant", "content": "It"}]}
    """

  static let recent = """
    {"model": "claude-opus-5", "system": "Be brief.", "thinking": {"type": "adaptive"},
     "output_config": {"task_budget": {"type": "tokens", "total": 20000}},
     "tools": [{"name": "look", "input_schema": {"type": "object"}},
      {"name": "later", "defer_loading": true, "input_schema": {"type": "object"}},
      {"type": "tool_search_tool_bm25_20251119", "name": "tool_search"}],
     "messages": [{"role": "user", "content": "Look.  "},
      {"role": "assistant", "content": [{"type": "thinking", "thinking": "", "signature": "EhYKAggBKhAAAAAAAAAAAAAA"},
       {"type": "server_tool_use", "id": "s", "name": "tool_search", "input": {"query": "x"}},
       {"type": "tool_search_tool_result", "tool_use_id": "s", "content": {"type": "tool_search_tool_search_result",
        "tool_references": [{"type": "tool_reference", "tool_name": "later"}]}},
       {"type": "tool_use", "id": "a", "name": "later", "input": {"b": 2}}]},
      {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "done"},
       {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "\(png)"}}]},
      {"role": "system", "content": "Now hurry."}, {"role": "user", "content": [{"type": "text", "text": "Go on. \\n"}]}]}
    """

  static let converse = """
    {"system": [{"text": "Be brief."}, {"cachePoint": {"type": "default"}}], "inferenceConfig": {"maxTokens": 100},
     "toolConfig": {"tools": [{"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object"}}}}]},
     "messages": [{"role": "user", "content": [{"text": "Look."},
       {"document": {"name": "d", "format": "txt", "source": {"bytes": "T25lLiBUd28h"}}}]},
      {"role": "assistant", "content": [{"toolUse": {"toolUseId": "a", "name": "look", "input": {"x": 1}}}]},
      {"role": "user", "content": [{"toolResult": {"toolUseId": "a", "content": [{"json": {"y": 2}}], "status": "error"}}]}]}
    """

  static let chat = """
    {"model": "anthropic/claude-haiku-4.5", "tool_choice": "required", "messages": [
      {"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Look."},
       {"type": "image_url", "image_url": {"url": "data:image/png;base64,\(png)"}}]},
      {"role": "assistant", "content": null, "tool_calls": [
       {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{\\"x\\": 1}"}}]},
      {"role": "tool", "tool_call_id": "a", "content": "a tree"}],
     "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]}
    """

  static let models = [
    "claude-2.1", "claude-3-haiku-20240307", "claude-3-opus-20240229", "claude-3-7-sonnet-20250219",
    "claude-sonnet-4-5",
    "claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5", "claude-opus-5-5", "claude-next",
  ]
}
