import ArgumentParser
import Console
import CountListener
import CountServer
import Logging
import ModelCatalog

/// The option parser's view of `ullage serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer count_tokens over HTTP on this machine.",
    discussion: """
      Serves POST /v1/messages/count_tokens as the Messages API does, POST /v1/messages/plan and \
      /v1/messages/threads, GET /v1/models, /v1/models/ID, /health and /metrics. Nothing leaves the machine unless --upstream is given; no file is read on \
      request; logs have no content.

      Without options only this machine can reach it. To let others, give --host and a token, without which no other \
      address is opened: in ULLAGE_TOKEN, or in a file for --token-file; callers send it as x-api-key or as a bearer token.

      Examples:
        ullage serve
        ANTHROPIC_BASE_URL=http://127.0.0.1:8787 python client.py
        ullage serve --host 0.0.0.0 --port 8080 --token-file /run/credentials/token

      Exit status: 0 when asked to stop, 64 usage, 69 the address cannot be listened on.
      """)

  @Option(help: ArgumentHelp("Listen on this address.", valueName: "address")) var host = "127.0.0.1"
  @Option(help: ArgumentHelp("Listen on this port; 0 chooses one.", valueName: "number")) var port = 8787
  @Option(help: ArgumentHelp("The token that callers must send is in this file.", valueName: "file"))
  var tokenFile: String?
  @Option(
    help: ArgumentHelp("Serve under this name, too; without a token only names of this machine are.", valueName: "name")
  )
  var allowHost: [String] = []
  @Flag(help: "Refuse what the API would refuse, where it could be counted.") var strict = false
  @Option(help: ArgumentHelp("Count an unknown model by this one's rules, marked assumed.", valueName: "id"))
  var assumeModel: String?
  @Option(
    help: ArgumentHelp(
      "A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"))
  var catalog: String?
  @Option(help: ArgumentHelp("Write to standard error from this level on; info has every answer.", valueName: "level"))
  var logLevel = "notice"
  @Flag(
    help: """
      Ask the API at ANTHROPIC_BASE_URL with ANTHROPIC_API_KEY to confirm each count; where it does not, the local one \
      stands. Requests then leave this machine.
      """)
  var upstream = false
  @Option(help: ArgumentHelp("Ask the API at most so often in a minute.", valueName: "number"))
  var upstreamRate = 1000
  @OptionGroup(title: "Limits") var limits: LimitOptions

  func run() async throws {
    guard (0...65535).contains(port) else {
      throw Complaint.usage("\(port) is no port", remedy: "--port 8787, or 0 for any")
    }
    let file = catalog.map { InputPath(argument: $0) }
    let endpoints = Endpoints(catalog: try Catalog.loaded(file), settings: try settings())
    if let assumeModel { _ = try endpoints.catalog.knownModel(assumeModel, alternative: "") }
    var logger = Logger(label: "ullage") { StreamLogHandler.standardError(label: $0) }
    guard let level = Logger.Level(rawValue: logLevel) else {
      throw Complaint.usage(
        "there is no level \"\(logLevel)\"",
        remedy: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    }
    logger.logLevel = level
    let remote = upstream ? try Upstream(requestsPerMinute: max(upstreamRate, 1), catalog: endpoints.catalog) : nil
    let listener = Listener(endpoints, host: host, port: port, upstream: remote?.ask, logger: logger)
    let name = host.contains(":") ? "[\(host)]" : host
    var failure: (any Error)?
    do {
      try await listener.run { port in Stream.notice("note: listening on http://\(name):\(port)\n") }
    } catch {
      failure = error
    }
    await remote?.shutdown()
    if let failure {
      throw Complaint(
        code: "cannot_listen", message: "the address cannot be listened on: \(failure)", place: "\(name):\(port)",
        remedy: "another --port, or a --host of this machine", status: .unavailable)
    }
  }

  private func settings() throws(Complaint) -> Endpoints.Settings {
    var settings = Endpoints.Settings()
    settings.isStrict = strict
    settings.substitute = assumeModel
    settings.limits = try limits.limits()
    settings.token = try token()
    if settings.token == nil, !isLoopback {
      throw Complaint(
        code: "no_token", message: "everybody who reaches this address could ask", place: "--host \(host)",
        remedy: "set ULLAGE_TOKEN, or write a token into a file for --token-file", status: .usage)
    }
    if settings.token == nil, !allowHost.contains("*") {
      settings.hosts = Set(["localhost", "127.0.0.1", "[::1]"] + ([host] + allowHost).map { $0.lowercased() })
    }
    return settings
  }

  private func token() throws(Complaint) -> AccessToken? {
    guard let tokenFile else { return Environment.value("ULLAGE_TOKEN").flatMap { AccessToken($0) } }
    let bytes = try FileReader(InputPath(argument: tokenFile)).all()
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    guard let token = AccessToken(text) else {
      throw Complaint(
        code: "empty_token", message: "the first line of the file is empty", place: tokenFile,
        remedy: "write the token into it", status: .usage)
    }
    return token
  }

  /// Whether only this machine can reach the address. A name other than `localhost` may be anybody's.
  private var isLoopback: Bool {
    let isNumber = host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    return host == "localhost" || host == "::1" || isNumber && host.hasPrefix("127.")
  }
}

/// What callers may ask of the server.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The longest body, in bytes.", valueName: "bytes"))
  var maxBody = ServerLimits().bodySize
  @Option(help: ArgumentHelp("The most connections.", valueName: "number"))
  var maxConnections = ServerLimits().connections
  @Option(help: ArgumentHelp("The most memory for bodies, in bytes.", valueName: "bytes"))
  var maxHeld = ServerLimits().heldBytes
  @Option(help: ArgumentHelp("How long a header may take, in seconds.", valueName: "seconds"))
  var headerTime = ServerLimits().headerTime
  @Option(help: ArgumentHelp("How long a body may take, in seconds.", valueName: "seconds"))
  var bodyTime = ServerLimits().bodyTime

  func limits() throws(Complaint) -> ServerLimits {
    var limits = ServerLimits()
    limits.bodySize = try Self.checked(maxBody, "--max-body", 1...(256 << 20))
    limits.connections = try Self.checked(maxConnections, "--max-connections", 1...1_000_000)
    limits.heldBytes = try Self.checked(maxHeld, "--max-held", limits.bodySize...(1 << 40))
    limits.headerTime = try Self.checked(headerTime, "--header-time", 1...86_400)
    limits.bodyTime = try Self.checked(bodyTime, "--body-time", 1...86_400)
    return limits
  }

  private static func checked(_ value: Int, _ option: String, _ range: ClosedRange<Int>) throws(Complaint) -> Int {
    if range.contains(value) { return value }
    throw .usage("\(option) \(value) is out of range", remedy: "\(range.lowerBound) to \(range.upperBound)")
  }
}
