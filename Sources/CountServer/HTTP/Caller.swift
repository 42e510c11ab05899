/// Who asks, as far as the header says: under which name of this server, for which web page, and with what kind of body.
///
/// A page of any site can make a browser send a request to a server on its user's machine or network. It cannot keep the
/// browser from saying so (`Origin`, `Sec-Fetch-Site`), nor make it send JSON without asking first, which is refused; and
/// a page that reaches this server under a name of its own (DNS rebinding) gives that name as the host.
struct Caller {
  private let headers: ServerHeaders

  init(_ headers: ServerHeaders) { self.headers = headers }

  /// Why the caller may not ask at all; nil where it may.
  ///
  /// - Parameter hosts: names that are served, in lower case; nil serves all.
  func refusal(hosts: Set<String>?) -> ErrorReply? {
    let given = headers.values("host")
    if given.count > 1 { return ErrorReply(.invalidRequest, "host: the header stands twice") }
    if let hosts {
      guard let host = given.first else { return ErrorReply(.invalidRequest, "host: header is required") }
      guard let name = HostName(host), hosts.contains(name.text) else {
        return ErrorReply(.permission, "host: \"\(host)\" is not served here; start the server with --allow-host")
      }
    }
    if headers["origin"] != nil {
      return ErrorReply(.permission, "origin: web pages are not served; send the request from a program")
    }
    let sites = headers.values("sec-fetch-site").map { $0.lowercased() }
    guard sites.allSatisfy({ $0 == "none" || $0 == "same-origin" }) else {
      return ErrorReply(.permission, "sec-fetch-site: web pages are not served; send the request from a program")
    }
    return nil
  }

  /// Why the body of a POST is not read; nil where it is.
  var refusalOfBody: ErrorReply? {
    if let encoding = headers.values("content-encoding").first(where: { $0.lowercased() != "identity" }) {
      return ErrorReply(.unsupportedMedia, "content-encoding: send the body as it is, not as \(encoding)")
    }
    let types = headers.values("content-type")
    let type = types.first?.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    if types.count == 1, type == "application/json" { return nil }
    return ErrorReply(.unsupportedMedia, "content-type: application/json is expected")
  }
}

/// The name in a `host` field, without its port: `localhost`, `127.0.0.1`, `[::1]`.
package struct HostName {
  package let text: String

  /// Nil for what is no `uri-host [ ":" port ]` (RFC 9110, 7.2), such as `[::1].example` or `localhost:80@example`.
  package init?(_ field: String) {
    let field = field.lowercased()
    let isAddress = field.first == "["
    let bracket = field.firstIndex(of: "]").map { field.index(after: $0) }
    guard let end = isAddress ? bracket : field.firstIndex(of: ":") ?? field.endIndex else { return nil }
    let (name, port) = (field[..<end], field[end...])
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "."): true
      case UInt8(ascii: "-"), UInt8(ascii: "_"): !isAddress
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): isAddress
      default: false
      }
    }
    let isPort =
      port.isEmpty || port.first == ":" && port.utf8.count <= 6 && port.dropFirst().allSatisfy { ("0"..."9") ~= $0 }
    guard !name.isEmpty, isName, isPort else { return nil }
    text = String(name)
  }
}
