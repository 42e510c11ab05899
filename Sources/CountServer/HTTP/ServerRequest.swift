/// A request as it came in: all that an endpoint may look at. No HTTP library is needed to make one.
///
///     let request = ServerRequest("POST", "/v1/messages/count_tokens?beta=true", headers: ["anthropic-version":
///       "2023-06-01"], body: Array(#"{"model":"claude-opus-5","messages":[{"role":"user","content":"hi"}]}"#.utf8))
///     request.path                    // /v1/messages/count_tokens
///     request.query["beta"]           // "true"
public struct ServerRequest: Sendable {
  /// The method in capitals, such as `POST`.
  public let method: String
  /// Without the query; percent escapes are kept.
  public let path: String
  /// The parameters behind `?`, decoded; the last of equal names wins.
  public let query: [String: String]
  /// The headers, as they came.
  public let headers: ServerHeaders
  /// The body, decompressed; empty until it has come.
  public var body: ArraySlice<UInt8>

  /// - Parameters:
  ///   - method: in capitals.
  ///   - target: path and query, as on the request line.
  ///   - headers: as they came.
  ///   - body: decompressed.
  public init(
    _ method: String, _ target: String, headers: ServerHeaders = [:], body: ArraySlice<UInt8> = []
  ) {
    self.method = method
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count > 1 ? Self.parameters(parts[1]) : [:]
    self.headers = headers
    self.body = body
  }

  private static func parameters(_ text: Substring) -> [String: String] {
    var parameters: [String: String] = [:]
    for field in text.split(separator: "&") {
      let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      parameters[PercentEncoding.decode(pair[0], plusIsSpace: true)] =
        pair.count > 1 ? PercentEncoding.decode(pair[1], plusIsSpace: true) : ""
    }
    return parameters
  }
}

/// Names and values of a header, in order; names are compared without regard to case.
public struct ServerHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// A header.
  public struct Field: Sendable, Equatable {
    /// The name, as it was written.
    public let name: String
    /// The value, without white space around it.
    public let value: String
  }

  /// The headers in their order.
  public private(set) var fields: [Field] = []

  /// No headers.
  public init() {}

  public init(dictionaryLiteral fields: (String, String)...) {
    for (name, value) in fields { append(name, value) }
  }

  /// Adds a header behind those that are there.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name.lowercased(), value: value))
  }

  /// Adds a header as a socket brings it, without the spaces and tabs around its value (RFC 9110, 5.5). What says where
  /// the body ends stays as it was sent: it is refused where two programs could read it differently.
  package mutating func append(received name: String, _ value: String) {
    let frames = ["content-length", "transfer-encoding"].contains(name.lowercased())
    append(name, frames ? value : value[...].trimmed)
  }

  /// The first value of that name; setting one replaces all of that name. O(fields).
  public subscript(name: String) -> String? {
    get {
      let name = name.lowercased()
      return fields.first { $0.name == name }?.value
    }
    set {
      let name = name.lowercased()
      fields.removeAll { $0.name == name }
      if let newValue { append(name, newValue) }
    }
  }

  /// All values of that name, in order. O(fields).
  public func values(_ name: String) -> [String] {
    let name = name.lowercased()
    return fields.filter { $0.name == name }.map(\.value)
  }

  /// The elements of a header that is a list: `a, b` twice are four. O(n).
  public func list(_ name: String) -> [String] {
    let name = name.lowercased()
    return fields.filter { $0.name == name }.flatMap { field in
      field.value.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }
  }

  public static func == (left: ServerHeaders, right: ServerHeaders) -> Bool { left.fields == right.fields }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  var trimmed: String {
    var rest = self
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest)
  }
}

/// `%41` for `A`, in paths and queries.
enum PercentEncoding {
  /// What is no escape stays; bytes that are not UTF-8 become U+FFFD. O(n).
  static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let high = digit(rest.first), let low = digit(rest.dropFirst().first)
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8?) -> UInt8? {
    switch byte {
    case .some(let byte) where (0x30...0x39).contains(byte): byte - 0x30
    case .some(let byte) where (0x61...0x66).contains(byte | 0x20): (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }
}
