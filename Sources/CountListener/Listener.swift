package import CountServer
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// The server's socket: HTTP/1.1 in front of `Endpoints`, with every limit of `ServerLimits` kept.
///
///     let listener = Listener(endpoints, host: "127.0.0.1", port: 8787, logger: Logger(label: "ullage"))
///     try await listener.run { port in print("listening on \(port)") }
///
/// What a limit forbids is answered (408, 413, 429, 431, 503) where there is still somebody to answer, is counted in the
/// metrics, and never touches other connections.
package struct Listener: Sendable {
  private let endpoints: Endpoints
  private let host: String
  private let port: Int
  private let upstream: Upstream?
  private let logger: Logger
  /// How long requests that were begun may take after the signal to stop.
  private static let shutdownTime = Duration.seconds(30)
  /// Bytes of answers that the system keeps for a client that does not read them. Left to itself it keeps 4 MB.
  private static let socketBuffer: SocketOptionValue = 128 << 10

  /// Asks another server the same, within its own limits on time.
  package typealias Upstream = @Sendable (ServerRequest) async -> RemoteAnswer

  /// - Parameters:
  ///   - host: an address or a name of this machine.
  ///   - endpoints: answer what comes in.
  ///   - port: 0 lets the system choose.
  ///   - upstream: asked to confirm every count_tokens that could be answered; nil asks nobody.
  ///   - logger: hears at `info` of each answer and each refusal: route, status, sizes and times, never content.
  package init(_ endpoints: Endpoints, host: String, port: Int, upstream: Upstream? = nil, logger: Logger) {
    self.endpoints = endpoints
    self.host = host
    self.port = port
    self.upstream = upstream
    self.logger = logger
  }

  /// Serves until SIGTERM or SIGINT; then takes no more connections, answers what was begun for at most 30 seconds, and
  /// returns. What is not answered by then, or when a second signal comes, is given up.
  ///
  /// Raises the process's limit on open files as far as the connections need and the system allows; with fewer, fewer
  /// connections are kept.
  ///
  /// - Parameter started: called with the port once connections are taken.
  /// - Throws: a ``TooFewFiles`` where the system leaves too few of them, and where the address cannot be listened on.
  package func run(started: @escaping @Sendable (Int) -> Void) async throws {
    let limits = endpoints.settings.limits
    let room = try OpenFiles.room(for: limits.connections)
    if room < limits.connections {
      logger.notice("the system's limit on open files leaves \(room) of \(limits.connections) connections")
    }
    let signals = await StopSignals()
    defer { signals.end() }
    let admission = Admission(limits, metrics: endpoints.metrics, connections: room)
    let answering = Answering(endpoints, threads: System.coreCount, upstream: upstream)
    defer { answering.stop() }
    let group = MultiThreadedEventLoopGroup.singleton
    let shared = Connection.Shared(
      endpoints: endpoints, admission: admission, answering: answering, bells: try await Doorbell.hang(on: group),
      logger: logger)
    let socket = try await bootstrap(group, shared, most: room + OpenFiles.refusing)
      .bind(host: host, port: port).get()
    started(socket.localAddress?.port ?? 0)
    await stop(on: signals.heard, socket, admission)
  }

  private func bootstrap(
    _ group: any EventLoopGroup, _ shared: Connection.Shared, most: Int
  ) -> ServerBootstrap {
    let decoding = decoding
    return ServerBootstrap(group: group)
      .serverChannelOption(ChannelOptions.backlog, value: 1024)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptGate(most: most))
        }
      }
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
      // One connection does not keep the others waiting, and is not held in memory, for more than this.
      .childChannelOption(ChannelOptions.maxMessagesPerRead, value: 1)
      .childChannelOption(ChannelOptions.socketOption(.so_sndbuf), value: Self.socketBuffer)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let sluice = Sluice()
          try channel.pipeline.syncOperations.addHandlers([
            sluice,
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoding)),
            HTTPResponseEncoder(),
            Connection(shared, sluice),
          ])
        }
      }
  }

  private var decoding: NIOHTTPDecoderLimitConfiguration {
    let limits = endpoints.settings.limits
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.headerSize
    decoding.maxHeaderListSize = limits.headerSize
    decoding.maxHeaderFieldCount = limits.headerFields
    return decoding
  }

  /// Waits for a signal, then for what was begun: until all connections are closed, the time is over, or another signal
  /// comes.
  private func stop(
    on signals: AsyncStream<Void>, _ socket: any Channel, _ admission: Admission
  ) async {
    var iterator = signals.makeAsyncIterator()
    await iterator.next()
    let closed = socket.eventLoop.makePromise(of: Void.self)
    socket.triggerUserOutboundEvent(AcceptGate.Stop(), promise: closed)
    let isClosed = await first(of: closed.futureResult, signals, after: Self.shutdownTime)
    if !isClosed {
      admission.endAll()
      _ = await first(of: closed.futureResult, nil, after: .seconds(1))
    }
  }

  /// Whether the future is fulfilled before another signal comes and the time is over.
  private func first(
    of closed: EventLoopFuture<Void>, _ again: AsyncStream<Void>?, after time: Duration
  ) async -> Bool {
    let (outcomes, outcome) = AsyncStream.makeStream(of: Bool.self)
    closed.whenComplete { _ in outcome.yield(true) }
    let others = Task {
      await withTaskGroup { group in
        group.addTask { try? await Task.sleep(for: time) }
        if let again { group.addTask { for await _ in again { break } } }
        await group.next()
        group.cancelAll()
      }
      outcome.yield(false)
    }
    defer { others.cancel() }
    for await isClosed in outcomes { return isClosed }
    return false
  }
}
