import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// A recorded call, and the rule by which it counts.
struct RecordedRequest {
  let record: JSONValue

  var id: String { record["id"]?.string ?? "" }
  /// The API's own `input_tokens`, cached ones included.
  var tokens: Int { record["input_tokens"]?.int ?? -1 }

  /// The model that answered: a moving alias is told by the answer.
  var model: String {
    let named = record["model"]?.string ?? ""
    let answered = record["response_model"]?.string ?? ""
    return named.hasSuffix("3-5-sonnet-latest") && answered.contains("20240620") ? answered : named
  }

  /// Whether the body alone decides the count: the record's own flag.
  var isScorable: Bool { record["scorable"]?.bool ?? false }

  /// Whether it counts for exactness, too: what an unrecorded beta header may have added is not known, and Claude 2 has
  /// another frame.
  var isCounted: Bool {
    isScorable && record["beta_unknown"]?.bool != true && !model.contains("claude-2") && !model.contains("claude-v2")
  }

  /// What a caller knows of a stored request: an empty list of betas says nothing, a day that cannot be read is some day
  /// since the model's release.
  func context(_ catalog: Catalog) -> CountContext {
    let betas = record["betas"]?.elements.compactMap(\.string) ?? []
    let released = min(catalog.model(model)?.released ?? catalog.date, catalog.date)
    var context = CountContext(betas: betas.isEmpty ? nil : betas, asOf: .between(released, catalog.date))
    if let day = record["recorded_at"]?.string.flatMap(AsOf.init(recordedAt:)) { context.asOf = day }
    context.isRecording = true
    context.substitute = "claude-opus-5"
    return context
  }

  /// All recorded calls, one by one.
  static func forEach(_ lines: [UInt8], _ body: (RecordedRequest) throws -> Void) throws {
    var reader = JSONLines()
    reader.append(lines)
    reader.finish()
    while let line = reader.next() {
      try body(RecordedRequest(record: try JSONDocument(parsing: line.bytes).root))
    }
  }
}
