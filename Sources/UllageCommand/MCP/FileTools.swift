import AgentSteps
import ContextPlanning
import FileSelection
import JSONText
import RequestCounting
import Tokenization

/// The tools that take paths.
extension CountingTools {
  /// Each takes `model`, too; the schema of the first says so, the others are kept short.
  static let fileTools: [JSONValue] = [
    tool(
      "count_files", "Tokens of files and folders, largest first.",
      ["paths": ["type": "array", "items": ["type": "string"]], "model": ["type": "string"]], required: ["paths"]),
    tool(
      "plan_transcript", "The same for an agent's transcript on disk.",
      ["path": ["type": "string"]], required: ["path"]),
    tool(
      "what_fits", "Which files fit in so many tokens, and how many lines of the next.",
      ["paths": ["type": "array", "items": ["type": "string"]], "tokens": ["type": "integer"]],
      required: ["paths", "tokens"]),
  ]

  /// Files that are listed; the others are one line.
  private static let listed = 20

  // MARK: Counting

  mutating func countFiles(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    let model = try models.textCounter(.content, try Self.model(arguments))
    var walk = FileWalk(SelectionOptions())
    for path in try paths(arguments) { _ = walk.add(path.bytes) }
    let count = TreeCount(
      models: [model], maximumLength: nil, threads: WorkCrew.processors, media: MediaCost(catalog: models.catalog))
    let outcome = count.outcome(of: walk.files) {
      $0.path
    } progress: { _ in
    }
    let files = outcome.files.sorted { $0.counts[0].tokens > $1.counts[0].tokens }
    var writer = JSONWriter()
    writer.object { object in
      object.writeSchemaVersion()
      model.writeMembers(to: &object)
      TokenCount(files.map { $0.counts[0] }, by: model).writeMembers(to: &object)
      object.array("files") { list in
        for file in files.prefix(Self.listed) {
          list.object { object in
            object.member("path", ShownName.text(file.path))
            file.counts[0].writeMembers(to: &object)
          }
        }
      }
      object.member("files_not_listed", max(files.count - Self.listed, 0))
      object.member("files_skipped", walk.skipped.count + outcome.skipped.count)
    }
    return Self.value(writer.bytes)
  }

  // MARK: Planning

  func planTranscript(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    guard let name = arguments["path"]?.string else { throw Self.wrongKind("path", arguments["path"], "a string") }
    let file = try roots.path(name, at: "arguments.path")
    let source = PlanSource(file: file, isSession: file.name.hasSuffix(".jsonl"), tools: nil, history: nil)
    let content: PlanSource.Content
    switch try source.read() {
    case .content(let read): content = read
    case .undecodable(_, let complaint): throw complaint
    case .batch, .unreadable:
      throw Complaint(
        code: "unknown_session", message: "nothing can be said of this session", place: "arguments.path",
        remedy: "a transcript of a coding agent, or the body of a request", status: .incomplete)
    }
    var policy = try policy(arguments, content.request)
    policy.bodyLength = content.bodyLength
    let planner = Planner(catalog: models.catalog)
    do throws(PlanError) {
      let plan: Plan
      if let session = content.session {
        plan = try planner.plan(session, policy)
      } else {
        plan = try planner.plan(content.request, policy)
      }
      return Self.value(PlanJSON(plan, modelIsDefault: policy.counting.modelIsDefault, indent: nil).bytes)
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message, place: "arguments.path", remedy: error.remedy,
        status: .incomplete)
    }
  }

  // MARK: What fits

  mutating func whatFits(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    guard let limit = arguments["tokens"]?.int, limit >= 0 else {
      throw Self.wrongKind("tokens", arguments["tokens"], "a number from 0 on")
    }
    let model = try models.textCounter(.content, try Self.model(arguments))
    var left = limit
    var rows: [(path: InputPath, count: TokenCount, lines: Int?)] = []
    var tooLarge: [InputPath] = []
    for path in try paths(arguments) {
      var bytes = try FileReader(path).all()
      let count: TokenCount
      switch EncodingChoice.automatic.content(of: bytes) {
      case .utf8: count = model.count(utf8: bytes.span)
      case .decoded(let reading): (bytes, count) = (reading.text, reading.count(by: model))
      case .skipped:
        tooLarge.append(path)
        continue
      }
      if count.bounds.upperBound <= left {
        left -= count.bounds.upperBound
        rows.append((path, count, nil))
        continue
      }
      if tooLarge.isEmpty, let part = Self.firstLines(of: bytes, within: left, model) {
        left -= part.count.bounds.upperBound
        rows.append((path, part.count, part.lines))
      }
      tooLarge.append(path)
    }
    var writer = JSONWriter()
    writer.object { object in
      object.writeSchemaVersion()
      model.writeMembers(to: &object)
      object.array("fits") { list in
        for row in rows {
          list.object { object in
            object.member("path", row.path.name)
            if let lines = row.lines { object.member("lines", lines) }
            row.count.writeMembers(to: &object)
          }
        }
      }
      object.array("too_large") { list in for path in tooLarge { list.element(path.name) } }
      object.member("tokens_left", left)
    }
    return Self.value(writer.bytes)
  }

  /// The most whole lines from the first on that surely take at most `limit` tokens; nil where not even one does.
  private static func firstLines(
    of bytes: [UInt8], within limit: Int, _ model: TextCounter
  ) -> (lines: Int, count: TokenCount)? {
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }
    var (fits, tooMany) = (0, ends.count + 1)
    while fits + 1 < tooMany {
      let middle = (fits + tooMany) / 2
      let count = model.count(utf8: Array(bytes[...ends[middle - 1]]).span)
      if count.bounds.upperBound <= limit { fits = middle } else { tooMany = middle }
    }
    if fits == 0 { return nil }
    return (fits, model.count(utf8: Array(bytes[...ends[fits - 1]]).span))
  }

  private func paths(_ arguments: JSONValue) throws(Complaint) -> [InputPath] {
    guard let paths = arguments["paths"], paths.isArray, paths.count > 0 else {
      throw Self.wrongKind("paths", arguments["paths"], "a list of paths")
    }
    var found: [InputPath] = []
    for (index, path) in paths.elements.enumerated() {
      guard let name = path.string else { throw Self.wrongKind("paths", path, "a list of strings") }
      found.append(try roots.path(name, at: "arguments.paths[\(index)]"))
    }
    return found
  }
}
