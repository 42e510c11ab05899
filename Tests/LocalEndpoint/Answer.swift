/// What the endpoint sends back, byte for byte, and how the connection goes on.
package struct Answer: Sendable {
  package enum Ending: Sendable {
    case keepOpen
    case close
    /// The connection is reset before a byte is sent.
    case reset
    /// Nothing is ever sent.
    case never
    /// A byte at a time, with this pause between two.
    case drip(Duration)
  }

  package var bytes: [UInt8]
  package var ending = Ending.keepOpen
  /// Before the first byte.
  package var delay = Duration.zero

  package init(bytes: [UInt8], ending: Ending = .keepOpen, delay: Duration = .zero) {
    self.bytes = bytes
    self.ending = ending
    self.delay = delay
  }

  /// A status with headers and a body of the right length.
  package static func http(
    _ status: Int, headers: [(String, String)] = [], _ body: [UInt8], length: Int? = nil
  ) -> Answer {
    var head = "HTTP/1.1 \(status) Status\r\ncontent-length: \(length ?? body.count)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    return Answer(bytes: Array((head + "\r\n").utf8) + body)
  }

  package static func json(_ status: Int, headers: [(String, String)] = [], _ json: String) -> Answer {
    http(status, headers: [("content-type", "application/json")] + headers, Array(json.utf8))
  }

  /// The endpoint's good answer.
  package static func count(_ tokens: Int) -> Answer {
    json(200, headers: [("request-id", "req_local")], #"{"input_tokens":\#(tokens)}"#)
  }

  /// An error in the API's shape.
  package static func error(
    _ status: Int, _ type: String = "api_error", _ message: String = "no", headers: [(String, String)] = []
  ) -> Answer {
    json(status, headers: headers, #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#)
  }

  package static let reset = Answer(bytes: [], ending: .reset)
  package static let hang = Answer(bytes: [], ending: .never)

  package func after(_ delay: Duration) -> Answer {
    var answer = self
    answer.delay = delay
    return answer
  }

  package func ending(_ ending: Ending) -> Answer {
    var answer = self
    answer.ending = ending
    return answer
  }
}
