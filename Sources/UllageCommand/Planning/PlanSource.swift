import MessagesAPI

/// How a plan is printed.
enum PlanFormat: String, CaseIterable {
  case table, json, svg, html
}

/// Where the request comes from: a body or a transcript, and perhaps a list of tools.
struct PlanSource {
  let file: InputPath
  let isTranscript: Bool
  let tools: InputPath?

  /// What was read.
  struct Content {
    var request: MessagesRequest
    /// Bytes of the body as it is sent; nil for a transcript.
    var bodyLength: Int?
    var thinkingTokens: [String: Int] = [:]
    /// What people should know of the reading.
    var notes: [String] = []
  }

  func read() throws(Complaint) -> Content {
    var content = try isTranscript ? transcript() : body()
    if let tools {
      let bytes = try FileReader(tools).all()
      do { content.request.tools += try Tool.list(mcp: bytes) } catch { throw Complaint(error, in: tools.name) }
      content.bodyLength = nil
    }
    return content
  }

  private func body() throws(Complaint) -> Content {
    let bytes = try FileReader(file).all()
    do {
      return Content(request: try MessagesRequest(decoding: bytes), bodyLength: bytes.count)
    } catch {
      throw Complaint(error, in: file.name)
    }
  }

  private func transcript() throws(Complaint) -> Content {
    let bytes = try FileReader(file).all()
    let transcript: Transcript
    do { transcript = try Transcript(decoding: bytes) } catch { throw Complaint(error, in: file.name) }
    var content = Content(request: transcript.request, thinkingTokens: transcript.thinkingTokens)
    content.notes.append("a transcript has neither system prompt nor tools: the client's own come on top")
    if let input = transcript.lastInputTokens {
      content.notes.append("the API counted \(input) tokens of input at the transcript's last call")
    }
    for (what, count) in transcript.skipped.sorted(by: { $0.key < $1.key }) {
      content.notes.append("not part of the conversation: \(what), lines: \(count)")
    }
    return content
  }
}
