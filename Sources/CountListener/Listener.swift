public import CountServer
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// The server's socket: HTTP/1.1 in front of `Endpoints`, with every limit of `ServerLimits` kept.
///
///     let listener = Listener(endpoints, host: "127.0.0.1", port: 8787, logger: Logger(label: "ullage"))
///     try await listener.run { port in print("listening on \(port)") }
///
/// What a limit forbids is answered (408, 413, 429, 431, 503) where there is still somebody to answer, and never touches
/// other connections.
public struct Listener: Sendable {
  private let endpoints: Endpoints
  private let host: String
  private let port: Int
  private let upstream: Upstream?
  private let logger: Logger
  /// How long requests that were begun may take after the signal to stop.
  private static let shutdownTime = Duration.seconds(30)

  /// Asks another server the same, within its own limits on time.
  public typealias Upstream = @Sendable (ServerRequest) async -> RemoteAnswer

  /// - Parameters:
  ///   - host: an address or a name of this machine.
  ///   - endpoints: answer what comes in.
  ///   - port: 0 lets the system choose.
  ///   - upstream: asked to confirm every count_tokens that could be answered; nil asks nobody.
  ///   - logger: hears of starting and stopping, at `info` of each answer: route, status, sizes and times, never content.
  public init(_ endpoints: Endpoints, host: String, port: Int, upstream: Upstream? = nil, logger: Logger) {
    self.endpoints = endpoints
    self.host = host
    self.port = port
    self.upstream = upstream
    self.logger = logger
  }

  /// Serves until SIGTERM or SIGINT; then takes no more connections, answers what was begun, and returns.
  ///
  /// - Parameter started: called with the port once connections are taken.
  /// - Throws: where the address cannot be listened on.
  public func run(started: @escaping @Sendable (Int) -> Void) async throws {
    let workers = NIOThreadPool(numberOfThreads: System.coreCount)
    workers.start()
    defer { workers.shutdownGracefully { _ in } }
    var services = ServiceGroupConfiguration(
      services: [.init(service: server(workers, started), successTerminationBehavior: .gracefullyShutdownGroup)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    services.maximumGracefulShutdownDuration = Self.shutdownTime
    try await ServiceGroup(configuration: services).run()
  }

  private func server(_ workers: NIOThreadPool, _ started: @escaping @Sendable (Int) -> Void) -> any Service {
    let limits = endpoints.settings.limits
    let connections = OpenConnections(limit: limits.connections, metrics: endpoints.metrics)
    let responder = Responder(endpoints: endpoints, workers: workers, upstream: upstream, logger: logger)
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize,
      maxHeaderFieldCount: limits.headerFields)
    let channel = HTTP1Channel(
      responder: { request, writer, channel in
        try await responder.respond(to: request, through: writer, on: channel)
      },
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionPace(limits, connections)], httpDecoderConfiguration: decoder))
    return channel.server(
      configuration: ServerConfiguration(address: .hostname(host, port: port), backlog: 1024),
      onServerRunning: { started($0.localAddress?.port ?? 0) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet)
  }

  /// The library's own log: errors only, since its lines may name what callers sent.
  private var quiet: Logger {
    var logger = logger
    logger.logLevel = .error
    return logger
  }
}
