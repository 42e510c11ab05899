import NIOCore

/// Takes new connections only while the process has sockets left for them: the rest wait in the system's queue. Without it
/// the system refuses, again and again and at full speed, to hand out a socket that there is not.
final class AcceptGate: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never

  private let most: Int
  private var open = 0
  private var isWaiting = false

  /// - Parameter most: connections that are open at one time, those that are being refused included.
  init(most: Int) { self.most = most }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    open += 1
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
      let (gate, context) = bound.value
      gate.open -= 1
      if gate.isWaiting, gate.open < gate.most {
        gate.isWaiting = false
        context.read()
      }
    }
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    if open < most {
      context.read()
    } else {
      isWaiting = true
    }
  }
}
