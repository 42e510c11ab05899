import MessagesAPI
import RequestCounting
import SessionReading

/// How a plan is printed.
enum PlanFormat: String, CaseIterable {
  case table, json, svg, html
}

/// Where the request comes from: a body or a session, and perhaps a list of tools.
struct PlanSource {
  let file: InputPath
  /// Whether the file is a session whatever it looks like.
  let isSession: Bool
  let tools: InputPath?
  /// What a thread held before the request: a session or a body.
  let history: InputPath?

  /// What was read.
  struct Content {
    var request: MessagesRequest
    /// The session, where the file is one.
    var session: Session?
    /// Bytes of the body as it is sent; nil for a session.
    var bodyLength: Int?
    /// What people should know of the reading.
    var notes: [String] = []
  }

  /// What a file turned out to be.
  enum Outcome {
    case content(Content)
    /// A session of which nothing can be said.
    case unreadable(SessionError)
  }

  func read() throws(Complaint) -> Outcome {
    let outcome = try withHistory(isSession ? session() : body())
    guard let tools, case .content(var content) = outcome else { return outcome }
    let bytes = try FileReader(tools).all()
    do { content.request.tools += try Tool.list(mcp: bytes) } catch { throw Complaint(error, in: tools.name) }
    content.session?.request.tools = content.request.tools
    content.bodyLength = nil
    return .content(content)
  }

  /// The request behind the history that it continues; the history's system prompt and tools hold.
  private func withHistory(_ outcome: Outcome) throws(Complaint) -> Outcome {
    guard let history, case .content(var content) = outcome else { return outcome }
    let source = PlanSource(
      file: history, isSession: history.name.hasSuffix(".jsonl"), tools: nil, history: nil)
    guard case .content(let earlier) = try source.read() else {
      throw .usage("the history \(history.name) is no session that can be read", remedy: "--history SESSION or BODY")
    }
    content.request = content.request.continuing(earlier.request)
    content.session = nil
    content.bodyLength = nil
    return .content(content)
  }

  private func body() throws(Complaint) -> Outcome {
    let bytes = try FileReader(file).all()
    do {
      return .content(Content(request: try MessagesRequest(decoding: bytes), bodyLength: bytes.count))
    } catch {
      // An array of messages, or what another agent exports as one document, is a session as well.
      var reader = SessionReader()
      reader.append(bytes)
      if let session = try? reader.finish(), session.format != .requests { return .content(Self.content(session)) }
      throw Complaint(error, in: file.name)
    }
  }

  private func session() throws(Complaint) -> Outcome {
    let input = try FileReader(file)
    var reader = SessionReader()
    while let chunk = try input.next() { reader.append(chunk) }
    do { return .content(Self.content(try reader.finish())) } catch {
      if error.code == .notJSON { throw Complaint(error, in: file.name) }
      return .unreadable(error)
    }
  }

  private static func content(_ session: Session) -> Content {
    var content = Content(request: session.request, session: session)
    let hasUsage = session.calls.contains { $0.usage.isSinglePass } || session.beforeCompaction != nil
    if !session.isWhole, !hasUsage {
      content.notes.append(
        "the session has neither usage nor system prompt and tools: the client's own come on top of what is counted")
    }
    content.notes += session.notes.map(\.description)
    return content
  }
}

extension Complaint {
  init(_ error: SessionError, in file: String) {
    let place = error.line.map { "\(file):\($0)" } ?? file
    self.init(
      code: error.code.rawValue, message: error.message, place: place, remedy: error.remedy,
      status: error.code == .notJSON ? .badData : .incomplete)
  }
}
