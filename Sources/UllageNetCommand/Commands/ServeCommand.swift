import ArgumentParser
import CommandOptions
import Console
import CountListener
import CountServer
import Logging
import ModelCatalog

/// The option parser's view of `ullage serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = ServeOptions.configuration

  @OptionGroup var options: ServeOptions

  func run() async throws {
    guard (0...65535).contains(options.port) else {
      throw Complaint.usage("\(options.port) is no port", remedy: "--port 8787, or 0 for any")
    }
    let file = options.catalog.map { InputPath(argument: $0) }
    let endpoints = Endpoints(catalog: try Catalog.loaded(file), settings: try settings())
    if let assumed = options.assumeModel { _ = try endpoints.catalog.knownModel(assumed, alternative: "") }
    var logger = Logger(label: "ullage") { StreamLogHandler.standardError(label: $0) }
    guard let level = Logger.Level(rawValue: options.logLevel) else {
      throw Complaint.usage(
        "there is no level \"\(options.logLevel)\"",
        remedy: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    }
    logger.logLevel = level
    let remote =
      options.upstream ? try Upstream(requestsPerMinute: max(options.upstreamRate, 1), catalog: endpoints.catalog) : nil
    let listener = Listener(endpoints, host: options.host, port: options.port, upstream: remote?.ask, logger: logger)
    let name = options.host.contains(":") ? "[\(options.host)]" : options.host
    var failure: (any Error)?
    do {
      try await listener.run { port in Stream.notice("note: listening on http://\(name):\(port)\n") }
    } catch {
      failure = error
    }
    await remote?.shutdown()
    if let failure = failure as? TooFewFiles {
      throw Complaint(
        code: "too_few_files",
        message: "the system lets this process have \(failure.limit) files and sockets open, and a server needs "
          + "\(failure.needed)",
        place: "ulimit -n", remedy: "ulimit -n 1024 before it, or LimitNOFILE= of its unit", status: .usage)
    }
    if let failure {
      throw Complaint(
        code: "cannot_listen", message: "the address cannot be listened on: \(failure)",
        place: "\(name):\(options.port)",
        remedy: "another --port, or a --host of this machine", status: .unavailable)
    }
  }

  private func settings() throws(Complaint) -> Endpoints.Settings {
    var settings = Endpoints.Settings()
    settings.isStrict = options.strict
    settings.substitute = options.assumeModel
    settings.limits = try options.limits.limits()
    settings.token = try token()
    if settings.token == nil, !isLoopback {
      throw Complaint(
        code: "no_token", message: "everybody who reaches this address could ask", place: "--host \(options.host)",
        remedy: "set ULLAGE_TOKEN, or write a token into a file for --token-file", status: .usage)
    }
    for name in options.allowHost where name != "*" && HostName(name)?.text != name.lowercased() {
      throw .usage(
        "--allow-host \"\(name)\" is no name of a host", remedy: "--allow-host example.com, without a port; * for all")
    }
    if settings.token == nil, !options.allowHost.contains("*") {
      settings.hosts = Set(
        ["localhost", "127.0.0.1", "[::1]"] + ([options.host] + options.allowHost).map { $0.lowercased() })
    }
    return settings
  }

  private func token() throws(Complaint) -> AccessToken? {
    guard let tokenFile = options.tokenFile else {
      guard let text = Environment.value("ULLAGE_TOKEN"), !text.isEmpty else { return nil }
      guard let token = AccessToken(text) else {
        throw Complaint(
          code: "empty_token", message: "the token is blank", place: "ULLAGE_TOKEN",
          remedy: "set it to a token, or unset it", status: .usage)
      }
      return token
    }
    let bytes: [UInt8]
    do { bytes = try FileReader(InputPath(argument: tokenFile)).all(limit: Self.longestToken) } catch {
      throw Complaint(
        code: error.code, message: error.message, place: "--token-file \(tokenFile)",
        remedy: "write the token into the first line of a file of at most \(Self.longestToken) bytes", status: .usage)
    }
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    guard let token = AccessToken(text) else {
      throw Complaint(
        code: "empty_token", message: "the first line of the file is blank", place: tokenFile,
        remedy: "write the token into it", status: .usage)
    }
    return token
  }

  /// Bytes of a token's file: what a header can hold is shorter.
  private static let longestToken = 4096

  /// Whether only this machine can reach the address. A name other than `localhost` may be anybody's.
  private var isLoopback: Bool {
    let isNumber = options.host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    return options.host == "localhost" || options.host == "::1" || isNumber && options.host.hasPrefix("127.")
  }
}

extension LimitOptions {
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
