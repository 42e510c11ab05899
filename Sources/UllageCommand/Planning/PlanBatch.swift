import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// The requests of a batch: `{"requests": [{"custom_id": …, "params": {…}}]}`, or one item a line, as Anthropic, Vertex AI,
/// OpenAI and Bedrock take them.
struct PlanBatch {
  /// An item, by its place; its body is decoded when its turn comes.
  struct Item {
    let place: String
    let json: JSONValue
    /// Bytes of the body as it is sent.
    var length: Int { (MessagesRequest.batchItem(json)?.body ?? json).sourceBytes.count }
    var id: String? { MessagesRequest.batchItem(json)?.id }
  }

  private(set) var items: [Item] = []

  /// The items of a body with several requests; nil for another body.
  init?(body bytes: [UInt8], named name: String) {
    guard let items = (try? JSONDocument(parsing: bytes)).flatMap({ MessagesRequest.items(ofBatch: $0.root) }) else {
      return nil
    }
    self.items = items.enumerated().map { Item(place: "\(name), requests[\($0.offset)]", json: $0.element) }
  }

  /// The items of lines, where the first line is one; nil for a session.
  init?(lines bytes: [UInt8], named name: String) throws(Complaint) {
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let place = "\(name):\(index + 1)"
      let json: JSONValue
      do { json = try JSONDocument(parsing: line).root } catch {
        if items.isEmpty { return nil }
        throw Complaint(error, at: "\(place):\(error.column)")
      }
      if items.isEmpty, MessagesRequest.batchItem(json) == nil { return nil }
      items.append(Item(place: place, json: json))
    }
    if items.isEmpty { return nil }
  }

  /// The ids that more than one item has: the API takes none twice.
  var repeatedIDs: [String] {
    var seen: Set<String> = []
    return items.compactMap(\.id).filter { !seen.insert($0).inserted }
  }
}

/// Plans each request of a batch: a line each, then why those that are refused are.
struct PlanBatchRun {
  let batch: PlanBatch
  let planner: Planner
  let policy: PlanPolicy
  let format: PlanFormat
  /// The model of a request that names none.
  let fallback: String?

  /// The verdicts of all, and the complaints of those that cannot be planned.
  func run() -> (verdicts: [Verdict], complaints: [Complaint]) {
    var output = Stream.output
    var (verdicts, complaints): ([Verdict], [Complaint]) = ([], [])
    var rows = [["VERDICT", "INPUT", "HEADROOM", "REQUEST"]]
    var reasons = ""
    for (index, item) in batch.items.enumerated() {
      do throws(Complaint) {
        let planned = try plan(item, index)
        guard case .plan(let request, let plan) = planned else {
          if case .uncounted(let plan) = planned {
            verdicts.append(.refused)
            write(plan, item, &output, &rows, &reasons)
          }
          continue
        }
        verdicts.append(plan.verdict)
        let name = request.customID.map { "\(item.place) \($0)" } ?? item.place
        switch format {
        case .json:
          let json = PlanJSON(plan, modelIsDefault: request.model == nil && policy.model == nil, indent: nil)
          output.write(ShownJSON.bytes(json.bytes))
        case .table, .svg, .html:
          let digits = { (number: Int) in Figures.digits(number, groups: Stream.outputIsTerminal) }
          rows.append([plan.verdict.rawValue, digits(plan.input.total.tokens), digits(plan.headroom), name])
          if let refusal = plan.refusals.first { reasons += Self.reason(refusal, name) }
        }
      } catch {
        complaints.append(error)
      }
    }
    if format != .json { output.write(ShownText.lines(Columns(rows, rightAligned: 1...2).text + reasons)) }
    output.flush()
    for id in batch.repeatedIDs {
      verdicts.append(.refused)
      Stream.notice("refused: the id \"\(ShownText.line(String(id.prefix(64))))\" stands twice in the batch\n")
    }
    for complaint in complaints { Stream.notice(complaint.text) }
    return (verdicts, complaints)
  }

  /// A body that cannot be decoded: its verdict without a count.
  private func write(
    _ plan: UncountedPlan, _ item: PlanBatch.Item, _ output: inout Stream, _ rows: inout [[String]],
    _ reasons: inout String
  ) {
    switch format {
    case .json: output.write(ShownJSON.bytes(plan.json(indent: nil)))
    case .table, .svg, .html:
      let name = item.id.map { "\(item.place) \($0)" } ?? item.place
      rows.append([Verdict.refused.rawValue, "-", "-", name])
      if let refusal = plan.refusals.first { reasons += Self.reason(refusal, name) }
    }
  }

  private static func reason(_ refusal: Refusal, _ name: String) -> String {
    "\n\(refusal.isCertain ? "refused" : "may be refused"): \(name)\n"
      + "   says: \(refusal.message)\(refusal.isVerbatim ? "" : " (our wording)")\n    try: \(refusal.remedy)\n"
  }

  /// What became of an item.
  private enum Planned {
    case plan(MessagesRequest, Plan)
    case uncounted(UncountedPlan)
  }

  private func plan(_ item: PlanBatch.Item, _ index: Int) throws(Complaint) -> Planned {
    let request: MessagesRequest
    do throws(DecodeError) { request = try MessagesRequest(decoding: item.json) } catch {
      let body = MessagesRequest.ownBody(in: item.json)
      if let plan = body.flatMap({ UncountedPlan($0, self.policy, planner.catalog) }) { return .uncounted(plan) }
      throw Complaint(error, in: item.place)
    }
    var policy = policy
    policy.bodyLength = item.length
    policy.batchIndex = index
    policy.model = policy.model ?? (request.model == nil ? fallback : nil)
    do { return .plan(request, try planner.plan(request, policy)) } catch {
      throw Complaint(error, in: InputPath(argument: item.place), planner.catalog)
    }
  }
}
