import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import SessionReading
import Tokenization

/// Plans what `ullage plan` was asked to, and answers.
struct PlanRun {
  private let options: PlanOptions
  private let source: PlanSource
  private let format: PlanFormat
  private let remedy: String?
  private let catalog: Catalog

  init(_ options: PlanOptions, source: PlanSource, format: PlanFormat, remedy: String?) throws(Complaint) {
    self.options = options
    self.source = source
    self.format = format
    self.remedy = remedy
    catalog = try options.choice.facts.loaded()
  }

  /// Plans, prints, and returns the exit status.
  func status() throws(Complaint) -> ExitStatus {
    let content: PlanSource.Content
    switch try source.read() {
    case .content(let read): content = read
    case .batch(let batch): return try status(of: batch)
    case .unreadable(let error): return answerUnreadable(error)
    case .undecodable(let body, let complaint): return try answer(undecodable: body, complaint)
    }
    let request = content.request
    var policy = try options.policy()
    try options.checkMessages(of: request)
    policy.bodyLength = content.bodyLength
    policy.model = try model(for: request)
    policy.counting.modelIsDefault = request.model == nil && chosenModel == nil
    if let remedy { policy.remedies = .only([remedy]) }
    let plan: Plan
    let planner = Planner(counter: RequestCounter(catalog: catalog, threads: WorkCrew.processors))
    do {
      if let session = content.session {
        plan = try planner.plan(session, policy)
      } else {
        plan = try planner.plan(request, policy)
      }
    } catch {
      // A model of the command line is a slip of the command line; another one is the body's.
      if error.code == .unknownModel, error.value == chosenModel { _ = try catalog.knownModel(error.value) }
      // An id that is none at all is refused as any field is.
      if error.code == .unknownModel, error.value == request.model, error.value.isEmpty || error.value.utf8.count > 256,
        let body = request.json
      {
        return try answer(undecodable: body, Complaint(error, in: source.file, catalog))
      }
      throw Complaint(error, in: source.file, catalog)
    }
    if let remedy {
      if let found = plan.remedies.first { return try apply(found) }
      policy.remedies = .always
      let others = try? planner.plan(request, policy).remedies.map(\.name)
      throw .usage(
        "there is no remedy \"\(remedy)\" for this request",
        remedy: others?.isEmpty == false ? others?.joined(separator: ", ") ?? "" : "none is needed, or none helps")
    }
    var output = Stream.output
    output.write(rendered(plan, modelIsDefault: policy.counting.modelIsDefault))
    output.flush()
    if !options.quiet { for note in content.notes { Stream.notice("note: \(note)\n") } }
    if !options.quiet { noteDoubts(plan) }
    return status(of: plan.verdict)
  }

  /// Each request of a batch; the worst verdict decides.
  private func status(of batch: PlanBatch) throws(Complaint) -> ExitStatus {
    if remedy != nil {
      throw .usage("--apply edits one request, and this is a batch", remedy: "write the request to a file of its own")
    }
    if format == .svg || format == .html {
      throw .usage("a batch is planned as a table or as JSON", remedy: "--format table or --format json")
    }
    var policy = try options.policy()
    if options.endpoint == nil { policy.endpoint = .batches }
    policy.remedies = .never
    if let chosen = chosenModel {
      if options.choice.assumeModel == nil { _ = try catalog.knownModel(chosen) }
      policy.model = options.choice.model
    }
    let run = PlanBatchRun(
      batch: batch, planner: Planner(counter: RequestCounter(catalog: catalog, threads: WorkCrew.processors)),
      policy: policy, format: format, fallback: chosenModel ?? catalog.defaultModel?.id)
    let (verdicts, complaints) = run.run()
    let statuses = verdicts.map(status(of:))
    if statuses.contains(.over) { return .over }
    return complaints.isEmpty && !statuses.contains(.incomplete) ? .fine : .incomplete
  }

  /// A session of which nothing can be said: the verdict is unknown, and why.
  private func answerUnreadable(_ error: SessionError) -> ExitStatus {
    var output = Stream.output
    if format == .json {
      var writer = JSONWriter(indent: 2)
      writer.object { object in
        object.writeSchemaVersion()
        object.member("verdict", Verdict.unknown.rawValue)
        object.member("reason", error.message)
        object.member("path", source.file.name)
        object.member("line", error.line.map { .integer($0) } ?? .null)
        object.member("remedy", error.remedy)
      }
      writer.endLine()
      output.write(writer.take())
    } else {
      output.write(ShownText.lines("verdict  unknown\n"))
    }
    output.flush()
    Stream.notice(Complaint(error, in: source.file.name).text)
    return .incomplete
  }

  /// A body without a count: what the API refuses in it, in the API's words. Where its fields show nothing, the mistake
  /// itself is the answer.
  private func answer(undecodable body: JSONValue, _ complaint: Complaint) throws(Complaint) -> ExitStatus {
    var policy = try options.policy()
    policy.model = options.choice.model
    guard let plan = UncountedPlan(body, policy, catalog) else { throw complaint }
    var output = Stream.output
    if format == .json {
      output.write(ShownJSON.bytes(plan.json()))
    } else {
      output.write(ShownText.lines("verdict  refused\n\(PlanTable.text(of: plan.refusals))"))
    }
    output.flush()
    if !options.quiet { Stream.notice("note: not counted: \(complaint.place ?? ""): \(complaint.message)\n") }
    return .over
  }

  private func rendered(_ plan: Plan, modelIsDefault isDefault: Bool) -> [UInt8] {
    switch format {
    case .table: Array(PlanTable(plan, groupsDigits: Stream.outputIsTerminal).text.utf8)
    case .json: ShownJSON.bytes(PlanJSON(plan, modelIsDefault: isDefault).bytes)
    case .svg: Array(PlanSVG(plan: plan).text.utf8)
    case .html: PlanHTML(plan: plan, source: source.shortName).bytes
    }
  }

  private func status(of verdict: Verdict) -> ExitStatus {
    switch verdict {
    case .refused: .over
    case .mayBeRefused: options.strict ? .over : .fine
    case .fits, .fitsMayBeCut: .fine
    case .unknown: .incomplete
    }
  }

  /// Writes the request as a remedy edits it; headers it needs are named on standard error.
  private func apply(_ remedy: Remedy) throws(Complaint) -> ExitStatus {
    if !remedy.imagesToScale.isEmpty {
      let images = remedy.imagesToScale.prefix(3).map { image in
        "\(image.path) from \(image.width) × \(image.height) to \(image.smallWidth) × \(image.smallHeight)"
      }
      throw Complaint(
        code: "own_work", message: "pictures are not scaled here", place: remedy.name,
        remedy: "scale \(images.joined(separator: ", "))"
          + (remedy.imagesToScale.count > 3 ? ", and so on: --json names all" : ""), status: .usage)
    }
    var output = Stream.output
    output.write(remedy.request.encoded())
    output.write("\n")
    output.flush()
    if !options.quiet {
      Stream.notice("note: \(remedy.summary): \(remedy.after.tokens) tokens of input, \(remedy.verdict.rawValue)\n")
      for header in remedy.headers { Stream.notice("note: it takes the header anthropic-beta: \(header)\n") }
    }
    return status(of: remedy.verdict)
  }

  /// What the command line says, or else the environment.
  private var chosenModel: String? { options.choice.model ?? Environment.model }

  /// The model to plan for; the default is named where neither the command line nor the body chooses.
  private func model(for request: MessagesRequest) throws(Complaint) -> String? {
    if let chosen = options.choice.model ?? (request.model == nil ? chosenModel : nil) {
      return chosen
    }
    if request.model != nil { return nil }
    guard let model = catalog.defaultModel else {
      throw .usage("the catalogue has no measured model", remedy: "--model ID")
    }
    if !options.quiet {
      Stream.notice("note: planned for \(model.id), the default; --model chooses another\n")
    }
    return model.id
  }

  private func noteDoubts(_ plan: Plan) {
    var seen: [Notice.Code: Int] = [:]
    for notice in plan.notices {
      seen[notice.code, default: 0] += 1
      // One of a kind is enough for people; JSON has them all.
      if seen[notice.code] == 1 { Stream.notice("note: \(ShownText.line("\(notice)"))\n") }
    }
    for (code, count) in seen.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > 1 {
      Stream.notice("note: \(count - 1) more of \(code.rawValue)\n")
    }
  }
}

extension PlanOptions {
  private static func outside(_ range: ClosedRange<Int>, _ flag: String, remedy: String) -> Complaint {
    .usage("\(flag) takes a number from \(range.lowerBound) to \(range.upperBound)", remedy: remedy)
  }

  /// What the planner is to know.
  func policy() throws(Complaint) -> PlanPolicy {
    var policy = PlanPolicy()
    policy.substitute = choice.assumeModel
    if let maxTokens = maxTokens?.tokens {
      guard maxTokens >= 0 else { throw .usage("--max-tokens takes a number from 0 on", remedy: "--max-tokens 8000") }
      policy.maxTokens = maxTokens
    }
    policy.betas = sending.betas
    policy.asOf = try sending.day()
    policy.version = apiVersion
    policy.window = try window.flatMap { text throws(Complaint) in try TokenAmount.window(text) }
    policy.surface = surface
    for (flag, tokens) in [
      ("--expect-output", expectOutput), ("--cached", cached), ("--output-so-far", outputSoFar),
    ] where !(0...PlanPolicy.mostTokens).contains(tokens ?? 0) {
      throw Self.outside(0...PlanPolicy.mostTokens, flag, remedy: "\(flag) 1000")
    }
    if let risk {
      guard RiskLimit.range.contains(risk) else {
        throw .usage("a risk of \(risk) cannot be had", remedy: "--risk 0.001; from 0.0001 to 0.5")
      }
      policy.risk = risk
    }
    policy.expectedOutput = expectOutput
    if let when {
      if when.hasSuffix("%") {
        guard let share = Int(when.dropLast()), (1...100).contains(share) else {
          throw .usage("\"\(when)\" is no share of a window", remedy: "--when 80%")
        }
        policy.goal = .percent(share)
      } else {
        policy.goal = try TokenAmount.window(when).map { .tokens($0) }
      }
    }
    policy.outputSoFar = outputSoFar ?? 0
    if let turns {
      guard PlanPolicy.turnsRange.contains(turns) else {
        throw Self.outside(PlanPolicy.turnsRange, "--turns", remedy: "--turns 10")
      }
      policy.turns = turns
    }
    policy.cachedTokens = cached
    policy.asksForRoom = next
    if let branches {
      guard PlanPolicy.branchesRange.contains(branches) else {
        throw Self.outside(PlanPolicy.branchesRange, "--branches", remedy: "--branches 4")
      }
      policy.branches = branches
    }
    if let rateTier {
      policy.rateTier = rateTier
      policy.branches = policy.branches ?? 1
    }
    policy.priorities.pinned = Set(pin)
    for pair in weight {
      let parts = pair.split(separator: "=").compactMap { Int($0) }
      guard parts.count == 2, parts[0] >= 0, (0...1000).contains(parts[1]) else {
        throw .usage("\"\(pair)\" is no weight", remedy: "--weight 12=50: message 12, fifty a token")
      }
      policy.priorities.weights[parts[0]] = parts[1]
    }
    policy.platform = try platform.map { name throws(Complaint) in try Self.platform(name) }
    if let endpoint {
      guard let known = Endpoint(rawValue: endpoint) else {
        throw .usage("there is no endpoint \"\(endpoint)\"", remedy: "messages, batches or count_tokens")
      }
      policy.endpoint = known
    }
    policy.hasLongContextAccess = try tier.map { text throws(Complaint) in
      guard ["1", "2", "3", "4", "custom"].contains(text) else {
        throw .usage("there is no tier \"\(text)\"", remedy: "1, 2, 3, 4 or custom")
      }
      return text == "4" || text == "custom"
    }
    return policy
  }

  /// A platform by its name.
  static func platform(_ name: String) throws(Complaint) -> Platform {
    guard let platform = Platform.known.first(where: { $0.rawValue == name }) else {
      let names = Platform.known.map(\.rawValue)
      throw .usage(
        "there is no platform \"\(name)\"",
        remedy: names.dropLast().joined(separator: ", ") + " or " + names.suffix(1).joined())
    }
    return platform
  }

  /// Whether the messages that are named are there.
  func checkMessages(of request: MessagesRequest) throws(Complaint) {
    let count = request.messages.count
    let named = pin + weight.compactMap { $0.split(separator: "=").first.flatMap { Int($0) } }
    guard let missing = named.first(where: { !(0..<count).contains($0) }) else { return }
    throw .usage("there is no message \(missing)", remedy: "an index from 0 to \(max(count - 1, 0))")
  }
}

extension Complaint {
  init(_ error: PlanError, in file: InputPath, _ catalog: Catalog) {
    let path = error.path.steps.isEmpty ? "" : ", \(error.path)"
    let remedy =
      error.code == .unknownModel ? catalog.remedy(forUnknown: error.value) : error.remedy
    let isUsage = [.unknownSurface, .unknownWindow, .unknownTier, .absurdNumber].contains(error.code)
    let isCatalogue = error.code == .badRules
    self.init(
      code: error.code.rawValue, message: error.message,
      place: isCatalogue ? "the catalogue" : "\(file.name)\(path)", remedy: remedy,
      status: isUsage ? .usage : isCatalogue ? .badData : .incomplete)
  }
}
