import JSONText

/// The Model Context Protocol, without its wire: a line goes in, lines come out.
///
/// Two eras are spoken: versions to 2025-11-25 begin with `initialize`; from 2026-07-28 on every request names its
/// version in `_meta`, and nothing has to be remembered.
struct MCPSession {
  private static let handshakeVersions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
  private static let modernVersions = ["2026-07-28"]
  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let serverKey = "io.modelcontextprotocol/serverInfo"
  private static let server: JSONValue = [
    "name": "ullage", "title": "Ullage token counter", "version": JSONValue(Version.number),
  ]
  private static let instructions =
    "Counts Claude tokens exactly, offline: a text, a whole Messages API body, or whether it fits its window."

  /// The id of the one request that is made here.
  private static let rootsID = "ullage-roots"

  private var tools: CountingTools
  /// Whether the client tells which folders it opens.
  private var clientHasRoots = false
  private let hasOwnRoots: Bool

  init(tools: CountingTools) {
    self.tools = tools
    hasOwnRoots = !tools.roots.folders.isEmpty
  }

  /// The answer to one line with its line feed; empty where none is due.
  mutating func answer(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var writer = JSONWriter()
    do throws(RPCError) {
      let message = try Self.parse(line)
      if message.isArray {
        answerBatch(message, to: &writer)
      } else {
        answer(message, to: &writer)
      }
    } catch {
      writer.response(to: nil, .failure(error))
    }
    if writer.bytes.isEmpty { return [] }
    writer.endLine()
    return writer.take()
  }

  private static func parse(_ line: ArraySlice<UInt8>) throws(RPCError) -> JSONValue {
    do {
      return try JSONDocument(parsing: line).root
    } catch {
      throw RPCError(.parse, "no JSON: \(error.message) at byte \(error.offset)")
    }
  }

  /// Version 2025-03-26 has batches; no later one forbids to understand them.
  private mutating func answerBatch(_ batch: JSONValue, to writer: inout JSONWriter) {
    if batch.count == 0 { return writer.response(to: nil, .failure(RPCError(.invalidRequest, "an empty batch"))) }
    var answers = JSONWriter()
    var elements: [[UInt8]] = []
    for message in batch.elements {
      answer(message, to: &answers)
      let bytes = answers.take()
      if !bytes.isEmpty { elements.append(bytes) }
      answers = JSONWriter()
    }
    if elements.isEmpty { return }
    writer.array { array in for element in elements { array.element(json: element) } }
  }

  private mutating func answer(_ value: JSONValue, to writer: inout JSONWriter) {
    if value["id"]?.isText(Self.rootsID) == true, value["method"] == nil {
      if let roots = value["result"] { tools.roots.take(roots) }
      return
    }
    // A notification is never answered, whatever is wrong with it.
    if value["method"]?.isString == true, value["id"] == nil { return notice(value, to: &writer) }
    do throws(RPCError) {
      guard let message = try RPCMessage(value), let id = message.id else { return }
      do throws(RPCError) {
        writer.response(to: id, .success(try result(of: message)))
      } catch {
        writer.response(to: id, .failure(error))
      }
    } catch {
      let id = value["id"].flatMap { $0.isString || $0.kind == .integer ? $0 : nil }
      writer.response(to: id, .failure(error))
    }
  }

  /// Asks for the client's roots once it is ready, and again when they change.
  private func notice(_ notification: JSONValue, to writer: inout JSONWriter) {
    guard clientHasRoots, !hasOwnRoots, let name = notification["method"],
      name.isText("notifications/initialized") || name.isText("notifications/roots/list_changed")
    else { return }
    writer.object { object in
      object.member("jsonrpc", "2.0")
      object.member("id", Self.rootsID)
      object.member("method", "roots/list")
    }
  }

  // MARK: Methods

  private mutating func result(of message: RPCMessage) throws(RPCError) -> JSONValue {
    let isModern = try Self.isModern(message)
    switch message.method {
    case "initialize":
      clientHasRoots = message.params?["capabilities"]?["roots"]?.isObject == true
      return Self.initialized(message.params)
    case "server/discover": return Self.discovered
    case "ping": return [:]
    case "tools/list": return isModern ? Self.cacheable([("tools", CountingTools.list)]) : ["tools": CountingTools.list]
    case "tools/call":
      let call = try call(message.params)
      return isModern
        ? JSONValue(members: [("resultType", "complete")] + call.members.map { ($0.key, $0.value) }) : call
    default: throw RPCError(.methodNotFound, "there is no method \"\(message.method)\"")
    }
  }

  /// Whether a request names its version itself. Throws where we do not speak that version.
  private static func isModern(_ message: RPCMessage) throws(RPCError) -> Bool {
    guard let version = message.params?["_meta"]?[versionKey] else { return false }
    guard let name = version.string else { throw RPCError(.invalidParams, "\(versionKey) is a string") }
    if modernVersions.contains(name) { return true }
    throw RPCError(
      .unsupportedVersion, "Unsupported protocol version",
      data: ["supported": JSONValue(elements: modernVersions.map { JSONValue($0) }), "requested": JSONValue(name)])
  }

  private static func initialized(_ params: JSONValue?) -> JSONValue {
    let wanted = params?["protocolVersion"]?.string ?? ""
    let version = handshakeVersions.contains(wanted) ? wanted : handshakeVersions[handshakeVersions.count - 1]
    return [
      "protocolVersion": JSONValue(version), "capabilities": ["tools": [:]], "serverInfo": server,
      "instructions": JSONValue(instructions),
    ]
  }

  private static var discovered: JSONValue {
    cacheable([
      ("supportedVersions", JSONValue(elements: modernVersions.map { JSONValue($0) })),
      ("capabilities", ["tools": [:]]), ("instructions", JSONValue(instructions)),
      ("_meta", JSONValue(members: [(serverKey, server)])),
    ])
  }

  /// A result that is the same for everybody until the program is replaced; clients may keep it for an hour.
  private static func cacheable(_ members: [(String, JSONValue)]) -> JSONValue {
    JSONValue(members: [("resultType", "complete"), ("ttlMs", 3_600_000), ("cacheScope", "public")] + members)
  }

  private mutating func call(_ params: JSONValue?) throws(RPCError) -> JSONValue {
    guard let name = params?["name"]?.string else { throw RPCError(.invalidParams, "params has a name") }
    let arguments = params?["arguments"].flatMap { $0.isNull ? nil : $0 } ?? [:]
    guard arguments.isObject else { throw RPCError(.invalidParams, "arguments is an object") }
    guard let result = tools.call(name, arguments) else { throw RPCError(.invalidParams, "Unknown tool: \(name)") }
    return result
  }
}
