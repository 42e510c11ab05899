import CountServer
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

extension FuzzTarget {
  /// A request as it stands on the wire, answered without a socket: every one gets an answer that may be sent, twice the
  /// same, to HEAD as to GET; the count is the counter's, and being strict refuses but never counts otherwise.
  static let server = FuzzTarget(
    name: "server", seeds: serverSeeds,
    words: RequestWays.words + [
      "POST /v1/messages/count_tokens\n", "POST /v1/messages/plan?window=1&max_tokens=9223372036854775807\n",
      "GET /v1/models?limit=1000&after_id=", "GET /v1/models/", "HEAD /health\n", "?detail=parts", "%00", "%0d%0a",
      "%zz", "POST /v1/messages/threads\n", "\"thread\":{\"type\":\"continue\",\"previous_message_id\":\"msg_1\"}",
      "anthropic-version: 2023-06-01\n", "anthropic-beta: context-1m-2025-08-07, x\n", "x-api-key: secret\n",
      "authorization: Bearer secret\n", "host: localhost:80\n", "content-encoding: gzip\n", "before_id=", "limit=-1",
    ]
  ) { input in
    guard let servers else { return "no catalogue" }
    let request = request(from: input)
    let reply = servers.open.reply(to: request, id: servers.id)
    return complaint(about: reply, to: request) ?? strictComplaint(request, reply, servers)
      ?? countComplaint(request, reply)
  }

  private struct Servers {
    let open: Endpoints
    let strict: Endpoints
    let id: RequestID
  }

  private static let servers: Servers? = {
    guard let catalog = try? Catalog.bundled() else { return nil }
    var settings = Endpoints.Settings()
    settings.isStrict = true
    settings.hosts = ["localhost", "[::1]"]
    settings.token = AccessToken("secret")
    return Servers(
      open: Endpoints(catalog: catalog), strict: Endpoints(catalog: catalog, settings: settings), id: .random())
  }()

  private static let serverSeeds: @Sendable () -> [[UInt8]] = {
    let counting = "POST /v1/messages/count_tokens?detail=parts\nanthropic-version: 2023-06-01\nx-api-key: secret\n\n"
    let others = [
      "GET /v1/models?limit=2&after_id=claude-opus-5\n\n", "GET /v1/models/claude-opus-5\n\n", "GET /health\n\n",
      "GET /metrics\n\n", "POST /v1/messages\n\n{}", "HEAD /v1/models\nhost: evil\n\n", "PUT /v1/%6dodels\n\n",
      "POST /v1/messages/plan?window=5&max_tokens=2\n\n{\"model\":\"claude-opus-5\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
    ]
    return Seeds.requests().map { Array(counting.utf8) + withModel($0) } + others.map { Array($0.utf8) }
  }

  private static func withModel(_ body: [UInt8]) -> [UInt8] {
    body.starts(with: Array("{".utf8)) ? Array(#"{"model":"claude-opus-5","#.utf8) + body.dropFirst() : body
  }

  /// Method and target on the first line, then fields, an empty line and the body.
  private static func request(from input: [UInt8]) -> ServerRequest {
    var rest = input[...]
    func line() -> String {
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      defer { rest = rest[min(end + 1, rest.endIndex)...] }
      return String(decoding: rest[..<end], as: UTF8.self)
    }
    let first = line().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var headers = ServerHeaders()
    while !rest.isEmpty {
      let field = line()
      if field.isEmpty { break }
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      headers.append(parts[0], String((parts.count > 1 ? parts[1] : "").drop { $0 == " " }))
    }
    // As every client that sends a body does; without it nothing would be counted.
    if first[0] == "POST", headers["content-type"] == nil { headers.append("content-type", "application/json") }
    return ServerRequest(first[0], first.count > 1 ? first[1] : "", headers: headers, body: rest)
  }

  private static func complaint(about reply: ServerReply, to request: ServerRequest) -> String? {
    let statuses: Set = [200, 400, 401, 403, 404, 405, 413, 415]
    if !statuses.contains(reply.status) { return "status \(reply.status)" }
    for field in reply.headers.fields
    where !(field.name + field.value).unicodeScalars.allSatisfy({ (" "..."~").contains($0) }) {
      return "the field \(field) may not be sent"
    }
    if Route(request.path) == .metrics, reply.status == 200 { return nil }
    guard let root = try? JSONDocument(parsing: reply.body).root, root.isObject else { return "the body is no object" }
    if reply.status == 200 { return nil }
    return root["type"]?.string == "error" && root["error"]?["message"]?.isString == true
      ? nil : "an error of another shape"
  }

  private static func strictComplaint(_ request: ServerRequest, _ reply: ServerReply, _ servers: Servers) -> String? {
    let strict = servers.strict.reply(to: request, id: servers.id)
    if let complaint = complaint(about: strict, to: request) { return "strict: \(complaint)" }
    let route = Route(request.path)
    if route == .metrics { return nil }
    if servers.open.reply(to: request, id: servers.id) != reply { return "asked again, it answers otherwise" }
    if request.method == "GET" {
      let head = servers.open.reply(
        to: ServerRequest("HEAD", request.path + query(request), headers: request.headers), id: servers.id)
      if head.status != reply.status { return "HEAD is answered \(head.status), GET \(reply.status)" }
    }
    guard strict.status == 200 else { return nil }
    if reply.status != 200 { return "strict it is answered, else refused with \(reply.status)" }
    return (try? strict.tokens) == (try? reply.tokens) ? nil : "strict it counts otherwise"
  }

  private static func query(_ request: ServerRequest) -> String {
    request.query.isEmpty ? "" : "?" + request.query.map { "\(escaped($0))=\(escaped($1))" }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private static func countComplaint(_ request: ServerRequest, _ reply: ServerReply) -> String? {
    guard Route(request.path) == .countTokens, reply.status == 200 else { return nil }
    guard let body = try? MessagesRequest(decoding: request.body, shape: .messages), let counter = RequestWays.counter,
      let count = try? counter.count(body, betas: request.headers.list("anthropic-beta"))
    else { return "answers what cannot be counted" }
    if body.contextManagement != nil { return nil }
    let tokens = try? reply.tokens
    return tokens == count.total.tokens ? nil : "answers \(tokens ?? -1), the counter \(count.total.tokens)"
  }
}

extension ServerReply {
  fileprivate var tokens: Int? { get throws { try JSONDocument(parsing: body).root["input_tokens"]?.int } }
}
