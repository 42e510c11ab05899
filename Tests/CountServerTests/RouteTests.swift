import JSONText
import ModelCatalog
import Testing

@testable import CountServer

@Suite("The server's other routes")
struct RouteTests {
  @Test("lead where they should, or nowhere", arguments: Row.rows)
  func routes(row: Row) throws {
    let reply = try Asking().reply(row.method, row.target)
    #expect(reply.status == row.status)
    #expect(reply.headers["request-id"] == "req_ullage_test")
    #expect(reply.headers["access-control-allow-origin"] == nil)
    if row.status == 405 { #expect(reply.headers["allow"] != nil) }
    if row.status >= 400 { #expect(try reply.json["error"]?["message"]?.string == row.message) }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var method: String
    var target: String
    var status: Int
    var message: String?
    var testDescription: String { "\(method) \(target)" }

    static let rows = [
      Row(method: "GET", target: "/health", status: 200),
      Row(method: "HEAD", target: "/health", status: 200),
      Row(method: "GET", target: "/metrics", status: 200),
      Row(method: "GET", target: "/v1/models", status: 200),
      Row(method: "GET", target: "/v1/models/claude-sonnet-4-5", status: 200),
      Row(method: "GET", target: "/v1/models/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0", status: 200),
      Row(method: "GET", target: "/v1/models/gpt-4", status: 404, message: "model: gpt-4"),
      Row(method: "GET", target: "/v1/models/", status: 404, message: "Not Found"),
      Row(method: "POST", target: "/v1/models", status: 405, message: "Method Not Allowed"),
      Row(method: "OPTIONS", target: "/v1/messages/count_tokens", status: 405, message: "Method Not Allowed"),
      Row(method: "GET", target: "/v1/messages/count_tokens", status: 405, message: "Method Not Allowed"),
      Row(
        method: "POST", target: "/v1/messages", status: 404,
        message: "This server counts and runs no models; send messages to the API itself."),
      Row(method: "GET", target: "/", status: 404, message: "Not Found"),
      Row(method: "GET", target: "/../etc/passwd", status: 404, message: "Not Found"),
      Row(method: "GET", target: "", status: 404, message: "Not Found"),
      Row(
        method: "GET", target: "/v1/models?limit=0", status: 400, message: "limit: a number from 1 to 1000 is expected"),
      Row(
        method: "GET", target: "/v1/models?limit=x", status: 400, message: "limit: a number from 1 to 1000 is expected"),
      Row(method: "GET", target: "/v1/models?after_id=x", status: 400, message: "after_id: there is no model \"x\""),
      Row(
        method: "GET", target: "/v1/models?after_id=a&before_id=b", status: 400,
        message: "Only one of before_id and after_id may be given."),
    ]
  }

  @Test("pages of models, followed in either direction, are the whole list", arguments: [1, 2, 7, 20, 32, 33, 1000])
  func pages(limit: Int) throws {
    let all = ids(of: try Asking().reply("GET", "/v1/models?limit=1000").json)
    #expect(all.count == (try Catalog.bundled().models.count))
    #expect(all.prefix(2) == ["claude-fable-5-2", "claude-mythos-5-2"])
    for (direction, edge) in [("after_id", "last_id"), ("before_id", "first_id")] {
      var found: [String] = []
      var page: JSONValue
      var cursor = direction == "before_id" ? "&before_id=\(all[all.count - 1])" : ""
      if direction == "before_id" { found = [all[all.count - 1]] }
      repeat {
        page = try Asking().reply("GET", "/v1/models?limit=\(limit)\(cursor)").json
        let ids = ids(of: page)
        #expect(page["first_id"]?.string == ids.first)
        #expect(page["last_id"]?.string == ids.last)
        found = direction == "after_id" ? found + ids : ids + found
        cursor = "&\(direction)=\(page[edge]?.string ?? "")"
      } while page["has_more"]?.bool == true
      #expect(found == all)
    }
  }

  private func ids(of page: JSONValue) -> [String] { page["data"]?.elements.compactMap { $0["id"]?.string } ?? [] }

  @Test("a model is described in the API's shape, by its own id whatever it is called")
  func model() throws {
    let model = try Asking().reply("GET", "/v1/models/anthropic.claude-sonnet-4-5").json
    #expect(
      model.sourceText == """
        {"type":"model","id":"claude-sonnet-4-5-20250929","display_name":"Claude Sonnet 4.5",\
        "created_at":"2025-09-29T00:00:00Z","lifecycle":"deprecated","line":"sonnet","max_input_tokens":200000,\
        "max_tokens":64000,"deprecated_at":"2026-09-30T00:00:00Z","retires_at":"2026-11-30T00:00:00Z",\
        "capabilities":{"effort":{"supported":false,"low":{"supported":false},"medium":{"supported":false},\
        "high":{"supported":false},"xhigh":{"supported":false},"max":{"supported":false}},\
        "image_input":{"supported":true},"pdf_input":{"supported":true},"thinking":{"supported":true,"types":\
        {"adaptive":{"supported":false},"between_tools":{"supported":false},"enabled":{"supported":true},\
        "disabled":{"supported":true}}}}}
        """)
  }

  @Test("a token opens every route but health, sent as a key or as a bearer", arguments: Credential.rows)
  func token(row: Credential) throws {
    var asking = Asking()
    asking.settings.token = AccessToken("s3cret")
    #expect(try asking.reply("GET", "/v1/models", row.headers).status == row.status)
    #expect(try asking.reply("GET", "/metrics", row.headers).status == row.status)
    #expect(try asking.reply("GET", "/nowhere", row.headers).status == (row.status == 200 ? 404 : 401))
    #expect(try asking.reply("GET", "/health", row.headers).status == 200)
  }

  struct Credential: Sendable {
    var headers: ServerHeaders
    var status: Int

    static let rows = [
      Credential(headers: [:], status: 401),
      Credential(headers: ["x-api-key": "s3cret"], status: 200),
      Credential(headers: ["Authorization": "Bearer s3cret"], status: 200),
      Credential(headers: ["authorization": "bearer s3cret"], status: 200),
      Credential(headers: ["authorization": "Basic s3cret"], status: 401),
      Credential(headers: ["authorization": "s3cret"], status: 401),
      Credential(headers: ["x-api-key": ""], status: 401),
      Credential(headers: ["x-api-key": "s3cre"], status: 401),
      Credential(headers: ["x-api-key": "s3crets3cret"], status: 401),
      Credential(headers: ["x-api-key": "S3cret"], status: 401),
      Credential(headers: ["x-api-key": "wrong", "authorization": "Bearer s3cret"], status: 200),
    ]
  }

  @Test("an empty token is none, not one that everybody knows")
  func emptyToken() { #expect(AccessToken("") == nil) }

  @Test("only the host names that are allowed are served, with any port")
  func hosts() throws {
    var asking = Asking()
    asking.settings.hosts = ["localhost", "127.0.0.1", "[::1]"]
    let rows = [
      ("localhost:8787", 200), ("127.0.0.1", 200), ("[::1]:8787", 200), ("LOCALHOST", 200), ("evil.example:8787", 403),
      ("localhost.evil.example", 403), ("", 403), ("[::1].evil.example", 403), ("[::1]:80.evil", 403),
      ("localhost:80@evil.example", 403), ("localhost:", 200), ("localhost:808080", 403), ("[::1", 403), ("::1", 403),
      ("localhost/", 403), ("127.0.0.1.evil.example", 403), ("localhost, evil.example", 403), (":8787", 403),
    ]
    for (host, status) in rows {
      #expect(try asking.reply("GET", "/health", ["host": host]).status == status, "\(host)")
    }
  }

  @Test("a request without a name for the server, or with two, is refused where names are checked")
  func noHost() throws {
    var asking = Asking()
    #expect(try asking.reply("GET", "/health", [:]).status == 200)
    var twice: ServerHeaders = ["host": "localhost"]
    twice.append("Host", "evil.example")
    #expect(try asking.reply("GET", "/health", twice).status == 400)
    asking.settings.hosts = ["localhost"]
    #expect(try asking.reply("GET", "/health", [:]).status == 400)
    #expect(try asking.reply("GET", "/health", twice).status == 400)
  }

  @Test("what a web page makes a browser send is refused before anything is done", arguments: [nil, "s3cret"])
  func webPages(token: String?) throws {
    var asking = Asking()
    asking.settings.token = token.flatMap { AccessToken($0) }
    let rows: [(ServerHeaders, Int)] = [
      ([:], 200), (["sec-fetch-site": "none"], 200), (["sec-fetch-site": "same-origin"], 200),
      (["sec-fetch-site": "cross-site"], 403), (["sec-fetch-site": "same-site"], 403),
      (["sec-fetch-site": "Cross-Site"], 403), (["sec-fetch-site": "x"], 403),
      (["sec-fetch-site": "none", "sec-fetch-site": "cross-site"], 403),
      (["sec-fetch-site": "none", "Sec-Fetch-Site": "same-origin"], 200),
      (["origin": "https://evil.example"], 403), (["origin": "null"], 403), (["origin": ""], 403),
      (["origin": "http://localhost:8787"], 403), (["Origin": "chrome-extension://x"], 403),
    ]
    for (headers, status) in rows {
      var headers = headers
      if let token { headers["x-api-key"] = token }
      for target in ["/health", "/metrics", "/v1/models"] {
        #expect(try asking.reply("GET", target, headers).status == status, "\(target) \(headers.fields)")
      }
      #expect(try asking.reply("POST", "/v1/messages/count_tokens", headers, Self.hello).status == status)
      #expect(
        try asking.reply("OPTIONS", "/v1/messages/count_tokens", headers).status == (status == 200 ? 405 : status))
    }
  }

  private static let hello = #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#

  @Test("a body is taken as JSON alone: what a form can send without asking is refused")
  func contentTypes() throws {
    let rows: [(String?, Int)] = [
      ("application/json", 200), ("application/json; charset=utf-8", 200), ("Application/JSON ;charset=utf-8", 200),
      (nil, 415), ("", 415), ("text/plain", 415), ("text/plain;application/json", 415), ("application/jsonp", 415),
      ("application/x-www-form-urlencoded", 415), ("multipart/form-data", 415), ("text/json", 415),
    ]
    for (type, status) in rows {
      for target in ["/v1/messages/count_tokens", "/v1/messages/plan"] {
        var headers: ServerHeaders = ["anthropic-version": "2023-06-01"]
        if let type { headers["content-type"] = type }
        let reply = try Asking().replyAsIs("POST", target, headers, Array(Self.hello.utf8))
        #expect(reply.status == status, "\(type ?? "none")")
        #expect(reply.headers.values("request-id") == ["req_ullage_test"])
      }
    }
    var twice: ServerHeaders = ["content-type": "application/json"]
    twice.append("content-type", "text/plain")
    #expect(try Asking().replyAsIs("POST", "/v1/messages/plan", twice, Array(Self.hello.utf8)).status == 415)
  }

  @Test("a compressed body is refused")
  func compressed() throws {
    let reply = try Asking().reply("POST", "/v1/messages/count_tokens", ["content-encoding": "gzip"], "{}")
    #expect(reply.status == 415)
  }

  @Test("another server's count takes the place of the local one, and both are told")
  func confirmed() throws {
    let body = #"{"model":"claude-opus-5","context_management":{},"messages":[{"role":"user","content":"Hello"}]}"#
    let local = try Asking().reply("POST", "/v1/messages/count_tokens", ["anthropic-version": "2023-06-01"], body)
    let confirmed = local.confirmed(by: .counted(tokens: 10, original: 12))
    #expect(confirmed.text == #"{"input_tokens":10,"context_management":{"original_input_tokens":12}}"#)
    #expect(confirmed.headers["ullage-basis"] == "measured")
    #expect(confirmed.headers["ullage-lower"] == "10")
    #expect(confirmed.headers["ullage-source"] == "remote")
    #expect(confirmed.headers["ullage-local"] == "9")
    let failed = local.confirmed(by: .failed("rate_limited"))
    #expect(failed.text == local.text)
    #expect(failed.headers["ullage-source"] == "local")
    #expect(failed.headers["ullage-upstream"] == "rate_limited")
    let error = try Asking().reply("GET", "/nowhere")
    #expect(error.confirmed(by: .counted(tokens: 1, original: nil)) == error)
  }

  @Test("metrics count answers by route and status, and hold nothing that a caller chose")
  func metrics() {
    let metrics = ServerMetrics()
    metrics.record(.countTokens, status: 200, bodyLength: 100, seconds: 0.0004)
    metrics.record(.countTokens, status: 200, bodyLength: 50, seconds: 0.02)
    metrics.record(.model("secret"), status: 404, bodyLength: 0, seconds: 60)
    metrics.change(connections: 2, requests: 1, heldBytes: 7)
    #expect(metrics.load == ServerMetrics.Load(connections: 2, requests: 1, heldBytes: 7))
    let lines = metrics.text.split(separator: "\n")
    for line in [
      #"ullage_requests_total{route="count_tokens",status="200"} 2"#,
      #"ullage_requests_total{route="model",status="404"} 1"#,
      #"ullage_request_duration_seconds_bucket{route="count_tokens",le="0.0005"} 1"#,
      #"ullage_request_duration_seconds_bucket{route="count_tokens",le="0.05"} 2"#,
      #"ullage_request_duration_seconds_bucket{route="model",le="30.0"} 0"#,
      #"ullage_request_duration_seconds_bucket{route="model",le="+Inf"} 1"#,
      #"ullage_request_duration_seconds_count{route="count_tokens"} 2"#,
      "ullage_request_body_bytes_total 150", "ullage_connections 2", "ullage_held_body_bytes 7",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
    #expect(!metrics.text.contains("secret"))
  }

  @Test("ids are unlike each other and look like the API's")
  func ids() {
    let ids = (0..<1000).map { _ in RequestID.random().description }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.hasPrefix("req_ullage_") && $0.utf8.count == 31 })
  }
}
