import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking

/// Prices what `ullage price` was given, and answers.
struct PriceRun {
  enum Format {
    case table, json, lines
  }

  private let catalog: Catalog
  private let model: String?
  private let day: CalendarDay?
  private let platform: Platform?
  private let isBatch: Bool
  private let format: Format
  private let isQuiet: Bool

  /// Answers in their order; one whose id returns stands where it first stood, with what it said last.
  private var answers: [(answer: PricedItem.Answer, place: String)] = []
  private var places: [String: Int] = [:]
  private var batch: BatchPricing
  private var unbilled = 0
  private var skipped: [Complaint] = []

  init(
    _ named: NamedModel, day: CalendarDay?, platform: Platform?, isBatch: Bool, format: Format,
    rateTier: String?, isQuiet: Bool
  ) throws(Complaint) {
    catalog = try Catalog.loaded(named.catalog)
    model = named.id
    self.day = day
    self.platform = platform
    self.isBatch = isBatch
    self.format = format
    self.isQuiet = isQuiet
    if let model { _ = try catalog.knownModel(model) }
    batch = BatchPricing(catalog, named, day: day, platform: platform)
    if let rateTier {
      let day = day ?? catalog.date
      guard let known = catalog.defaultModel, RateLimits(of: known, tier: rateTier, on: day, catalog: catalog) != nil
      else {
        let tiers = catalog.defaultModel.map { RateLimits.tiers(of: $0, on: day, catalog: catalog) } ?? []
        throw .usage(
          "there is no tier \"\(rateTier)\" on \(day)", remedy: "--rate-tier \(tiers.joined(separator: " or "))")
      }
      batch.rateTier = rateTier
    }
  }

  /// Reads everything, prices it, prints, and returns the exit status.
  mutating func status(of paths: [InputPath]) throws(Complaint) -> ExitStatus {
    for path in paths { try read(path) }
    var report = PriceReport(catalog: catalog, batch: batch.isEmpty ? nil : batch, unbilled: unbilled)
    var lines = JSONWriter()
    for (answer, place) in answers {
      do {
        let priced = try price(answer, place)
        report.add(priced)
        if format == .lines { priced.write(to: &lines) }
      } catch {
        skipped.append(error)
        if format == .lines {
          lines.object { object in
            object.member("id", answer.id.map { .string($0) } ?? .null)
            object.object("error") { error.writeMembers(to: &$0) }
          }
          lines.endLine()
        }
      }
    }
    if answers.isEmpty, batch.isEmpty, unbilled == 0, skipped.isEmpty {
      throw Complaint(
        code: "nothing_to_price", message: "there is no usage and no request",
        place: paths.map(\.name).joined(separator: ", "),
        remedy: "give answers of the API, a session, or a batch", status: .badData)
    }
    var output = Stream.output
    switch format {
    case .table: output.write(ShownText.lines(report.table(groupsDigits: Stream.outputIsTerminal)))
    case .json: output.write(ShownJSON.bytes(report.json(skipped)))
    case .lines: output.write(ShownJSON.bytes(lines.take()))
    }
    output.flush()
    if !isQuiet { for complaint in skipped.prefix(5) { Stream.notice(complaint.text) } }
    if answers.isEmpty, batch.isEmpty, unbilled == 0 { return .badData }
    if !skipped.isEmpty { return .incomplete }
    return batch.isRefused ? .over : .fine
  }

  // MARK: Reading

  private mutating func read(_ path: InputPath) throws(Complaint) {
    if !path.name.hasSuffix(".jsonl") {
      let bytes = try FileReader(path).all()
      // One document, or else lines of them.
      if let root = try? JSONDocument(parsing: bytes).root { return add(document: root, length: bytes.count, path) }
      var lines = JSONLines()
      lines.append(bytes)
      lines.finish()
      return add(&lines, path)
    }
    let reader = try FileReader(path)
    var lines = JSONLines()
    while let chunk = try reader.next() {
      lines.append(chunk)
      add(&lines, path)
    }
    lines.finish()
    add(&lines, path)
  }

  private mutating func add(document root: JSONValue, length: Int, _ path: InputPath) {
    if let items = MessagesRequest.items(ofBatch: root) {
      for (index, item) in items.enumerated() {
        add(item, length: item.sourceRange.count, "\(path.name), requests[\(index)]")
      }
    } else if root.isArray {
      for (index, item) in root.elements.enumerated() {
        add(item, length: item.sourceRange.count, "\(path.name)[\(index)]")
      }
    } else {
      add(root, length: length, path.name)
    }
  }

  private mutating func add(_ lines: inout JSONLines, _ path: InputPath) {
    while let line = lines.next() {
      let place = "\(path.name):\(line.number)"
      do {
        add(try JSONDocument(parsing: line.bytes).root, length: line.length, place)
      } catch {
        skipped.append(Complaint(error, at: "\(place):\(error.column)"))
      }
    }
  }

  private mutating func add(_ value: JSONValue, length: Int, _ place: String) {
    switch PricedItem(value) {
    case .answer(let answer):
      if let id = answer.id, let index = places[id] {
        answers[index].answer = answer
      } else {
        if let id = answer.id { places[id] = answers.count }
        answers.append((answer, place))
      }
    case .request(let request): batch.add(request, length: length, place, &skipped)
    case .unbilled: unbilled += 1
    case .other: break
    }
  }

  // MARK: Pricing

  private func price(_ answer: PricedItem.Answer, _ place: String) throws(Complaint) -> PricedAnswer {
    guard let spelling = answer.model ?? model else {
      throw Complaint(
        code: "missing_model", message: "the usage names no model", place: place, remedy: "--model ID",
        status: .incomplete)
    }
    guard let known = catalog.model(spelling) else {
      throw Complaint(
        code: "unknown_model", message: "there is no model \"\(spelling)\" in the catalogue", place: place,
        remedy: catalog.remedy(forUnknown: spelling), status: .incomplete)
    }
    var terms = BillingTerms(day: day ?? answer.day ?? catalog.date)
    terms.platform = platform ?? (spelling.contains("anthropic.") ? .bedrock : .api)
    terms.isBatch = isBatch
    terms.region = BillingTerms.region(ofID: spelling)
    guard let cost = UsageCost(of: answer.usage, model: known, terms: terms, catalog: catalog) else {
      throw Complaint(
        code: "unknown_price", message: "no price of \(known.id) is known on \(terms.day)", place: place,
        remedy: "add its prices to a catalogue file, --catalog FILE", status: .incomplete)
    }
    return PricedAnswer(id: answer.id, model: known.id, day: terms.day, cost: cost)
  }
}

/// An answer and what it cost.
struct PricedAnswer {
  let id: String?
  let model: String
  let day: CalendarDay
  let cost: UsageCost

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("id", id.map { .string($0) } ?? .null)
      object.member("model", model)
      object.member("as_of", day.description)
      object.member("dollars", Cost.dollars(cost.nanodollars))
      object.member("nanodollars", cost.nanodollars)
      object.member("fees_dollars", Cost.dollars(cost.feeNanodollars))
      cost.lines.write("lines", to: &object)
    }
    writer.endLine()
  }
}

extension [Cost.Line] {
  func write(_ key: String, to object: inout JSONWriter) {
    object.array(key) { array in
      for line in self {
        array.object { object in
          object.member("kind", line.kind.rawValue)
          object.member("tokens", line.tokens)
          object.member("dollars_per_million", line.price.description)
        }
      }
    }
  }
}
