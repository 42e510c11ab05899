import Testing

@testable import CountServer

@Suite("The head of a request")
struct RequestHeadTests {
  @Test("is refused where two programs in a row could read it differently", arguments: Row.rows)
  func rows(row: Row) {
    var headers = ServerHeaders()
    for (name, value) in row.fields { headers.append(name, value) }
    let head = RequestHead(row.method, row.target, minorVersion: row.minorVersion, headers: headers)
    #expect(head.refusal(bodySize: 1000)?.kind.status == row.status)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var method = "POST"
    var target = "/a"
    var minorVersion = 1
    var fields: [(String, String)]
    var status: Int?
    var testDescription: String { "\(method) \(target) \(fields)" }

    static func fields(_ fields: (String, String)..., status: Int? = 400) -> Row {
      Row(fields: [("host", "localhost")] + fields, status: status)
    }

    static func target(_ target: String, _ method: String = "GET", status: Int? = 400) -> Row {
      Row(method: method, target: target, fields: [("host", "localhost:8787")], status: status)
    }

    static let rows = [
      fields(status: nil), fields(("content-length", "1000"), status: nil),
      fields(("content-length", "1001"), status: 413),
      fields(("content-length", "99999999999999999999"), status: 413), fields(("content-length", "")),
      fields(("content-length", "-1")), fields(("content-length", "+1")), fields(("content-length", "1, 1")),
      fields(("content-length", "1"), ("content-length", "1")), fields(("Transfer-Encoding", "Chunked"), status: nil),
      fields(("transfer-encoding", "gzip, chunked")), fields(("transfer-encoding", "chunked, chunked")),
      fields(("transfer-encoding", "identity")), fields(("transfer-encoding", "")),
      fields(("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")),
      fields(("transfer-encoding", "chunked"), ("content-length", "1")),
      fields(("expect", "100-Continue"), status: nil), fields(("expect", "else"), status: 417),
      fields(("expect", "100-continue"), ("expect", "else"), status: 417),
      fields(("host", "localhost")), Row(fields: [], status: 400), Row(minorVersion: 0, fields: [], status: nil),
      Row(minorVersion: 0, fields: [("transfer-encoding", "chunked")], status: 400),
      Row(fields: [("host", "[::1].evil")], status: 400), Row(fields: [("host", "[::1]:80")], status: nil),
      Row(fields: [("host", "")], status: 400), Row(fields: [("host", "a b")], status: 400),
      target("*"), target("*", "OPTIONS", status: nil), target("http://localhost/a"), target("a"), target(""),
      target("/a#b"), target("/a b"), target("/é"), target("/a\u{7f}"), target("localhost:80", "CONNECT"),
      target("/a?b=c&d=%20", status: nil),
    ]
  }

  @Test("comes without the blanks around its values, but for those that say where the body ends")
  func blanks() {
    var headers = ServerHeaders()
    for (name, value) in [
      ("Host", "localhost \t"), ("x-api-key", " \ts3 cret "), ("Content-Length", "5 "),
      ("transfer-encoding", " chunked"),
      ("empty", " \t "),
    ] { headers.append(received: name, value) }
    #expect(headers.fields.map(\.value) == ["localhost", "s3 cret", "5 ", " chunked", ""])
    #expect(AccessToken("s3 cret")?.opens(headers) == true && AccessToken(" s3 cret\t")?.opens(headers) == true)
    #expect(AccessToken("") == nil && AccessToken(" \t ") == nil)
    let head = RequestHead("POST", "/a", minorVersion: 1, headers: headers)
    #expect(head.refusal(bodySize: 1000)?.kind.status == 400)
  }

  @Test("says whether the connection ends with the answer, and what its body will be")
  func connection() {
    func head(_ headers: ServerHeaders, minorVersion: Int = 1) -> RequestHead {
      RequestHead("POST", "/", minorVersion: minorVersion, headers: headers)
    }
    #expect(!head([:]).isLast)
    #expect(head([:], minorVersion: 0).isLast)
    #expect(head(["connection": "keep-alive"], minorVersion: 0).isLast)
    #expect(head(["connection": "x, Close"]).isLast)
    #expect(head(["upgrade": "h2c"]).isLast)
    #expect(head(["expect": "100-continue"]).expectsContinue)
    #expect(!head(["expect": "100-continue"], minorVersion: 0).expectsContinue)
    #expect(!head(["content-length": "0"]).hasBody)
    #expect(head(["content-length": "7"]).hasBody && head(["content-length": "7"]).declaredLength == 7)
    #expect(head(["transfer-encoding": "chunked"]).hasBody)
  }
}
