import CountServer
import Logging
import NIOCore
import NIOHTTP1

/// One connection, from its first byte to its end: reads requests one at a time, within the limits on time and size, has
/// them answered elsewhere, and writes the answers in order.
///
/// Nothing here takes longer than copying what came: bodies are parsed and counted on the threads of a ``WorkLane``.
final class Connection: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = HTTPServerResponsePart

  /// What the connections of a server share.
  struct Shared: Sendable {
    let endpoints: Endpoints
    let admission: Admission
    let answering: Answering
    let bells: [ObjectIdentifier: NIOLoopBound<Doorbell>]
    let logger: Logger
  }

  private enum Stage {
    /// Between requests, or within a head.
    case waiting
    /// The head has come, and the body comes.
    case receiving(Exchange, declared: Int?)
    /// The request is whole, and its answer is made.
    case answering(Exchange)
    /// The answer goes out.
    case writing
    /// The connection has had its last answer, and what still comes is thrown away for a while: closing at once would
    /// make the client's system throw the answer away.
    case discarding
    case closed
  }

  /// How long what comes after the last answer is read.
  private static let lingering = TimeAmount.seconds(5)
  private static let tick = TimeAmount.milliseconds(500)

  private let shared: Shared
  private var limits: ServerLimits { shared.endpoints.settings.limits }
  private var metrics: ServerMetrics { shared.endpoints.metrics }

  private var stage = Stage.waiting
  private var client = ""
  /// The connection's number in ``Admission``.
  private var number: Int?
  /// The end of what the client, or the work, is doing.
  private var deadline: NIODeadline?
  private var timer: RepeatedTask?
  private var hasReadHead = false
  /// Whether the next answer is the last.
  private var isLast = false
  private var isInputClosed = false
  /// Parts of requests that came before the answer to an earlier one was out: at most ``morsel`` bytes of them.
  private var early = CircularBuffer<HTTPServerRequestPart>()
  /// Whether the next request was there before the answer to an earlier one was out.
  private var isFollowing = false
  private let sluice: Sluice
  private var isReadWithheld = false
  /// The most bytes that are taken for HTTP at one time where they may be more than one request.
  private static let morsel = 4 << 10

  /// - Parameter sluice: stands in front of what makes HTTP of bytes.
  init(_ shared: Shared, _ sluice: Sluice) {
    self.shared = shared
    self.sluice = sluice
  }

  // MARK: The connection

  func channelActive(context: ChannelHandlerContext) {
    client = ClientName.of(context.channel)
    deadline = .now() + .seconds(Int64(limits.headerTime))
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    sluice.wanted = { bound.value.0.wanted }
    timer = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
      let (connection, context) = bound.value
      connection.check(context)
    }
    let loop = context.eventLoop
    number = shared.admission.admit(client, at: .now) { ending in
      loop.execute {
        let (connection, context) = bound.value
        connection.end(ending, context)
      }
    }
    if number == nil {
      refuse(.busy(.overloaded, "All \(limits.connections) connections of this server are busy."), context)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { leave() }

  /// What is in metrics and log where a client left before its answer, as nginx has it.
  private static let clientLeft = 499

  private func leave() {
    switch stage {
    case .receiving(let exchange, _), .answering(let exchange):
      exchange.cancel()
      record(exchange, status: Self.clientLeft)
    case .waiting, .writing, .discarding, .closed: break
    }
    stage = .closed
    early.removeAll()
    timer?.cancel()
    timer = nil
    if let number { shared.admission.remove(number) }
    number = nil
  }

  private func close(_ context: ChannelHandlerContext) {
    leave()
    context.close(promise: nil)
  }

  /// Another connection needs the place or the memory, or the server stops.
  private func end(_ ending: Admission.Ending, _ context: ChannelHandlerContext) {
    let isStopping =
      switch ending {
      case .stopping: true
      case .idle, .slow: false
      }
    switch stage {
    case .waiting, .discarding:
      metrics.recordRefusal(status: 0)
      close(context)
    case .receiving where !isStopping:
      refuse(
        .busy(
          .timeout, "The server is full, and the body came more slowly than \(Admission.pace >> 10) KB a second."),
        context)
    case .receiving: refuse(.busy(.overloaded, "The server stops."), context)
    case .answering where isStopping: refuse(.busy(.overloaded, "The server stops."), context)
    case .writing where isStopping:
      metrics.recordRefusal(status: 0)
      close(context)
    // It became busy in the meantime: its place is free after this answer.
    case .answering, .writing: isLast = true
    case .closed: break
    }
  }

  // MARK: Time

  private func check(_ context: ChannelHandlerContext) {
    guard let deadline, NIODeadline.now() >= deadline else { return }
    switch stage {
    case .waiting where !hasReadHead:
      refuse(ErrorReply(.timeout, "The request did not arrive within \(limits.headerTime) seconds."), context)
    case .receiving:
      refuse(ErrorReply(.timeout, "The request body did not arrive within \(limits.bodyTime) seconds."), context)
    case .answering:
      refuse(.busy(.overloaded, "The answer took more than \(limits.queueTime + limits.workTime) seconds."), context)
    case .writing:
      metrics.recordRefusal(status: 0)
      close(context)
    case .waiting, .discarding, .closed: close(context)
    }
  }

  private func wait(_ seconds: Int) { deadline = .now() + .seconds(Int64(seconds)) }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    switch stage {
    case .answering, .writing: early.append(part)
    case .waiting, .receiving, .discarding: take(part, context)
    case .closed: break
    }
  }

  /// How many bytes are taken for HTTP now: the body that was declared, and otherwise a few requests at most.
  private var wanted: Int {
    switch stage {
    case .answering, .writing: 0
    case .waiting: early.isEmpty ? Self.morsel : 0
    case .receiving(let exchange, let declared): max((declared ?? 0) - exchange.length, Self.morsel)
    case .discarding, .closed: .max
    }
  }

  /// No more is read than one request at a time needs.
  func read(context: ChannelHandlerContext) {
    switch stage {
    case .answering, .writing: isReadWithheld = true
    case .waiting, .receiving, .discarding, .closed: context.read()
    }
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (part, stage) {
    case (.head(let head), .waiting): begin(head, context)
    case (.body(let buffer), .receiving(let exchange, let declared)): take(buffer, exchange, declared, context)
    case (.end, .receiving(let exchange, _)): answer(exchange, context)
    case (.end, .discarding): close(context)
    case (.head, _), (.body, _), (.end, _): break
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    hasReadHead = true
    var headers = ServerHeaders()
    for field in head.headers { headers.append(received: field.name, field.value) }
    let checked = RequestHead(head.method.rawValue, head.uri, minorVersion: head.version.minor, headers: headers)
    let request = ServerRequest(checked.method, checked.target, headers: headers)
    isLast = isLast || checked.isLast
    guard let number else { return }
    let exchange = Exchange(
      request, route: Route(request.path), isFollowing: isFollowing, holding: shared.admission.holding(of: number))
    stage = .receiving(exchange, declared: checked.declaredLength)
    metrics.change(requests: 1)
    shared.admission.begin(number, at: exchange.start)
    wait(limits.bodyTime)
    if let refusal = checked.refusal(bodySize: limits.bodySize) ?? shared.endpoints.refusal(of: request) {
      return refuse(refusal, context)
    }
    if checked.expectsContinue, checked.hasBody {
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }
  }

  private func take(
    _ buffer: ByteBuffer, _ exchange: Exchange, _ declared: Int?, _ context: ChannelHandlerContext
  ) {
    if exchange.length + buffer.readableBytes > limits.bodySize {
      refuse(.tooLarge(limits.bodySize), context)
    } else if !exchange.append(buffer, declared: declared, admission: shared.admission, at: .now) {
      refuse(.busy(.rateLimit, "Requests that are being answered hold \(limits.heldBytes) bytes."), context)
    }
  }

  private func answer(_ exchange: Exchange, _ context: ChannelHandlerContext) {
    stage = .answering(exchange)
    if let number { shared.admission.complete(number) }
    wait(limits.queueTime + limits.workTime)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let isTaken = shared.answering.answer(exchange, from: client) { reply in
      loop.execute {
        let (connection, context) = bound.value
        connection.write(reply, to: exchange, context)
      }
    }
    if !isTaken {
      refuse(.busy(.rateLimit, "More than \(limits.waiting) large requests are waiting."), context)
    }
  }

  // MARK: Answers

  private func write(_ reply: ServerReply, to exchange: Exchange, _ context: ChannelHandlerContext) {
    guard case .answering(let current) = stage, current === exchange else { return }
    record(exchange, status: reply.status)
    stage = .writing
    wait(limits.answerTime)
    send(reply, isHead: exchange.isHead, context)
  }

  /// Counts an answer and writes a line of the log: route, status, sizes and times, never content.
  private func record(_ exchange: Exchange, status: Int) {
    let time = ContinuousClock.now - exchange.start
    metrics.change(requests: -1)
    metrics.record(exchange.route, status: status, bodyLength: exchange.length, seconds: time / .seconds(1))
    shared.logger.info(
      "answered",
      metadata: [
        "id": "\(exchange.id)", "route": "\(exchange.route.name)", "status": "\(status)",
        "bytes": "\(exchange.length)", "microseconds": "\(Int(time / .microseconds(1)))",
      ])
  }

  private func send(_ reply: ServerReply, isHead: Bool, _ context: ChannelHandlerContext) {
    var reply = reply
    if isLast { reply.headers["connection"] = "close" }
    context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
    if !isHead, !reply.body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
    }
    let written = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in
      let (connection, context) = bound.value
      connection.answerIsOut(context)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  private func answerIsOut(_ context: ChannelHandlerContext) {
    switch stage {
    case .writing:
      if isLast { return linger(context) }
      stage = .waiting
      wait(limits.headerTime)
      isFollowing = !early.isEmpty || !sluice.isEmpty
      if isFollowing, let bell = shared.bells[ObjectIdentifier(context.eventLoop)] {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        bell.value.ring {
          let (connection, context) = bound.value
          connection.goOn(context)
        }
      } else {
        goOn(context)
      }
    case .discarding: linger(context)
    case .waiting, .receiving, .answering, .closed: break
    }
  }

  /// Takes the next request, where it has come, and reads on.
  private func goOn(_ context: ChannelHandlerContext) {
    guard case .waiting = stage else { return }
    takeEarly(context)
    sluice.pass()
    switch stage {
    case .waiting:
      if isInputClosed { return close(context) }
      // What has come is no whole head: it waits as it would in the beginning.
      if let number { shared.admission.rest(number) }
    case .receiving, .answering, .writing, .discarding, .closed: break
    }
    resumeReading(context)
  }

  private func resumeReading(_ context: ChannelHandlerContext) {
    if isReadWithheld {
      isReadWithheld = false
      read(context: context)
    }
  }

  /// Takes what came before its turn, up to the next request that must be answered first.
  private func takeEarly(_ context: ChannelHandlerContext) {
    while !early.isEmpty {
      switch stage {
      case .waiting, .receiving, .discarding: take(early.removeFirst(), context)
      case .answering, .writing, .closed: return
      }
    }
  }

  /// Tells the client that no more comes, and waits a little for it to close.
  private func linger(_ context: ChannelHandlerContext) {
    if isInputClosed { return close(context) }
    stage = .discarding
    early.removeAll()
    // Whoever was not admitted has no place that it could keep for long.
    deadline = .now() + (number == nil ? .seconds(1) : Self.lingering)
    if let number { shared.admission.rest(number) }
    context.close(mode: .output, promise: nil)
    sluice.pass()
    resumeReading(context)
  }

  /// Says why and closes, whatever the connection was doing.
  private func refuse(_ error: ErrorReply, _ context: ChannelHandlerContext) {
    isLast = true
    let reply: ServerReply
    let isHead: Bool
    switch stage {
    case .receiving(let exchange, _), .answering(let exchange):
      exchange.cancel()
      reply = error.reply(id: exchange.id)
      isHead = exchange.isHead
      record(exchange, status: reply.status)
    case .waiting:
      let id = RequestID.random()
      reply = error.reply(id: id)
      isHead = false
      metrics.recordRefusal(status: reply.status)
      shared.logger.info(
        "refused", metadata: ["id": "\(id)", "route": "connection", "status": "\(reply.status)"])
    case .writing, .discarding, .closed: return close(context)
    }
    stage = .discarding
    wait(limits.answerTime)
    send(reply, isHead: isHead, context)
  }

  // MARK: What happens otherwise

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      isLast = true
      if case .waiting = stage { close(context) }
    case ChannelEvent.inputClosed:
      isInputClosed = true
      switch stage {
      // Whoever closes has left, as far as one can tell: what takes long is not done for nobody.
      case .answering(let exchange) where exchange.mayTakeLong: close(context)
      case .answering, .writing: break
      // It has its turn yet.
      case .waiting where !early.isEmpty: break
      case .waiting, .receiving, .discarding, .closed: close(context)
      }
    case is Sluice.Ending:
      if case .answering(let exchange) = stage, exchange.mayTakeLong { close(context) }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return close(context) }
    switch (error, stage) {
    case (_, .answering), (_, .writing): isLast = true
    case (_, .discarding), (_, .closed), (.invalidEOFState, _), (.closedConnection, _): close(context)
    case (.headerOverflow, _):
      refuse(
        ErrorReply(
          .headersTooLarge,
          "The header has more than \(limits.headerSize) bytes or \(limits.headerFields) fields."), context)
    default: refuse(ErrorReply(.invalidRequest, "This is no HTTP/1.1 request."), context)
    }
  }
}
