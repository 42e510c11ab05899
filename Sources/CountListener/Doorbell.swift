import NIOCore
import NIOPosix

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lets connections of one event loop go on in turn, after the loop has looked at all its sockets again.
///
/// A loop runs what is handed to it until nothing is left, and only then looks at its sockets. Requests that came in one
/// piece and are begun there, each as the one before is answered, would keep it from looking for as long as there are
/// more: who asks a single thing would not even be heard. So whoever goes on rings, through a pipe that is one of the
/// loop's sockets.
///
/// Safe: the two numbers of the pipe live for the length of the call.
final class Doorbell: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  /// How many go on before the loop looks at its sockets again: a fraction of a millisecond's work.
  static let most = 8

  private let channel: any Channel
  private var waiting = CircularBuffer<() -> Void>()
  private var isRung = false

  /// - Parameter channel: of which the bell is a handler; it hears what is written to it.
  init(_ channel: any Channel) { self.channel = channel }

  /// The bells of all loops of a group. Each lasts as long as the process.
  ///
  /// - Throws: where the system has no more files to give.
  static func hang(on group: any EventLoopGroup) async throws -> [ObjectIdentifier: NIOLoopBound<Doorbell>] {
    var bells: [ObjectIdentifier: NIOLoopBound<Doorbell>] = [:]
    for loop in group.makeIterator() {
      var ends: [CInt] = [-1, -1]
      guard unsafe pipe(&ends) == 0 else { throw IOError(errnoCode: errno, reason: "pipe") }
      bells[ObjectIdentifier(loop)] = try await NIOPipeBootstrap(group: loop)
        .channelOption(ChannelOptions.maxMessagesPerRead, value: 1)
        .takingOwnershipOfDescriptors(input: ends[0], output: ends[1]) { channel in
          channel.eventLoop.makeCompletedFuture {
            let bell = Doorbell(channel)
            try channel.pipeline.syncOperations.addHandler(bell)
            return NIOLoopBound(bell, eventLoop: channel.eventLoop)
          }
        }
    }
    return bells
  }

  /// Calls `goOn` when the loop has looked at its sockets, after those that have rung before. On the loop only.
  func ring(_ goOn: @escaping () -> Void) {
    waiting.append(goOn)
    press()
  }

  private func press() {
    if isRung { return }
    isRung = true
    channel.writeAndFlush(ByteBuffer(integer: UInt8(0)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isRung = false
    for _ in 0..<min(waiting.count, Self.most) { waiting.removeFirst()() }
    if !waiting.isEmpty { press() }
  }
}
