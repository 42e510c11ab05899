/// The head of a request, judged as RFC 9112 demands it of a server: what two programs in a row could read differently is
/// refused, since one of them would then see a request that the other does not.
package struct RequestHead {
  package let method: String
  /// Path and query, as on the request line.
  package let target: String
  /// The minor version of HTTP/1.
  package let minorVersion: Int
  package let headers: ServerHeaders

  package init(_ method: String, _ target: String, minorVersion: Int, headers: ServerHeaders) {
    self.method = method
    self.target = target
    self.minorVersion = minorVersion
    self.headers = headers
  }

  /// The length that the head declares for its body; nil where it declares none, or sends chunks.
  package var declaredLength: Int? { headers["content-length"].flatMap { Int($0) } }

  /// Whether a body follows.
  package var hasBody: Bool { headers["transfer-encoding"] != nil || declaredLength ?? 0 > 0 }

  /// Whether the client waits to be told that its body is wanted.
  package var expectsContinue: Bool { minorVersion > 0 && headers["expect"]?.lowercased() == "100-continue" }

  /// Whether the connection ends with the answer: HTTP/1.0, a wish of the client, or a protocol that is not spoken here.
  package var isLast: Bool {
    minorVersion == 0 || headers["upgrade"] != nil || headers.list("connection").contains { $0.lowercased() == "close" }
  }

  /// Why the request is not read; nil where it is.
  ///
  /// - Parameter bodySize: the longest body, in bytes.
  package func refusal(bodySize: Int) -> ErrorReply? {
    refusalOfTarget ?? refusalOfHost ?? refusalOfFraming ?? refusalOfExpectation ?? refusalOfLength(bodySize)
  }

  /// The origin form alone (RFC 9112, 3.2.1), and the asterisk for OPTIONS: a target with a host of its own is a proxy's.
  private var refusalOfTarget: ErrorReply? {
    if target == "*", method == "OPTIONS" { return nil }
    let isPath = target.utf8.first == UInt8(ascii: "/")
    let isPlain = target.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }
    return isPath && isPlain ? nil : ErrorReply(.invalidRequest, "target: a path in printable ASCII is expected")
  }

  /// One host in HTTP/1.1, at most one before (RFC 9112, 3.2).
  private var refusalOfHost: ErrorReply? {
    let hosts = headers.values("host")
    if hosts.count > 1 { return ErrorReply(.invalidRequest, "host: the header stands twice") }
    guard let host = hosts.first else {
      return minorVersion == 0 ? nil : ErrorReply(.invalidRequest, "host: header is required")
    }
    return HostName(host) == nil ? ErrorReply(.invalidRequest, "host: a name and perhaps a port are expected") : nil
  }

  /// One way to tell where the body ends (RFC 9112, 6.1 to 6.3).
  private var refusalOfFraming: ErrorReply? {
    let codings = headers.values("transfer-encoding")
    let lengths = headers.values("content-length")
    if !codings.isEmpty {
      guard codings.count == 1, codings[0].lowercased() == "chunked", minorVersion > 0 else {
        return ErrorReply(.invalidRequest, "transfer-encoding: chunked is all that is read")
      }
      return lengths.isEmpty
        ? nil : ErrorReply(.invalidRequest, "content-length: stands beside transfer-encoding")
    }
    let areDigits = lengths.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    return lengths.count < 2 && areDigits
      ? nil : ErrorReply(.invalidRequest, "content-length: one number is expected")
  }

  private var refusalOfExpectation: ErrorReply? {
    if headers.values("expect").allSatisfy({ $0.lowercased() == "100-continue" }) { return nil }
    return ErrorReply(.expectationFailed, "expect: 100-continue is all that is met")
  }

  private func refusalOfLength(_ most: Int) -> ErrorReply? {
    guard headers["content-length"] != nil else { return nil }
    // More digits than a number holds are too many bytes, too.
    return declaredLength ?? .max > most ? .tooLarge(most) : nil
  }
}

extension ErrorReply {
  /// 413 for a body of more bytes than `most`.
  package static func tooLarge(_ most: Int) -> ErrorReply {
    ErrorReply(.tooLarge, "Request exceeds the maximum size of \(most) bytes")
  }
}
