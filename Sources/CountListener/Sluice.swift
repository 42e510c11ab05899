import NIOCore

/// Holds what a client has sent until it is wanted, before it is taken for HTTP: a request is read while no other one of its
/// connection is answered. What was read as requests takes many times its bytes: a read of 64 KB may hold 2,000 of them.
///
/// While something is held nothing more is read, but for a client that has closed its side: then the system's buffer is read to
/// its end, which may be 32 MB. Whoever has sent so much ahead, and closed, is not waited for.
final class Sluice: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The event that the client has closed its side, though not all that it sent has come through.
  struct Ending: Sendable {}

  /// The most bytes that are held.
  static let most = 256 << 10

  /// How many bytes are wanted now.
  var wanted: () -> Int = { 0 }

  private var context: ChannelHandlerContext?
  private var held: ByteBuffer?
  private var isPassing = false
  private var isReadWithheld = false
  private var isEnding = false

  /// Whether nothing is held.
  var isEmpty: Bool { held == nil }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    // Who wants something holds this.
    wanted = { 0 }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    if held == nil { held = buffer } else { held?.writeBuffer(&buffer) }
    pass()
    if held?.readableBytes ?? 0 > Self.most { context.close(promise: nil) }
  }

  /// Lets through what is wanted.
  func pass() {
    // What comes through may make more wanted.
    guard let context, !isPassing else { return }
    isPassing = true
    while let bytes = held?.readableBytes, case let count = min(wanted(), bytes), count > 0 {
      guard let passing = held?.readSlice(length: count) else { break }
      if count == bytes { held = nil }
      context.fireChannelRead(wrapInboundOut(passing))
    }
    isPassing = false
    guard held == nil else { return }
    if isEnding {
      isEnding = false
      context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    } else if isReadWithheld {
      isReadWithheld = false
      context.read()
    }
  }

  func read(context: ChannelHandlerContext) {
    if held == nil {
      context.read()
    } else {
      isReadWithheld = true
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if held != nil, event as? ChannelEvent == .inputClosed {
      isEnding = true
      context.fireUserInboundEventTriggered(Ending())
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    held = nil
    context.fireChannelInactive()
  }
}
