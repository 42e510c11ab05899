import JSONText

/// `opencode export`: one object, with the messages' parts below `messages`.
enum OpencodeExport {
  static func isExport(_ row: JSONValue) -> Bool {
    guard let messages = row["messages"], let first = messages[0] else { return false }
    return first["info"]?.isObject == true && first["parts"]?.isArray == true
  }

  static func read(_ export: JSONValue, line: Int, into table: inout RowTable) {
    guard isExport(export) else { return table.leaveOut("no export of opencode", line: line) }
    if let model = export["info"]?["model"]?["id"]?.string, model.contains("claude") { table.model = model }
    for (index, message) in (export["messages"]?.elements ?? JSONValue.null.elements).enumerated() {
      readMessage(message, number: index + 1, &table)
    }
  }

  private static func readMessage(_ message: JSONValue, number: Int, _ table: inout RowTable) {
    let info = message["info"] ?? .null
    let parts = message["parts"] ?? .null
    if info["role"]?.isText("assistant") != true {
      var row = SessionRow(line: number, .message)
      // A compaction begins with a question of the client's, whose wording the export leaves out.
      if parts.elements.contains(where: { $0["type"]?.isText("compaction") == true }) {
        table.add(SessionRow(line: number, .boundary(SessionRow.Boundary())))
      }
      row.body = SessionRow.body(role: "user", content: userContent(parts))
      return table.add(row)
    }
    if let model = info["modelID"]?.string, model.contains("claude") { table.model = model }
    // An answer that failed before its first part was not received.
    if info["error"]?.isObject == true, parts.count == 0 { return table.leaveOut("failed answer", line: number) }
    var step: [JSONValue] = []
    for part in parts.elements {
      if part["type"]?.isText("step-start") == true, !step.isEmpty {
        add(step, info, isLast: false, number, &table)
        step = []
      }
      step.append(part)
    }
    add(step, info, isLast: true, number, &table)
  }

  /// Adds the answer of one step, and the results of its calls.
  private static func add(
    _ step: [JSONValue], _ info: JSONValue, isLast: Bool, _ number: Int, _ table: inout RowTable
  ) {
    var answer = SessionRow.Answer()
    answer.id = step.first?["id"]?.string ?? info["id"]?.string.map { "\($0) \(isLast)" }
    answer.model = info["modelID"]?.string
    let tokens = step.last { $0["type"]?.isText("step-finish") == true }?["tokens"] ?? (isLast ? info["tokens"] : nil)
    answer.usage = tokens.flatMap(usage)
    answer.isFinal = answer.usage?.output != nil
    var row = SessionRow(line: number, .answer(answer))
    let calls = step.filter { $0["type"]?.isText("tool") == true }
    row.toolIDs = calls.compactMap { $0["callID"]?.string }
    row.body = SessionRow.body(role: "assistant", content: answerContent(step))
    table.add(row)
    let finished = calls.filter { ["completed", "error"].contains($0["state"]?["status"]?.string) }
    if finished.isEmpty { return }
    var results = SessionRow(line: number, .message)
    results.toolIDs = finished.compactMap { $0["callID"]?.string }
    results.body = SessionRow.body(role: "user", content: resultContent(finished))
    table.add(results)
  }

  private static func usage(_ tokens: JSONValue) -> SessionUsage? {
    let cache = tokens["cache"] ?? .null
    let parts = [tokens["input"]?.int, cache["read"]?.int, cache["write"]?.int].compactMap { $0 }
    guard let prompt = UsageReading.prompt(of: parts), prompt > 0 else { return nil }
    let output = UsageReading.tokens(tokens["output"]).map { $0 + (UsageReading.tokens(tokens["reasoning"]) ?? 0) }
    return SessionUsage(prompt: prompt, output: output)
  }

  // MARK: Content

  private static func userContent(_ parts: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { array in
      for part in parts.elements where part["ignored"]?.bool != true {
        switch part["type"]?.string {
        case "text": text(part["text"] ?? .null, to: &array)
        case "file": file(part, to: &array)
        default: break
        }
      }
    }
    return writer.take()
  }

  private static func answerContent(_ step: [JSONValue]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { array in
      for part in step {
        switch part["type"]?.string {
        case "text": text(part["text"] ?? .null, to: &array)
        case "reasoning":
          array.object { thinking in
            thinking.member("type", "thinking")
            thinking.member("thinking", copying: part["text"] ?? .null)
            if let signature = part["metadata"]?["anthropic"]?["signature"] {
              thinking.member("signature", copying: signature)
            }
          }
        case "tool":
          array.object { call in
            call.member("type", "tool_use")
            call.member("id", copying: part["callID"] ?? .null)
            call.member("name", copying: part["tool"] ?? .null)
            call.member("input", copying: part["state"]?["input"] ?? [:])
          }
        default: break
        }
      }
    }
    return writer.take()
  }

  private static func resultContent(_ calls: [JSONValue]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { array in
      for call in calls {
        let state = call["state"] ?? .null
        let isError = state["status"]?.isText("error") == true
        array.object { result in
          result.member("type", "tool_result")
          result.member("tool_use_id", copying: call["callID"] ?? .null)
          // What was pruned is sent as a short remark.
          if state["time"]?["compacted"] != nil {
            result.member("content", "[Old tool result content cleared]")
          } else {
            result.member("content", copying: (isError ? state["error"] : state["output"]) ?? .null)
          }
          if isError { result.member("is_error", true) }
        }
      }
    }
    return writer.take()
  }

  private static func text(_ text: JSONValue, to array: inout JSONWriter) {
    array.object { block in
      block.member("type", "text")
      block.member("text", copying: text)
    }
  }

  /// An image or a document as it was pasted; other files are named by their text parts.
  private static func file(_ part: JSONValue, to array: inout JSONWriter) {
    guard let mime = part["mime"]?.string, let url = part["url"]?.string, url.hasPrefix("data:"),
      let comma = url.firstIndex(of: ",")
    else { return }
    let kind = mime.hasPrefix("image/") ? "image" : mime == "application/pdf" ? "document" : nil
    guard let kind else { return }
    array.object { block in
      block.member("type", kind)
      block.object("source") { source in
        source.member("type", "base64")
        source.member("media_type", mime)
        source.member("data", String(url[url.index(after: comma)...]))
      }
    }
  }
}
