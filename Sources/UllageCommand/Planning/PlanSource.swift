import JSONText
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

  /// The file's name without its folders, for a title.
  var shortName: String { file.name.split(separator: "/").last.map(String.init) ?? file.name }

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
    /// Several requests.
    case batch(PlanBatch)
    /// A session of which nothing can be said.
    case unreadable(SessionError)
    /// A body of the Messages API that cannot be decoded, and why.
    case undecodable(JSONValue, Complaint)
  }

  func read() throws(Complaint) -> Outcome {
    let outcome = try withHistory(isSession ? session(FileReader(file)) : body())
    guard let tools, case .content(var content) = outcome else { return outcome }
    let bytes = try FileReader(tools).all()
    do {
      let page = try Tool.page(mcp: bytes)
      content.request.tools += page.tools
      content.request.hasMoreTools = page.hasMore
    } catch { throw Complaint(error, in: tools.name) }
    content.session?.request.tools = content.request.tools
    content.session?.request.hasMoreTools = content.request.hasMoreTools
    content.bodyLength = nil
    return .content(content)
  }

  /// The request behind the history that it continues; the history's system prompt and tools hold.
  private func withHistory(_ outcome: Outcome) throws(Complaint) -> Outcome {
    guard let history, case .content(var content) = outcome else { return outcome }
    let source = PlanSource(
      file: history, isSession: history.name.hasSuffix(".jsonl"), tools: nil, history: nil)
    let outcome = try source.read()
    if case .undecodable(_, let complaint) = outcome { throw complaint }
    guard case .content(let earlier) = outcome else {
      throw .usage("the history \(history.name) is no session that can be read", remedy: "--history SESSION or BODY")
    }
    content.request = content.request.continuing(earlier.request)
    content.session = nil
    content.bodyLength = nil
    return .content(content)
  }

  private func body() throws(Complaint) -> Outcome {
    let input = try FileReader(file)
    let start = try input.next() ?? []
    if SessionRows.begin(start) { return try session(input, start) }
    let bytes = try input.all(after: start)
    do {
      let request = try MessagesRequest(decoding: bytes)
      if let program = request.json.flatMap({ OtherProgram(of: $0) }) { return .unreadable(program.error(line: nil)) }
      // What stands around a body is not sent.
      let length = request.notices.contains { $0.code == .foundBody } ? request.json?.sourceBytes.count : nil
      return .content(Content(request: request, bodyLength: length ?? bytes.count))
    } catch {
      if error.code == .severalRequests, let batch = PlanBatch(body: bytes, named: file.name) { return .batch(batch) }
      // What begins with no value of its own is a body with a mistake in it, not lines of a session.
      if error.code == .notJSON, !Self.beginsWithValue(bytes) {
        if let session = Self.glued(bytes) { return .content(Self.content(session)) }
        throw noJSON(bytes) ?? Complaint(error, in: file.name)
      }
      // An array of messages, or what another agent exports as one document, is a session as well.
      var reader = SessionReader()
      reader.append(bytes)
      do {
        let session = try reader.finish()
        if session.format != .requests { return .content(Self.content(session)) }
      } catch {
        // A body of the Gemini API is named by the body's reader.
        let isBody = (try? JSONDocument(parsing: bytes))?.root["contents"] != nil
        if error.code == .otherProgram, !isBody { return .unreadable(error) }
      }
      let complaint = Complaint(error, in: file.name)
      guard error.code != .notJSON, let body = MessagesRequest.ownBody(in: bytes[...]) else { throw complaint }
      return .undecodable(body, complaint)
    }
  }

  /// Names the program whose log the text is; nil where it is not known.
  private func noJSON(_ text: [UInt8]) -> Complaint? {
    guard let error = OtherProgram(ofText: text)?.error(line: nil) else { return nil }
    return Complaint(
      code: error.code.rawValue, message: error.message, place: file.name, remedy: error.remedy, status: .badData)
  }

  /// A session whose first rows have no line's end between them; nil where the text is no agent's rows.
  private static func glued(_ bytes: [UInt8]) -> Session? {
    guard let session = try? SessionReader.session(bytes) else { return nil }
    return [.claudeCode, .streamJSON, .pi].contains(session.format) ? session : nil
  }

  /// Whether the first line is a JSON value by itself.
  private static func beginsWithValue(_ bytes: [UInt8]) -> Bool {
    let line = bytes.drop { $0 <= 0x20 }.prefix { $0 != UInt8(ascii: "\n") }
    return (try? JSONDocument(parsing: line)) != nil
  }

  /// Reads a session, of which the start may have been read before.
  private func session(_ input: borrowing FileReader, _ start: [UInt8]? = nil) throws(Complaint) -> Outcome {
    var reader = SessionReader()
    var isFirst = true
    var begin: [UInt8] = []
    var next = start
    if next == nil { next = try input.next() }
    while let chunk = next {
      // A batch's item says so on the first line; what follows is read whole.
      if isFirst, Self.opensBatch(chunk) {
        var bytes = Array(chunk)
        while let more = try input.next() { bytes += more }
        if let batch = try PlanBatch(lines: bytes, named: file.name) { return .batch(batch) }
        reader.append(bytes)
        break
      }
      if isFirst { begin = Array(chunk.prefix(400)) }
      isFirst = false
      reader.append(chunk)
      next = try input.next()
    }
    do { return .content(Self.content(try reader.finish())) } catch {
      if error.code == .notJSON { throw noJSON(begin) ?? Complaint(error, in: file.name) }
      return .unreadable(error)
    }
  }

  /// Whether the first line has what the items of batches have; whether it is one, its JSON tells.
  private static func opensBatch(_ chunk: [UInt8]) -> Bool {
    let line = chunk.drop { $0 <= 0x20 }.prefix { $0 != UInt8(ascii: "\n") }
    return MessagesRequest.mayBeBatchItem(line)
  }

  private static func content(_ session: Session) -> Content {
    var content = Content(request: session.request, session: session)
    let hasUsage = session.calls.contains { $0.usage.isSinglePass } || session.lastMeasured != nil
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
