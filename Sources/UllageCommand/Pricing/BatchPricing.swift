import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Tokenization

/// A batch before it is sent: its tokens and price by model, what would be refused, and where it has to be split.
struct BatchPricing {
  /// A request that the API would not take.
  struct Refused {
    var place: String
    var customID: String?
    var rule: String
    var message: String
    var isCertain: Bool
  }

  /// The sums of one model's requests.
  private struct Row {
    var requests = 0
    var input = TokenCount(0)
    var maxTokens = 0
    /// What waits at each of the limits of a minute: a beta's window had limits of its own.
    var queues: [RateLimits: (requests: Int, input: Int)] = [:]
    /// 10⁻⁹ dollars of the input, and with all of `max_tokens` written.
    var least = 0
    var most = 0
  }

  private let planner: Planner
  private let policy: PlanPolicy
  private var rows: [String: Row] = [:]
  private var ids: [String: String] = [:]
  private(set) var refused: [Refused] = []
  private var split: BatchSplit

  init(_ catalog: Catalog, _ named: NamedModel, day: CalendarDay?, platform: Platform?) {
    planner = Planner(counter: RequestCounter(catalog: catalog, threads: WorkCrew.processors))
    var policy = PlanPolicy()
    policy.endpoint = .batches
    policy.remedies = .never
    policy.asOf = day
    policy.platform = platform
    policy.substitute = named.assumed
    model = named.id
    self.policy = policy
    split = BatchSplit(limits: catalog.shared("request_limits"))
  }

  private let model: String?
  /// The tier at whose limits the requests wait; nil where nobody asks.
  var rateTier: String?

  var isEmpty: Bool { split.requests == 0 }
  var isRefused: Bool { refused.contains(where: \.isCertain) }

  mutating func add(_ request: MessagesRequest, length: Int, _ place: String, _ skipped: inout [Complaint]) {
    split.add(bytes: length)
    checkID(request.customID, place)
    var own = policy
    own.model = request.model == nil ? model : nil
    // More than any answer can have is refused by its plan.
    own.expectedOutput = request.maxTokens.map { min(max($0, 0), PlanPolicy.mostTokens) }
    let plan: Plan
    do { plan = try planner.plan(request, own) } catch {
      skipped.append(Complaint(error, in: InputPath(argument: place), planner.catalog))
      return
    }
    for refusal in plan.refusals.prefix(1) {
      refused.append(
        Refused(
          place: place, customID: request.customID, rule: refusal.rule.rawValue, message: refusal.message,
          isCertain: refusal.isCertain))
    }
    var row = rows[plan.model] ?? Row()
    row.requests += 1
    row.input = TokenCount(sumOf: [row.input, plan.input.total])
    row.maxTokens = row.maxTokens.saturatingAdding(plan.maxTokens)
    row.most = row.most.saturatingAdding(plan.cost?.nanodollars ?? 0)
    let input = plan.cost?.lines.filter { $0.kind != .output }.map(\.nanodollars).saturatingSum
    row.least = row.least.saturatingAdding(input ?? 0)
    if let limits = limits(of: plan) {
      let queue = row.queues[limits] ?? (0, 0)
      row.queues[limits] = (queue.requests + 1, queue.input + plan.mostInput)
    }
    rows[plan.model] = row
  }

  /// The API wants an id of its own for each request; of which characters, its plan says.
  private mutating func checkID(_ id: String?, _ place: String) {
    func refuse(_ message: String) {
      refused.append(
        Refused(place: place, customID: id, rule: "custom_id", message: message, isCertain: true))
    }
    guard let id else { return refuse("the request has no custom_id") }
    if let first = ids[id] { refuse("the custom_id is that of \(first), too") } else { ids[id] = place }
  }

  /// How long a model's requests wait, by the limits on requests and input: what is read from the cache is free,
  /// `max_tokens` is no output, and how much is written is not known.
  private func waiting(_ row: Row) -> (minutes: Int, seconds: ClosedRange<Int>)? {
    let waits = row.queues.map { limits, queue in
      (
        minutes: limits.minutes(requests: queue.requests, input: queue.input, output: 0),
        seconds: limits.seconds(requests: queue.requests, input: queue.input)
      )
    }
    // Queues are sent beside each other.
    guard let minutes = waits.map(\.minutes).max(), let least = waits.map(\.seconds.lowerBound).max(),
      let most = waits.map(\.seconds.upperBound).max()
    else { return nil }
    return (minutes, least...most)
  }

  private func limits(of plan: Plan) -> RateLimits? {
    guard let rateTier, let model = planner.catalog.model(plan.model) else { return nil }
    return RateLimits(
      of: model, tier: rateTier, on: policy.asOf ?? planner.catalog.date, promptTokens: plan.mostInput,
      catalog: planner.catalog)
  }

  // MARK: Output

  func table(groupsDigits: Bool) -> String {
    func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
    var table = [["MODEL", "REQUESTS", "INPUT", "MAX_TOKENS", "COST OF INPUT", "AT MOST"]]
    for (model, row) in rows.sorted(by: { ($1.value.most, $0.key) < ($0.value.most, $1.key) }) {
      table.append([
        model, digits(row.requests), digits(row.input.tokens), digits(row.maxTokens), "$" + Cost.dollars(row.least),
        "$" + Cost.dollars(row.most),
      ])
    }
    if rows.count > 1 {
      let all = rows.values
      table.append([
        "total", digits(all.reduce(0) { $0 + $1.requests }), digits(all.reduce(0) { $0 + $1.input.tokens }),
        digits(all.map(\.maxTokens).saturatingSum), "$" + Cost.dollars(all.map(\.least).saturatingSum),
        "$" + Cost.dollars(all.map(\.most).saturatingSum),
      ])
    }
    var text = Columns(table, rightAligned: 1...5).text
    for refusal in refused.prefix(Self.mostShown) {
      let verdict = refusal.isCertain ? "refused" : "may be refused"
      text += "\(verdict): \(refusal.place)\(refusal.customID.map { " (\($0))" } ?? ""): \(refusal.message)\n"
    }
    if refused.count > Self.mostShown { text += "\(refused.count - Self.mostShown) more would be refused or may be\n" }
    for (model, row) in rows.sorted(by: { $0.key < $1.key }) {
      guard let rateTier, let seconds = waiting(row)?.seconds else { continue }
      text += "sent one by one at tier \(rateTier), the last for \(model) waits "
      text += "\(digits(seconds.lowerBound)) to \(digits(seconds.upperBound)) seconds; max_tokens does not count\n"
    }
    let parts = split.parts
    if parts.count > 1 {
      text += "to be sent in \(parts.count) batches:\n"
      text +=
        Columns(
          [["BATCH", "FIRST", "LAST", "BYTES"]]
            + parts.enumerated().map {
              ["\($0.offset + 1)", digits($0.element.first), digits($0.element.last), digits($0.element.bytes)]
            },
          rightAligned: 0...3
        ).text
    }
    return text
  }

  private static let mostShown = 20

  func write(_ key: String, to object: inout JSONWriter) {
    object.object(key) { object in
      object.member("requests", split.requests)
      object.member("bytes", split.parts.reduce(0) { $0 + $1.bytes })
      object.array("models") { array in
        for (model, row) in rows.sorted(by: { $0.key < $1.key }) {
          array.object { object in
            object.member("model", model)
            object.member("requests", row.requests)
            row.input.writeMembers(to: &object)
            object.member("max_tokens", row.maxTokens)
            let waiting = waiting(row)
            object.member("minutes", waiting.map { .integer($0.minutes) } ?? .null)
            object.member("seconds_least", waiting.map { .integer($0.seconds.lowerBound) } ?? .null)
            object.member("seconds_most", waiting.map { .integer($0.seconds.upperBound) } ?? .null)
            object.member("input_dollars", Cost.dollars(row.least))
            object.member("most_dollars", Cost.dollars(row.most))
          }
        }
      }
      object.array("refused") { array in
        for refusal in refused {
          array.object { object in
            object.member("at", refusal.place)
            object.member("custom_id", refusal.customID.map { .string($0) } ?? .null)
            object.member("rule", refusal.rule)
            object.member("certain", refusal.isCertain)
            object.member("message", refusal.message)
          }
        }
      }
      object.array("batches") { array in
        for part in split.parts {
          array.object { object in
            object.member("first", part.first)
            object.member("last", part.last)
            object.member("bytes", part.bytes)
          }
        }
      }
    }
  }
}

/// Where a batch has to be split: the API takes 100,000 requests and 256 MB at a time (documentation, 2026-08).
struct BatchSplit {
  /// Requests that go together, by their numbers from 1.
  struct Part: Equatable {
    var first: Int
    var last: Int
    /// The body of the batch, `{"requests":[…]}`.
    var bytes: Int
  }

  private(set) var parts: [Part] = []
  private(set) var requests = 0
  private let mostRequests: Int
  private let mostBytes: Int
  private static let around = #"{"requests":[]}"#.utf8.count

  init(limits: Facts?) {
    mostRequests = limits?.int("batch_requests") ?? 100_000
    // A megabyte is taken for a million bytes: the smaller of its two meanings.
    mostBytes = (limits?.int("batch_mb") ?? 256) * 1_000_000
  }

  mutating func add(bytes: Int) {
    requests += 1
    if let last = parts.last, last.last - last.first + 1 < mostRequests, last.bytes + 1 + bytes <= mostBytes {
      parts[parts.count - 1].last = requests
      parts[parts.count - 1].bytes += 1 + bytes
    } else {
      parts.append(Part(first: requests, last: requests, bytes: Self.around + bytes))
    }
  }
}
