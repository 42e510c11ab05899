package import JSONText
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A real HTTP server on this machine that plays the remote API, faults included.
///
///     let endpoint = try await LocalEndpoint.start { request in .count(12) }
///     endpoint.url            // http://127.0.0.1:49152
///     await endpoint.stop()
package final class LocalEndpoint: Sendable {
  /// A request as it came in.
  package struct Request: Sendable {
    package let path: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// How many came before it.
    package let index: Int

    package var json: JSONValue? { try? JSONDocument(parsing: body).root }
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
  }

  package typealias Respond = @Sendable (Request) -> Answer

  private let channel: any Channel
  private let respond: Respond
  private let seen: SeenRequests

  private init(_ channel: any Channel, _ respond: @escaping Respond, _ seen: SeenRequests) {
    self.channel = channel
    self.respond = respond
    self.seen = seen
  }

  /// Listens on a free port of the loopback interface.
  package static func start(_ respond: @escaping Respond) async throws -> LocalEndpoint {
    let seen = SeenRequests()
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
          try channel.pipeline.syncOperations.addHandler(Conversation(respond, seen))
        }
      }
    return LocalEndpoint(try await bootstrap.bind(host: "127.0.0.1", port: 0).get(), respond, seen)
  }

  package var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  /// What came in so far.
  package var requests: [Request] { seen.all }
  /// The most requests that were open at one time.
  package var peak: Int { seen.peak }

  /// How many connections were made.
  package var connections: Int { seen.connections }

  package func stop() async { try? await channel.close().get() }
}

/// The requests of all connections.
final class SeenRequests: Sendable {
  private struct State {
    var requests: [LocalEndpoint.Request] = []
    var open = 0
    var peak = 0
    var connections = 0
  }
  private let state = Mutex(State())

  var all: [LocalEndpoint.Request] { state.withLock { $0.requests } }
  var peak: Int { state.withLock { $0.peak } }
  var connections: Int { state.withLock { $0.connections } }

  func connect() { state.withLock { $0.connections += 1 } }

  func add(_ head: HTTPRequestHead, _ body: [UInt8]) -> LocalEndpoint.Request {
    state.withLock { state in
      let request = LocalEndpoint.Request(
        path: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: body, index: state.requests.count)
      state.requests.append(request)
      state.open += 1
      state.peak = max(state.peak, state.open)
      return request
    }
  }

  func close() { state.withLock { $0.open -= 1 } }
}

/// One connection: requests in, and the bytes of answers out, well-formed or not.
private final class Conversation: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  private let respond: LocalEndpoint.Respond
  private let seen: SeenRequests
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(_ respond: @escaping LocalEndpoint.Respond, _ seen: SeenRequests) {
    self.respond = respond
    self.seen = seen
  }

  func channelActive(context: ChannelHandlerContext) { seen.connect() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let part): body.append(contentsOf: part.readableBytesView)
    case .end:
      guard let head else { return }
      let answer = respond(seen.add(head, body))
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      let conversation = NIOLoopBound(self, eventLoop: context.value.eventLoop)
      context.value.eventLoop.scheduleTask(in: TimeAmount(answer.delay)) {
        conversation.value.seen.close()
        conversation.value.send(answer, context.value)
      }
    }
  }

  private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
    switch answer.ending {
    case .never: return
    case .reset:
      // Without lingering a close is a reset.
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      let options = context.value.channel as? any SocketOptionProvider
      options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in context.value.close(promise: nil) }
    case .keepOpen:
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes)), promise: nil)
    case .close:
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.value.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer.bytes))).whenComplete { _ in
        context.value.close(promise: nil)
      }
    case .drip(let pause):
      drip(answer.bytes[...], pause, NIOLoopBound(context, eventLoop: context.eventLoop))
    }
  }

  /// A byte at a time.
  private func drip(_ bytes: ArraySlice<UInt8>, _ pause: Duration, _ context: NIOLoopBound<ChannelHandlerContext>) {
    guard let byte = bytes.first, context.value.channel.isActive else { return }
    context.value.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
    let conversation = NIOLoopBound(self, eventLoop: context.value.eventLoop)
    context.value.eventLoop.scheduleTask(in: TimeAmount(pause)) {
      conversation.value.drip(bytes.dropFirst(), pause, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
