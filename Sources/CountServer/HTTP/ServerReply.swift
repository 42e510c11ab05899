import JSONText

/// What goes back: a status, header fields and a body.
public struct ServerReply: Sendable, Equatable {
  /// The HTTP status.
  public var status: Int
  /// The headers, without those of the connection.
  public var headers: ServerHeaders
  /// The body.
  public var body: [UInt8]

  /// A reply from its parts.
  public init(status: Int, headers: ServerHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON object with these members, on one line.
  static func json(status: Int = 200, _ members: (inout JSONWriter) -> Void) -> ServerReply {
    var writer = JSONWriter()
    writer.object(members)
    return ServerReply(status: status, headers: ["content-type": "application/json"], body: writer.take())
  }
}

/// Names one answer in headers, error bodies and the log, as the API's ids do: `req_ullage_` and 20 digits and letters.
public struct RequestID: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// A new id: 119 random bits.
  public static func random() -> RequestID {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// The same with the caller's own chance, for tests.
  public static func random(using generator: inout some RandomNumberGenerator) -> RequestID {
    var id = "req_ullage_"
    // The system is asked twice and not for each digit: ten of them are one number.
    for _ in 0..<2 {
      var number = UInt64.random(in: 0..<tenDigits, using: &generator)
      for _ in 0..<10 {
        let (rest, digit) = number.quotientAndRemainder(dividingBy: UInt64(digits.count))
        id.unicodeScalars.append(Unicode.Scalar(digits[Int(digit)]))
        number = rest
      }
    }
    return RequestID(description: id)
  }

  /// How many numbers ten digits can write.
  private static let tenDigits = (0..<10).reduce(UInt64(1)) { power, _ in power * UInt64(digits.count) }
  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
