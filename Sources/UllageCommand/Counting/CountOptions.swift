import ModelCatalog
import RequestCounting

/// What `ullage count` was asked for.
struct CountOptions {
  var files: [InputPath] = []
  var unit = TextCounter.Unit.content
  /// Each input is the body of a request.
  var isRequest = false
  /// What is shown of a request besides its count.
  var detail = RequestDetail.none
  /// Values of the `anthropic-beta` header; nil where they are not known.
  var betas: [String]?
  /// When the request was or will be sent; nil is the catalogue's date.
  var asOf: CalendarDay?
  /// Each line of the input is an item of its own.
  var isJSONLines = false
  var isJSON = false
  /// Only the total, without notices.
  var isQuiet = false
  /// How texts are read that no byte-order mark explains.
  var encoding = EncodingChoice.automatic
  /// How texts are counted.
  var rendering = TextRendering.plain
  var filesFrom: InputPath?
  var files0From: InputPath?
  var model = NamedModel()

  init() {}

  /// Reads the plain forms of `ullage count`, the ones that need no option parser: entering it costs more time than
  /// counting a small file. Nil for everything else, also for whatever looks wrong: the parser then says why.
  init?(plain arguments: some Collection<String>) {
    guard arguments.first == "count" else { return nil }
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      switch argument {
      case "-": files.append(.standardInput)
      case "--":
        files += rest.map { InputPath(argument: $0) }
        return
      case "--message": unit = .message
      case "--request": isRequest = true
      case "--jsonl": isJSONLines = true
      case "--json": isJSON = true
      case "-q", "--quiet": isQuiet = true
      case "--model":
        guard model.id == nil, let value = rest.popFirst(), value.utf8.first != UInt8(ascii: "-") else { return nil }
        model.id = value
      default:
        guard argument.utf8.first != UInt8(ascii: "-") else { return nil }
        files.append(InputPath(argument: argument))
      }
    }
    guard (try? check()) != nil else { return nil }
  }

  /// Throws where options contradict each other.
  func check() throws(Complaint) {
    try model.check()
    if isRequest, model.family != nil {
      throw .usage("--request counts for a model, not for a family", remedy: "--model ID instead of --family")
    }
    if isRequest, unit == .message {
      throw .usage("a request has its own messages", remedy: "one of --request and --message")
    }
    if detail != .none {
      if !isRequest { throw .usage("--parts and --explain show a request's parts", remedy: "add --request") }
      if isJSON { throw .usage("--json shows the parts already", remedy: "one of --json, --parts and --explain") }
    }
    if betas != nil || asOf != nil, !isRequest, !isJSONLines {
      throw .usage("--beta and --as-of matter to requests only", remedy: "add --request or --jsonl")
    }
    if encoding != .automatic, isRequest || isJSONLines {
      throw .usage("--encoding is for texts: JSON is UTF-8", remedy: "iconv -f NAME -t UTF-8 before it")
    }
    if rendering != .plain, isRequest || isJSONLines {
      throw .usage("--render is for texts", remedy: "without --request and --jsonl")
    }
    if isJSONLines, isRequest {
      throw .usage("--jsonl takes its unit from each line", remedy: #"{"id": 1, "request": {…}} on the line"#)
    }
    if isJSONLines, unit == .message {
      throw .usage(
        "--jsonl takes its unit from each line", remedy: #"{"id": 1, "message": "…"} on the line instead of --message"#)
    }
    if isJSONLines, filesFrom != nil || files0From != nil {
      throw .usage("--jsonl reads files that are named as arguments", remedy: "ullage count --jsonl FILE…")
    }
    if isJSONLines, isJSON { throw .usage("--jsonl answers in JSON already", remedy: "one of --json and --jsonl") }
    let lists = [filesFrom, files0From].compactMap { $0 }
    if (files + lists).filter(\.isStandardInput).count > 1 {
      throw .usage("standard input can be read only once", remedy: "one `-`")
    }
  }
}

/// What is shown of a request besides its count.
enum RequestDetail: Sendable {
  case none
  /// Where the tokens are.
  case parts
  /// Which rules counted, and what supports them.
  case explanation
}
