import MessagesAPI
import ModelCatalog
import RequestCounting

/// Finds what fits next. O(parts), and a dozen counts of conversations of three messages.
struct RoomSearch {
  let request: MessagesRequest
  let plan: Plan
  let costs: MessageTokens
  let cached: CachedPrefix
  let planner: Planner
  let resolved: ResolvedPolicy
  private let results: ResultSizes

  init(
    _ request: MessagesRequest, _ plan: Plan, _ costs: MessageTokens, _ cached: CachedPrefix, _ planner: Planner,
    _ resolved: ResolvedPolicy
  ) {
    self.request = request
    self.plan = plan
    self.costs = costs
    self.cached = cached
    self.planner = planner
    self.resolved = resolved
    results = ResultSizes(request, plan.input)
  }

  /// Where a text's ends meet what stands around it, a token or two come or go.
  private static let slack = 4

  func room() throws(PlanError) -> Room {
    let most = min(plan.window.tokens - plan.maxTokens - (plan.growth?.most ?? 0), plan.goal ?? .max)
    let tokens = max(most - plan.mostInput, 0)
    let endsInAnswer = request.messages.last?.role == .assistant
    let answer = endsInAnswer ? 0 : resolved.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? 0
    let measure = StepMeasure(request, planner, resolved)
    let media: MediaSizes
    do { media = try planner.counter.mediaSizes(of: resolved.countedModel) } catch { throw PlanError(error) }
    var steps: [NextStep] = []
    for kind in NextStep.Kind.allCases {
      steps.append(try step(kind, max(tokens - answer, 0), answer, measure, media, endsInAnswer: endsInAnswer))
    }
    let cap = resultCap(tokens, frame: steps.first { $0.kind == .result }?.frame ?? 0)
    return Room(
      most: most, tokens: tokens, answer: answer, steps: steps, tools: results.tools(cut: cap),
      turns: resolved.policy.turns, resultCap: cap, images: ImageRoom.all(in: request, media),
      branches: try branches(tokens, max(tokens - answer, 0), measure, endsInAnswer: endsInAnswer))
  }

  // MARK: Steps

  private func step(
    _ kind: NextStep.Kind, _ left: Int, _ answer: Int, _ measure: StepMeasure, _ media: MediaSizes, endsInAnswer: Bool
  ) throws(PlanError) -> NextStep {
    let frame: Int
    var usual: ClosedRange<Int>?
    var (largest, isUnlimited) = (0, false)
    func content(_ frame: Int) -> Int { max(left - frame - Self.slack, 0) }
    switch kind {
    case .question:
      frame = try measure.question([])
      usual = questions.map { $0...$0 }
      largest = content(frame)
    case .result:
      frame = try measure.results(1, withCalls: !endsInAnswer)
      usual = results.mean.map { $0...$0 }
      largest = content(frame)
    case .document:
      frame = try measure.question([Self.document])
      largest = content(frame)
    case .image:
      frame = try measure.question([Self.image]) - media.tokens(width: 1, height: 1)
      isUnlimited = media.mostOfImage <= content(frame)
      largest = isUnlimited ? imageEdge : min(media.square(within: content(frame)), imageEdge)
    case .pages:
      // As the text of a document is framed, or an image: what a PDF adds around its pages is a few tokens.
      frame = try measure.question([Self.document])
      usual = media.page
      largest = min(content(frame) / (media.page.upperBound + Self.slack), mostPages)
    }
    let price = usual.flatMap { nanodollars(adding: answer + frame + $0.upperBound) }
    return NextStep(
      kind: kind, frame: frame, usual: usual, largest: largest, isUnlimited: isUnlimited, nanodollars: price)
  }

  private static let document = ContentBlock.document(
    DocumentBlock(source: MediaSource(.text(mediaType: "text/plain", data: "."))))

  /// A picture of one pixel, of which only the head is there.
  private static let image = ContentBlock.image(
    ImageBlock(
      source: MediaSource(
        .base64(mediaType: "image/png", data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAAElFTkSuQmCC"))))

  /// The longest edge that the API takes.
  private var imageEdge: Int { resolved.catalog.shared("images")?.int("max_edge") ?? .max }
  /// The most pages that the API takes on the day.
  private var mostPages: Int { resolved.model.maxPDFPages(on: resolved.day) ?? .max }

  /// Tokens of the user's own texts by question, the mean; nil before the second: the first one is the task.
  private var questions: Int? {
    let indices = request.messages.indices.dropFirst().filter {
      request.messages[$0].role == .user && !ToolCycle.isAllResults(request.messages[$0])
    }
    return indices.isEmpty ? nil : indices.reduce(0) { $0 + costs.tokens[$1] } / indices.count
  }

  /// What the call after this one costs, with so many tokens more.
  private func nanodollars(adding tokens: Int) -> Int? {
    guard var course = CostCourse(of: plan, request, costs, cached, resolved) else { return nil }
    course.growth = tokens
    return course.outlook(turns: 2).each[1]
  }

  // MARK: Turns

  /// The level at which results have to be cut so that the turns fit, if they go on like those so far.
  private func resultCap(_ tokens: Int, frame: Int) -> Int? {
    let turns = resolved.policy.turns
    guard turns > 0 else { return nil }
    let answers = request.messages.indices.filter { request.messages[$0].role == .assistant }
    guard let first = answers.first, !results.sizes.isEmpty else {
      // Nothing to go by: a call and a result in each turn.
      let each = tokens / turns - frame - (resolved.policy.expectedOutput ?? 0)
      return request.tools.isEmpty ? nil : max(each, 0)
    }
    let grown = costs.tokens[first...].reduce(0, +)
    let other = max(grown - results.sizes.reduce(0, +), 0)
    // In `answers.count` turns; scaled to those that are to come.
    let budget = max(tokens * answers.count / turns - other, 0)
    if results.sizes.reduce(0, +) <= budget { return nil }
    var (low, high) = (0, results.sizes.max() ?? 0)
    while high - low > 1 {
      let middle = (low + high) / 2
      if results.sizes.reduce(0, { $0 + min($1, middle) }) <= budget { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: Branches

  private func branches(
    _ tokens: Int, _ left: Int, _ measure: StepMeasure, endsInAnswer: Bool
  ) throws(PlanError) -> Branches? {
    guard let count = resolved.policy.branches, count > 0 else { return nil }
    let frame = try measure.results(count, withCalls: !endsInAnswer)
    let report = max(left - frame - Self.slack * count, 0) / count
    let warmth = CostCourse.warmth(plan, request, costs, cached, resolved)
    let prices = Tariffs(resolved, BillingTerms(of: request, resolved)).map { tariffs in
      func call(read: Int) -> Int {
        let output = resolved.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? resolved.maxTokens
        let billed = cached.billed(prompt: max(plan.input.total.tokens, 0), read: read, output: output)
        return tariffs.tariff(promptTokens: billed.prompt).nanodollars(of: billed)
      }
      return (atOnce: count * call(read: warmth), after: call(read: warmth) + (count - 1) * call(read: cached.tokens))
    }
    return Branches(
      count: count, tokensEach: tokens, reportEach: report, nanodollarsAtOnce: prices?.atOnce,
      nanodollarsAfterFirst: prices?.after, seconds: waiting(count, read: warmth))
  }

  private func waiting(_ count: Int, read: Int) -> ClosedRange<Int>? {
    guard let tier = resolved.policy.rateTier,
      let limits = RateLimits(
        of: resolved.model, tier: tier, on: resolved.day, promptTokens: plan.mostInput, catalog: resolved.catalog)
    else { return nil }
    let input = max(plan.mostInput - (limits.countsReads ? 0 : read), 0)
    return limits.seconds(requests: count, input: count * input)
  }
}

/// Sizes of the results so far, by tool.
private struct ResultSizes {
  private var byTool: [String: [Int]] = [:]

  /// O(parts).
  init(_ request: MessagesRequest, _ count: RequestCount) {
    let blocks = BlockTokens(count)
    for call in ToolCycle.calls(in: request.messages) {
      guard let place = call.result else { continue }
      byTool[call.name, default: []].append(blocks.tokens(at: place))
    }
  }

  var sizes: [Int] { byTool.values.flatMap { $0 } }

  var mean: Int? { sizes.isEmpty ? nil : sizes.reduce(0, +) / sizes.count }

  func tools(cut cap: Int?) -> [ToolRoom] {
    byTool.map { name, sizes in
      ToolRoom(
        name: name, results: sizes.count, mean: sizes.reduce(0, +) / sizes.count, largest: sizes.max() ?? 0,
        cut: cap.map { cap in sizes.count { $0 > cap } } ?? 0)
    }
    .sorted { ($1.largest, $0.name) < ($0.largest, $1.name) }
  }
}
