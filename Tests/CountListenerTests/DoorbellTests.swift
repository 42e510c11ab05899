import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import CountListener

@Suite("Turns on an event loop")
struct DoorbellTests {
  /// Goes on so often, each time from the one before, as a connection does whose requests have come in one piece.
  private static func chain(_ bell: Doorbell, _ left: Int, _ done: EventLoopPromise<Void>, _ step: @escaping () -> Void)
  {
    step()
    if left == 0 { return done.succeed() }
    bell.ring { chain(bell, left - 1, done, step) }
  }

  @Test("a socket is heard between two turns, however many there are")
  func sockets() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let bell = try #require(try await Doorbell.hang(on: group)[ObjectIdentifier(loop)])
    let steps = Mutex(0)
    let heard = Mutex<Int?>(nil)
    let server = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        heard.withLock { $0 = steps.withLock { $0 } }
        return channel.eventLoop.makeSucceededVoidFuture()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let address = try #require(server.localAddress)
    let done = loop.makePromise(of: Void.self)
    // The loop is kept until somebody else has come to its door.
    let hasCome = DispatchSemaphore(value: 0)
    loop.execute {
      hasCome.wait()
      Self.chain(bell.value, 100, done) { steps.withLock { $0 += 1 } }
    }
    _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address).get()
    hasCome.signal()
    try await done.futureResult.get()
    #expect(steps.withLock { $0 } == 101)
    let before = try #require(heard.withLock { $0 })
    #expect(before < 50)
    try await group.shutdownGracefully()
  }

  @Test("all who ring go on, in their order")
  func order() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let bell = try #require(try await Doorbell.hang(on: group)[ObjectIdentifier(loop)])
    let order = Mutex<[Int]>([])
    let done = loop.makePromise(of: Void.self)
    try await loop.submit {
      for number in 0..<(3 * Doorbell.most) { bell.value.ring { order.withLock { $0.append(number) } } }
      bell.value.ring { done.succeed() }
    }.get()
    try await done.futureResult.get()
    #expect(order.withLock { $0 } == Array(0..<(3 * Doorbell.most)))
    try await group.shutdownGracefully()
  }
}
