import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

extension FuzzTarget {
  /// A user's catalogue file: read over the built-in one and by itself. Models it does not name stay as they are, the file
  /// in another spelling says the same, and with every model it names a request can be counted and planned.
  static let catalog = FuzzTarget(
    name: "catalog", seeds: catalogSeeds,
    words: [
      #"{"models":[{"id":"claude-opus-5","#, #""window":{"default":9223372036854775807}"#,
      #""max_output":{"default":0}"#,
      #""prices":{"input":999999999.999}"#,
      #""long_context":[{"provider":"api","over":9223372036854775807,"input":1}]"#,
      #""tokenizer":{"family":"v4.8","basis":"assumed"}"#, #""message_frame":9223372036854775807"#, #""counting":"x""#,
      #""content_spread_percent":9223372036854775807"#, #""cache_minimum":9223372036854775807"#,
      #""released":"9999-12-31""#,
      #""media":{"images":0,"pdf_pages":0}"#, #""date":"0000-01-01""#, #""counting":{"claude-opus-5":{"frame":-1}}"#,
      "1e308", #""counting":{"claude-opus-5":{"image":{"unit":0},"thinking":{"bytes_per_token":0}}}"#, "1000000000",
    ]
  ) { input in
    guard let bundled else { return "no catalogue" }
    _ = try? Catalog(bytes: input)
    guard let catalog = try? bundled.overriding(with: input) else { return nil }
    guard let file = try? JSONDocument(parsing: input).root else { return "read what is no JSON" }
    let named = Set((file["models"]?.elements.map { bundled.model($0["id"]?.string ?? "")?.id ?? "" }) ?? [])
    for (old, new) in zip(bundled.models, catalog.models) where !named.contains(old.id) {
      if text(of: old) != text(of: new) { return "\(old.id) has changed" }
    }
    let spelt = PythonJSON(ensureASCII: true, indent: 2).string(file)
    guard let again = try? bundled.overriding(with: Array(spelt.utf8)),
      again.models.map(text(of:)) == catalog.models.map(text(of:)), again.date == catalog.date
    else { return "in another spelling it says otherwise" }
    return (catalog.models.filter { named.contains($0.id) } + catalog.models.dropFirst(bundled.models.count))
      .firstComplaint { complaint(about: $0, of: catalog) }
  }

  private static let bundled = try? Catalog.bundled()

  private static let catalogSeeds: @Sendable () -> [[UInt8]] = {
    let whole = (bundled?.models ?? []).prefix(6).map { #"{"models":["# + text(of: $0) + "]}" }
    let small = [
      #"{"date":"2026-12-01","models":[{"id":"claude-opus-5","window":{"default":500000},"prices":{"input":6.25}}]}"#,
      #"{"models":[{"id":"new-model","tokenizer":{"family":"v4.8","basis":"assumed","message_frame":5,"message_frame_spread":2,"content_spread_percent":7},"window":{"default":1000,"beta":{"tokens":2000,"header":"h","from":"2026-01-01","until":"2026-02-01"},"earlier":[{"tokens":5,"until":"2025-01-01"}],"surfaces":[{"name":"s","tokens":1}]}}]}"#,
      #"{"counting":{"claude-opus-5":{"like":"claude-opus-4-7"}},"models":[{"id":"claude-haiku-4-5","counting":"claude-opus-5"}]}"#,
      #"{"schema_version":2,"date":"2026-01-01","sources":{"a":{"what":"b","date":"2026"}},"shared":{},"models":[]}"#,
    ]
    return (whole + small).map { Array($0.utf8) }
  }

  private static func text(of model: Model) -> String {
    var writer = JSONWriter()
    writer.object { model.facts.writeMembers(to: &$0) }
    // Facts are copied as they are spelt.
    return (try? JSONValue(parsing: writer.text)).map { PythonJSON().string($0) } ?? ""
  }

  private static let body = Array(
    #"""
    {"max_tokens":100,"system":"s","tools":[{"name":"f","input_schema":{"type":"object"}}],"thinking":{"type":"enabled",
    "budget_tokens":2000},"messages":[{"role":"user","content":[{"type":"text","text":"Hello","cache_control":{"type":
    "ephemeral"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":
    "iVBORw0KGgoAAAANSUhEUgAAAgAAAAEA"}}]},{"role":"assistant","content":"x"},{"role":"user","content":"y"}]}
    """#.utf8)

  private static func complaint(about model: Model, of catalog: Catalog) -> String? {
    guard let request = try? MessagesRequest(decoding: body) else { return "the request is none" }
    let counter = RequestCounter(catalog: catalog)
    guard let count = try? counter.count(request, model: model.id) else { return nil }
    if count.total.bounds.upperBound < count.total.tokens { return "\(model.id): \(count.total) is over its bounds" }
    var policy = PlanPolicy(model: model.id)
    policy.remedies = .always
    for betas in [[], [model.window?.beta?.header].compactMap(\.self)] {
      policy.betas = betas
      guard let plan = try? Planner(counter: counter).plan(request, policy) else { continue }
      _ = PlanJSON(plan, modelIsDefault: false, indent: nil).bytes
      _ = (plan.headroom, plan.largestMaxTokens, plan.basisPoints(of: count.total.tokens))
    }
    return nil
  }
}
