import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Counts the bodies of requests, one a file, and prints their `input_tokens`.
struct RequestRun {
  private let options: CountOptions
  private let requests: RequestIntake

  /// Throws where the model that the command line names is not known.
  init(_ options: CountOptions, _ requests: RequestIntake, _ catalog: Catalog) throws(Complaint) {
    self.options = options
    self.requests = requests
    if let model = options.model.id, options.model.assumed == nil { _ = try catalog.knownModel(model) }
    if let model = options.model.assumed { _ = try catalog.knownModel(model) }
  }

  /// Counts, prints, and returns the exit status.
  func status(_ paths: [InputPath]) throws(Complaint) -> ExitStatus {
    var counted: [CountedRequest] = []
    var skipped: [Complaint] = []
    for path in paths {
      do {
        for (path, answer) in try requests.countAll(path, model: options.model.id) {
          let request = CountedRequest(
            path: path, request: answer.request, count: answer.count, hasDefaultModel: answer.hasDefaultModel)
          if !options.isQuiet, !options.isJSON {
            if answer.hasDefaultModel { CountRun.nameDefault(answer.count.model) }
            Stream.notice(request.notices(named: paths.count > 1, explains: options.detail != .explanation))
          }
          counted.append(request)
        }
      } catch {
        skipped.append(error)
        Stream.notice(error.text)
      }
    }
    var output = Stream.output
    if options.isJSON {
      let isSingle = paths.count + counted.count == 2
      output.write(json: RequestReport(requests: counted, skipped: skipped, isSingle: isSingle).json)
    } else {
      print(counted, isTable: max(paths.count, counted.count) > 1 && !options.isQuiet, to: &output)
    }
    output.flush()
    if paths.count == 1, let status = skipped.first?.status { return status }
    return skipped.isEmpty ? .fine : .incomplete
  }

  private func print(_ counted: [CountedRequest], isTable: Bool, to output: inout Stream) {
    if counted.isEmpty { return }
    if options.detail != .none {
      for (index, request) in counted.enumerated() {
        if isTable { output.write("\(index > 0 ? "\n" : "")\(request.path.name)\n") }
        output.write(options.detail == .parts ? PartTable(request).text : Explanation(request).text)
      }
    } else if isTable {
      let rows = counted.map { CountTable.Row(tokens: $0.count.total.tokens, name: $0.path.bytes) }
      CountTable(rows: rows, groupsDigits: Stream.outputIsTerminal).write(to: &output)
    } else {
      output.write("\(counted.reduce(0) { $0 + $1.count.total.tokens })\n")
    }
  }
}

/// The body of one file, counted.
struct CountedRequest {
  let path: InputPath
  let request: MessagesRequest
  let count: RequestCount
  let hasDefaultModel: Bool

  var json: RequestCountJSON { RequestCountJSON(count, of: request, modelIsDefault: hasDefaultModel) }

  /// What to say on standard error: that the count is not exact, and what was noticed.
  func notices(named: Bool, explains: Bool) -> String {
    let name = named ? "\(path.name): " : ""
    let total = count.total
    var text = ""
    if total.basis != .exact, !hasDefaultModel || total.bounds.count > 1 {
      let bounds = "\(total.bounds.lowerBound) and \(total.bounds.upperBound)"
      text += "note: \(name)\(total.basis), between \(bounds) tokens\(explains ? "; --explain says why" : "")\n"
    }
    for notice in count.notices { text += "note: \(ShownText.line("\(name)\(notice)"))\n" }
    return text
  }
}
