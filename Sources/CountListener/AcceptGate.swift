import NIOCore

/// Takes new connections only while the process has sockets left for them: the rest wait in the system's queue. Without it
/// the system refuses, again and again and at full speed, to hand out a socket that there is not.
///
/// Told to ``Stop``, it takes none any more, and lets those that are open come to their end.
final class AcceptGate: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never

  /// The event, going out on the server's channel, whose promise is fulfilled when the last connection is closed. The
  /// connections hear of it by a `ChannelShouldQuiesceEvent`.
  struct Stop: Sendable {}

  private let most: Int
  private var open: [ObjectIdentifier: any Channel] = [:]
  private var isWaiting = false
  private var isStopping = false
  private var stopped: EventLoopPromise<Void>?

  /// - Parameter most: connections that are open at one time, those that are being refused included.
  init(most: Int) { self.most = most }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let connection = unwrapInboundIn(data)
    let name = ObjectIdentifier(connection)
    open[name] = connection
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    connection.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
      let (gate, context) = bound.value
      gate.remove(name, context)
    }
    context.fireChannelRead(data)
    if isStopping { Self.tell(connection) }
  }

  private func remove(_ name: ObjectIdentifier, _ context: ChannelHandlerContext) {
    open[name] = nil
    if isStopping {
      if open.isEmpty { stopped?.succeed() }
    } else if isWaiting, open.count < most {
      isWaiting = false
      context.read()
    }
  }

  func read(context: ChannelHandlerContext) {
    if open.count < most {
      context.read()
    } else {
      isWaiting = true
    }
  }

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is Stop, !isStopping else { return context.triggerUserOutboundEvent(event, promise: promise) }
    isStopping = true
    stopped = promise
    context.close(promise: nil)
    for connection in open.values { Self.tell(connection) }
    if open.isEmpty { promise?.succeed() }
  }

  private static func tell(_ connection: any Channel) {
    connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
  }
}
