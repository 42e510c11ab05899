import MessagesAPI
import RequestCounting

/// Where the tokens of a request are: a line a part in the order of the prompt, with what the prompt counts so far.
struct PartTable {
  private let counted: CountedRequest

  init(_ counted: CountedRequest) { self.counted = counted }

  var text: String {
    var rows = [["TOKENS", "SO FAR", "BOUNDS", "BASIS", "KIND", "PATH"]]
    var running = 0
    for part in counted.count.parts {
      running += part.count.tokens
      rows.append(Self.row(part.count, running, part.kind, counted.request.bodyPath(of: part.path).description))
    }
    let total = counted.count.total
    rows.append(Self.row(total, total.tokens, "total", counted.count.model))
    return Columns(rows, rightAligned: 0...2).text
  }

  private static func row(_ count: TokenCount, _ running: Int, _ kind: String, _ place: String) -> [String] {
    let bounds = count.bounds.lowerBound == count.bounds.upperBound ? "" : "\(Columns.range(count.bounds))"
    return ["\(count.tokens)", "\(running)", bounds, "\(count.basis)", kind, place]
  }
}
