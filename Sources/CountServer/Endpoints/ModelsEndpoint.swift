import JSONText
import ModelCatalog

// GET /v1/models and /v1/models/{id}, in the API's shape, from the catalogue.

extension Endpoints {
  /// A page of models, newest first; as many as `limit` says, 20 unless told otherwise.
  func models(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    let limit = try Self.limit(request.query["limit"])
    if request.query["after_id"] != nil, request.query["before_id"] != nil {
      throw ErrorReply(.invalidRequest, "Only one of before_id and after_id may be given.")
    }
    var page = listing.rows[...]
    var hasMore = false
    if let id = request.query["before_id"] {
      page = page[..<(try position(of: id, "before_id", in: page))]
      hasMore = page.count > limit
      page = page.suffix(limit)
    } else {
      if let id = request.query["after_id"] { page = page[(try position(of: id, "after_id", in: page) + 1)...] }
      hasMore = page.count > limit
      page = page.prefix(limit)
    }
    return .json { object in
      object.array("data") { array in
        for row in page { array.element(json: row.text) }
      }
      object.member("has_more", hasMore)
      object.member("first_id", page.first.map { .string($0.id) } ?? .null)
      object.member("last_id", page.last.map { .string($0.id) } ?? .null)
    }
  }

  /// One model, by its id or any other spelling of it.
  func model(_ id: String) throws(ErrorReply) -> ServerReply {
    guard let model = catalog.model(id) else { throw unknownModel(id) }
    return .json { ModelDescription(model).write(to: &$0) }
  }

  private static func limit(_ text: String?) throws(ErrorReply) -> Int {
    guard let text else { return 20 }
    guard let limit = Int(text), (1...1000).contains(limit) else {
      throw ErrorReply(.invalidRequest, "limit: a number from 1 to 1000 is expected")
    }
    return limit
  }

  private func position(
    of id: String, _ parameter: String, in rows: ArraySlice<ModelListing.Row>
  ) throws(ErrorReply) -> Int {
    guard let model = catalog.model(id), let index = rows.firstIndex(where: { $0.id == model.id }) else {
      throw ErrorReply(.invalidRequest, "\(parameter): there is no model \"\(id)\"")
    }
    return index
  }
}

/// All models, newest first, written once: a request copies the rows that it asks for.
struct ModelListing: Sendable {
  struct Row: Sendable {
    let id: String
    /// The model's JSON.
    let text: [UInt8]
  }

  let rows: [Row]

  init(_ catalog: Catalog) {
    let newestFirst = catalog.models.enumerated().sorted {
      let (left, right) = ($0.element.released?.description ?? "", $1.element.released?.description ?? "")
      return left == right ? $0.offset < $1.offset : left > right
    }
    rows = newestFirst.map { _, model in
      var writer = JSONWriter()
      writer.object { ModelDescription(model).write(to: &$0) }
      return Row(id: model.id, text: writer.take())
    }
  }
}

/// A model as the API's clients know it.
///
/// What the catalogue does not know is `null`, or left out of `capabilities`: batches, citations, server tools.
struct ModelDescription {
  private let model: Model

  init(_ model: Model) { self.model = model }

  func write(to object: inout JSONWriter) {
    object.member("type", "model")
    object.member("id", model.id)
    object.member("display_name", model.name)
    // The API writes the epoch where the day of release is not known.
    object.member("created_at", model.released.map(Self.instant) ?? "1970-01-01T00:00:00Z")
    object.member("lifecycle", lifecycle)
    object.member("line", lines.contains(model.line) ? .string(model.line) : .null)
    object.member("max_input_tokens", model.window?.tokens.map { .integer($0) } ?? .null)
    object.member("max_tokens", model.maxOutput?.tokens.map { .integer($0) } ?? .null)
    object.member("deprecated_at", model.facts.day("deprecated").map { .string(Self.instant($0)) } ?? .null)
    object.member("retires_at", retirement.map { .string(Self.instant($0)) } ?? .null)
    object.object("capabilities") { writeCapabilities(to: &$0) }
  }

  private let lines: Set = ["haiku", "sonnet", "opus", "fable", "mythos"]

  /// The API knows three stages; the catalogue's `legacy` is active: it is not scheduled for retirement.
  private var lifecycle: String {
    switch model.status {
    case "deprecated": "deprecated"
    case "retired": "retired"
    default: "active"
    }
  }

  private var retirement: CalendarDay? {
    guard let retirement = model.retirement, ["retires", "retired"].contains(retirement.kind) else { return nil }
    return retirement.day
  }

  private static func instant(_ day: CalendarDay) -> String { "\(day)T00:00:00Z" }

  private func writeCapabilities(to object: inout JSONWriter) {
    let levels = model.effortLevels ?? []
    object.object("effort") { effort in
      effort.member("supported", !levels.isEmpty)
      for level in ["low", "medium", "high", "xhigh", "max"] { effort.support(level, levels.contains(level)) }
    }
    object.support("image_input", model.maxImages != nil)
    object.support("pdf_input", model.maxPDFPages != nil)
    let modes = model.thinking?.modes ?? []
    object.object("thinking") { thinking in
      thinking.member("supported", !modes.isEmpty)
      thinking.object("types") { types in
        for mode in ["adaptive", "between_tools", "enabled"] { types.support(mode, modes.contains(mode)) }
        // A model without thinking takes `disabled`, says the API's documentation.
        types.support("disabled", modes.isEmpty || modes.contains("disabled"))
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func support(_ name: String, _ isSupported: Bool) {
    object(name) { $0.member("supported", isSupported) }
  }
}
