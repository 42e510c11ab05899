import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import Tokenization

/// Counts whole request bodies, as the command line and a line of input say.
struct RequestIntake {
  /// A body that was counted.
  struct Answer {
    let request: MessagesRequest
    let count: RequestCount
    /// Whether nobody named a model, neither the body nor the caller.
    let hasDefaultModel: Bool

    func json(hasParts: Bool = true, indent: Int? = 2) -> RequestCountJSON {
      RequestCountJSON(count, of: request, modelIsDefault: hasDefaultModel, hasParts: hasParts, indent: indent)
    }
  }

  private let choice: ModelChoice
  private let betas: [String]?
  private let asOf: AsOf?
  private var counter: RequestCounter
  /// The days a model has been there, by its spelling.
  private var spans: [String: AsOf] = [:]

  init(_ choice: ModelChoice, betas: [String]?, asOf: CalendarDay?) {
    self.choice = choice
    self.betas = betas
    self.asOf = asOf.map { .day($0) }
    counter = RequestCounter(catalog: choice.catalog, threads: WorkCrew.processors)
  }

  /// The same for one of several threads that count requests beside each other.
  var onOneThread: RequestIntake {
    var own = self
    own.counter = counter.onOneThread
    return own
  }

  // MARK: A file

  /// Counts a body for `model`, or else the one that it names.
  func count(_ bytes: [UInt8], model: String?, place: String) throws(Complaint) -> Answer {
    let request: MessagesRequest
    do throws(DecodeError) {
      request = try MessagesRequest(decoding: bytes)
    } catch {
      throw Complaint(error, in: place)
    }
    return try count(request, model: model, betas: nil, asOf: nil, place: place)
  }

  /// The next call of a session, as `ullage plan` counts it.
  private func count(_ session: Session, model: String?, _ path: InputPath) throws(Complaint) -> Answer {
    let named = model ?? session.request.model
    let spelling = named ?? choice.model ?? choice.assumed ?? choice.catalog.defaultModel?.id
    var policy = PlanPolicy(model: spelling)
    policy.substitute = choice.assumed
    policy.betas = betas
    policy.remedies = .never
    policy.counting.modelIsDefault = named == nil && choice.isDefault
    do throws(PlanError) {
      let plan = try Planner(counter: counter).plan(session, policy)
      return Answer(
        request: session.request, count: plan.input, hasDefaultModel: policy.counting.modelIsDefault)
    } catch { throw Complaint(error, in: path, choice.catalog) }
  }

  /// A session as an agent stores it, row by row; nil for all else.
  private static func session(_ bytes: [UInt8]) -> Session? {
    var reader = SessionReader()
    reader.append(bytes)
    guard let session = try? reader.finish() else { return nil }
    return [.claudeCode, .streamJSON, .pi, .opencode].contains(session.format) ? session : nil
  }

  /// The same for a file that may be a batch, each item by its name, or a session.
  func countAll(_ path: InputPath, model: String?) throws(Complaint) -> [(path: InputPath, answer: Answer)] {
    let input = try FileReader(path)
    let start = try input.next() ?? []
    if SessionRows.begin(start) {
      if let session = try SessionRows.session(input, after: start) {
        return [(path, try count(session, model: model, path))]
      }
      // What is wrong with it as a body shows where its second line begins.
      return [(path, try count(start, model: model, place: path.name))]
    }
    let bytes = try input.all(after: start)
    do {
      return [(path, try count(bytes, model: model, place: path.name))]
    } catch {
      if error.status == .badData, let session = Self.session(bytes) {
        return [(path, try count(session, model: model, path))]
      }
      guard error.code == DecodeError.Code.severalRequests.rawValue else { throw error }
      guard let items = (try? JSONDocument(parsing: bytes)).flatMap({ MessagesRequest.items(ofBatch: $0.root) }) else {
        throw error
      }
      var answers: [(InputPath, Answer)] = []
      for (index, item) in items.enumerated() {
        let place = "\(path.name), requests[\(index)]"
        let request: MessagesRequest
        do throws(DecodeError) { request = try MessagesRequest(decoding: item) } catch {
          throw Complaint(error, in: place)
        }
        let answer = try count(request, model: model, betas: nil, asOf: nil, place: place)
        answers.append((InputPath(argument: request.customID.map { "\(place) \($0)" } ?? place), answer))
      }
      return answers
    }
  }

  // MARK: A line

  /// Counts the request of a line of a batch: `{"request": {…}, "model": …, "betas": […], "recorded_at": …}`.
  ///
  /// Bodies in a batch have been stored by somebody. An empty list of betas says as little as none: recorders write it
  /// where they did not keep the headers; and the day is not known where neither the line nor the command line has it.
  mutating func count(line item: JSONValue, _ body: JSONValue, place: String) throws(Complaint) -> Answer {
    let request: MessagesRequest
    do throws(DecodeError) {
      request = try MessagesRequest(decoding: body)
    } catch {
      throw Complaint(error, at: "\(place):\(error.column)", below: "request")
    }
    let model = try Self.model(of: item, place)
    let named = try Self.betas(of: item, place)
    let betas = named.isEmpty ? nil : named.filter { $0 != "none" }
    let recorded = try Self.recordedDay(of: item, place)
    let day = recorded ?? asOf ?? span(of: model ?? request.model ?? choice.model ?? "")
    return try count(request, model: model, betas: betas, asOf: day, isRecording: true, place: place)
  }

  private static func model(of item: JSONValue, _ place: String) throws(Complaint) -> String? {
    guard let named = item["model"], !named.isNull else { return nil }
    guard let spelling = named.string else {
      throw wrongKind("model", "is no string", named, place, remedy: "give a model's id")
    }
    return spelling
  }

  private static func betas(of item: JSONValue, _ place: String) throws(Complaint) -> [String] {
    guard let named = item["betas"], !named.isNull else { return [] }
    guard named.isArray, named.elements.allSatisfy({ $0.string != nil }) else {
      throw wrongKind("betas", "is no list of strings", named, place, remedy: "give the values of the header in a list")
    }
    return named.elements.compactMap(\.string)
  }

  private static func recordedDay(of item: JSONValue, _ place: String) throws(Complaint) -> AsOf? {
    guard let named = item["recorded_at"], !named.isNull else { return nil }
    // Recorders write `**REDACTED**` or `[redacted]` for a header that they do not keep.
    if named.string?.filter(\.isLetter).uppercased() == "REDACTED" { return nil }
    guard let day = named.string.flatMap(AsOf.init(recordedAt:)) else {
      throw wrongKind("recorded_at", "is no date", named, place, remedy: "give a day as 2026-11-21, or a Date header")
    }
    return day
  }

  private static func wrongKind(
    _ name: String, _ what: String, _ found: JSONValue, _ place: String, remedy: String
  ) -> Complaint {
    Complaint(
      code: "wrong_kind", message: "\"\(name)\" \(what): \(found.excerpt)", place: "\(place), \(name)", remedy: remedy,
      status: .badData)
  }

  /// Recorded on a day that nobody knows: between the model's release and the catalogue's day.
  private mutating func span(of model: String) -> AsOf {
    if let span = spans[model] { return span }
    let today = choice.catalog.date
    let released = choice.catalog.model(model)?.released ?? today
    let span = AsOf.between(min(released, today), today)
    spans[model] = span
    return span
  }

  /// The limit at the risk that a line names; nil where it names none.
  func limit(of count: RequestCount, line item: JSONValue, _ place: String) throws(Complaint) -> RiskLimit? {
    guard let named = item["risk"], !named.isNull else { return nil }
    guard let risk = named.double, RiskLimit.range.contains(risk) else {
      throw Self.wrongKind("risk", "is none", named, place, remedy: "give a number from 0.0001 to 0.5")
    }
    return counter.limit(of: count, at: risk)
  }

  // MARK: Counting

  private func count(
    _ request: MessagesRequest, model named: String?, betas: [String]?, asOf: AsOf?, isRecording: Bool = false,
    place: String
  ) throws(Complaint) -> Answer {
    let own = named ?? request.model
    guard let spelling = own ?? choice.model ?? choice.assumed ?? choice.catalog.defaultModel?.id else {
      throw .usage("the catalogue has no measured model", remedy: "--model ID")
    }
    var context = CountContext(betas: betas ?? self.betas, asOf: asOf ?? self.asOf)
    context.isRecording = isRecording
    context.substitute = choice.assumed
    context.modelIsDefault = own == nil && choice.isDefault
    do throws(CountError) {
      let count = try counter.count(request, model: spelling, context: context)
      return Answer(request: request, count: count, hasDefaultModel: own == nil && choice.isDefault)
    } catch {
      throw Complaint(error, counting: spelling, in: choice.catalog, at: place)
    }
  }
}
