import CountServer
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps one connection to the limits on time and size that must hold before a request is complete: slow headers and
/// bodies, clients that do not read their answers, headers that are too large.
///
/// It stands between the HTTP codec and the responder, and answers in the responder's place where there is nothing to
/// respond to.
final class ConnectionPace: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long the rest of a body that is already answered may take before the connection is closed. Closing at once
  /// would make the client's system throw the answer away.
  private static let lingering = TimeAmount.seconds(5)
  private static let tick = TimeAmount.milliseconds(500)

  private let limits: ServerLimits
  private let connections: OpenConnections
  /// The end of what the client is doing: sending a header, or a body.
  private var readDeadline: NIODeadline?
  /// The end of the client's reading of an answer.
  private var writeDeadline: NIODeadline?
  private var isReadingBody = false
  private var hasReadHead = false
  /// Requests whose header came and whose answer is not out.
  private var unanswered = 0
  /// Answers that wait for the client to read them.
  private var unread = 0
  private var closesAfterAnswer = false
  private var isClosing = false
  private var timer: RepeatedTask?

  init(_ limits: ServerLimits, _ connections: OpenConnections) {
    self.limits = limits
    self.connections = connections
  }

  // MARK: The connection

  func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin(context) } }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(context)
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end(context) }

  private func begin(_ context: ChannelHandlerContext) {
    guard timer == nil else { return }
    readDeadline = .now() + .seconds(Int64(limits.headerTime))
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
      let (pace, context) = bound.value
      pace.check(context)
    }
    if !connections.admit(context.channel) {
      refuse(.busy(.overloaded, "All \(limits.connections) connections of this server are busy."), context)
    }
  }

  private func end(_ context: ChannelHandlerContext) {
    guard let timer else { return }
    timer.cancel()
    self.timer = nil
    isClosing = true
    connections.remove(context.channel)
  }

  // MARK: Time

  private func check(_ context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    if let writeDeadline, now >= writeDeadline { return close(context) }
    guard let readDeadline, now >= readDeadline, !isClosing else { return }
    if isReadingBody, unanswered > 0 {
      refuse(ErrorReply(.timeout, "The request body did not arrive within \(limits.bodyTime) seconds."), context)
    } else if !hasReadHead {
      refuse(ErrorReply(.timeout, "The request did not arrive within \(limits.headerTime) seconds."), context)
    } else {
      close(context)
    }
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isClosing { return }
    switch unwrapInboundIn(data) {
    case .head:
      hasReadHead = true
      isReadingBody = true
      if unanswered == 0 { connections.mark(context.channel, isIdle: false) }
      unanswered += 1
      readDeadline = .now() + .seconds(Int64(limits.bodyTime))
    case .body: break
    case .end:
      isReadingBody = false
      readDeadline = nil
      if unanswered == 0 { becomeIdle(context) }
    }
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError, !isClosing else {
      return context.fireErrorCaught(error)
    }
    switch error {
    case .headerOverflow:
      refuse(
        ErrorReply(
          .headersTooLarge,
          "The header has more than \(limits.headerSize) bytes or \(limits.headerFields) fields."), context)
    case .invalidEOFState, .closedConnection: close(context)
    default: refuse(ErrorReply(.invalidRequest, "This is no HTTP/1.1 request."), context)
    }
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if isClosing {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.headerFields[.connection] == "close" { closesAfterAnswer = true }
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      unread += 1
      writeDeadline = .now() + .seconds(Int64(limits.answerTime))
      let written = promise ?? context.eventLoop.makePromise()
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      written.futureResult.whenComplete { _ in
        let (pace, context) = bound.value
        pace.answerIsOut(context)
      }
      context.write(data, promise: written)
    }
  }

  private func answerIsOut(_ context: ChannelHandlerContext) {
    if isClosing { return }
    unread -= 1
    writeDeadline = unread == 0 ? nil : .now() + .seconds(Int64(limits.answerTime))
    unanswered -= 1
    guard unanswered == 0 else { return }
    if !isReadingBody {
      becomeIdle(context)
    } else if closesAfterAnswer {
      readDeadline = .now() + Self.lingering
    }
  }

  private func becomeIdle(_ context: ChannelHandlerContext) {
    if closesAfterAnswer { return close(context) }
    readDeadline = .now() + .seconds(Int64(limits.headerTime))
    connections.mark(context.channel, isIdle: true)
  }

  // MARK: The end

  /// Says why and closes, without the responder.
  private func refuse(_ error: ErrorReply, _ context: ChannelHandlerContext) {
    isClosing = true
    let id = RequestID.random()
    var reply = error.reply(id: id)
    reply.headers.append("connection", "close")
    context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(bytes: reply.body))), promise: nil)
    let written = context.eventLoop.makePromise(of: Void.self)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  private func close(_ context: ChannelHandlerContext) {
    isClosing = true
    context.close(promise: nil)
  }
}

extension ServerReply {
  /// Status and header fields, with the body's length.
  var head: HTTPResponse {
    var fields: HTTPFields = [.date: HTTPDate.now]
    for field in headers.fields {
      if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
    }
    fields[.contentLength] = "\(body.count)"
    return HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields)
  }
}
