import JSONText
import ModelCatalog
import RequestCounting

/// Answers lines of a batch, one after the other: each share of a batch has a copy of its own.
struct LineAnswers: Sendable {
  /// What came of some lines.
  struct Answered: Sendable {
    /// A line of JSON for each of them.
    var output: [UInt8]
    var tally: Tally
    /// The model that was taken because nobody named one; nil where that was not so.
    var defaultModel: String?
  }

  /// How many lines were answered, and how.
  struct Tally: Sendable {
    var answers = 0
    var failures = 0
    /// Failures of lines that are no items at all.
    var undecoded = 0

    mutating func add(_ other: Tally) {
      answers += other.answers
      failures += other.failures
      undecoded += other.undecoded
    }
  }

  private var choice: ModelChoice
  private var requests: RequestIntake
  private var output = JSONWriter()
  private var tally = Tally()
  private var defaultModel: String?

  init(_ choice: ModelChoice, _ requests: RequestIntake) {
    self.choice = choice
    self.requests = requests
  }

  /// Answers some lines of a file, in their order.
  mutating func answered(_ lines: ArraySlice<JSONLines.Line>, of path: InputPath) -> Answered {
    (tally, defaultModel) = (Tally(), nil)
    for line in lines { answer(line, path) }
    return Answered(output: output.take(), tally: tally, defaultModel: defaultModel)
  }

  private mutating func answer(_ line: JSONLines.Line, _ path: InputPath) {
    tally.answers += 1
    let place = "\(path.name):\(line.number)"
    var id: JSONValue?
    var result: Result<Answer, Complaint>
    do {
      let item = try Self.item(line, place)
      id = item["id"]
      result = .success(try count(item, place))
    } catch {
      result = .failure(error)
    }
    output.object { object in
      if let id { object.member("id", copying: id) } else { object.member("id", .null) }
      switch result {
      case .success(let answer):
        answer.count.writeMembers(to: &object)
        if let limit = answer.limit { object.object("risk") { limit.writeMembers(to: &$0) } }
        object.writeModel(answer.model, isDefault: answer.hasDefaultModel, family: answer.family)
      case .failure(let complaint): object.object("error") { complaint.writeMembers(to: &$0) }
      }
    }
    output.endLine()
    if case .failure(let complaint) = result {
      tally.failures += 1
      if complaint.status == .badData { tally.undecoded += 1 }
    }
  }

  private static func item(_ line: JSONLines.Line, _ place: String) throws(Complaint) -> JSONValue {
    do {
      let root = try JSONDocument(parsing: line.bytes).root
      if root.isObject { return root }
    } catch {
      throw Complaint(error, at: "\(place):\(error.column)")
    }
    throw Complaint(
      code: "not_an_item", message: "the line is no JSON object", place: place, remedy: Self.shape, status: .badData)
  }

  private static let shape = #"{"id": 1, "text": "…"}, or "message" or "request" for "text""#

  /// What came of a line.
  private struct Answer {
    var count: TokenCount
    /// Nil for a bare family.
    var model: String?
    var family: String
    var hasDefaultModel: Bool
    /// Where the line names a risk.
    var limit: RiskLimit?
  }

  private mutating func count(_ item: JSONValue, _ place: String) throws(Complaint) -> Answer {
    let kinds = ["text", "message", "request"].filter { item[$0] != nil }
    guard let kind = kinds.first, kinds.count == 1, let value = item[kind] else {
      throw Complaint(
        code: "not_an_item",
        message: kinds.isEmpty
          ? "nothing to count: no text, message or request" : "two things to count: \(kinds[0]), \(kinds[1])",
        place: place, remedy: Self.shape, status: .badData)
    }
    if kind == "request" {
      let answer = try requests.count(line: item, value, place: place)
      if answer.hasDefaultModel, defaultModel == nil { defaultModel = answer.count.model }
      return Answer(
        count: answer.count.total, model: answer.count.model, family: answer.count.family,
        hasDefaultModel: answer.hasDefaultModel, limit: try requests.limit(of: answer.count, line: item, place))
    }
    let model = try model(of: item, place, kind == "text" ? .content : .message)
    guard let count = value.withUTF8({ (bytes: Span<UInt8>) in model.count(utf8: bytes) }) else {
      throw Complaint(
        code: "wrong_kind", message: "\"\(kind)\" is no string: \(value.excerpt)", place: "\(place), \(kind)",
        remedy: kind == "text" ? "give a string" : "give a string; a message with blocks goes into a request",
        status: .badData)
    }
    return Answer(count: count, model: model.modelID, family: model.familyName, hasDefaultModel: model.isDefault)
  }

  private mutating func model(
    of item: JSONValue, _ place: String, _ unit: TextCounter.Unit
  ) throws(Complaint) -> TextCounter {
    var own: String?
    if let named = item["model"], !named.isNull {
      guard let spelling = named.string else {
        throw Complaint(
          code: "wrong_kind", message: "\"model\" is no string: \(named.excerpt)", place: "\(place), model",
          remedy: "give a model's id", status: .badData)
      }
      own = spelling
    }
    do {
      let model = try choice.textCounter(unit, own)
      if own == nil, choice.isDefault, defaultModel == nil { defaultModel = model.modelID ?? model.familyName }
      return model
    } catch {
      var complaint = error
      complaint.place = "\(place), model"
      complaint.status = .incomplete
      throw complaint
    }
  }
}
