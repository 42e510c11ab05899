import CountServer
import Logging
import ModelCatalog
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CountListener

@Suite("One connection")
struct ConnectionTests {
  private final class Weak {
    weak var value: Connection?
  }

  private let loop = EmbeddedEventLoop()
  private let channel: EmbeddedChannel
  /// The pipe of the loop's bell: what is written to it is heard where the test says so.
  private let pipe: EmbeddedChannel
  private let connection = Weak()
  private let get = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n"

  init() throws {
    channel = EmbeddedChannel(loop: loop)
    pipe = EmbeddedChannel(loop: loop)
    let bell = Doorbell(pipe)
    try pipe.pipeline.syncOperations.addHandler(bell)
    let endpoints = Endpoints(catalog: try Catalog.bundled())
    let shared = Connection.Shared(
      endpoints: endpoints, admission: Admission(ServerLimits(), metrics: endpoints.metrics),
      answering: Answering(endpoints, threads: 1, upstream: nil),
      bells: [ObjectIdentifier(loop): NIOLoopBound(bell, eventLoop: loop)], logger: Logger(label: "test"))
    let sluice = Sluice()
    let connection = Connection(shared, sluice)
    self.connection.value = connection
    try channel.pipeline.syncOperations.addHandlers([
      sluice, ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)), HTTPResponseEncoder(),
      connection,
    ])
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
  }

  /// How many answers have gone out since the last call.
  private func answers() throws -> Int {
    loop.run()
    var text = ""
    while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
    return text.split(separator: "HTTP/1.1 200 OK").count
  }

  /// The loop looks at its sockets; false where nobody has rung.
  private func look() throws -> Bool {
    guard let byte = try pipe.readOutbound(as: ByteBuffer.self) else { return false }
    try pipe.writeInbound(byte)
    return true
  }

  @Test("of requests that come in one piece each is answered after the loop has looked at its sockets again")
  func onePiece() throws {
    // More than are taken for HTTP at one time.
    try channel.writeInbound(ByteBuffer(string: String(repeating: get, count: 300)))
    for _ in 0..<300 {
      #expect(try answers() == 1)
      _ = try look()
    }
    #expect(try answers() == 0)
    #expect(try look() == false)
    try channel.writeInbound(ByteBuffer(string: get))
    #expect(try answers() == 1)
    #expect(try look() == false)
    try channel.close().wait()
  }

  @Test("a client that has closed its side is answered everything that it had asked, and then closed")
  func closedSide() throws {
    try channel.writeInbound(ByteBuffer(string: String(repeating: get, count: 200)))
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    var count = try answers()
    while try look() { count += try answers() }
    #expect(count == 200)
    #expect(!channel.isActive)
  }

  @Test("nothing is left of a connection that is closed")
  func gone() throws {
    try channel.writeInbound(ByteBuffer(string: get + get))
    #expect(try answers() == 1)
    while try look() {}
    #expect(connection.value != nil)
    try channel.close().wait()
    loop.run()
    #expect(connection.value == nil)
  }

  @Test("a request that comes in part behind another one is waited for")
  func part() throws {
    try channel.writeInbound(ByteBuffer(string: get + get.prefix(20)))
    #expect(try answers() == 1)
    while try look() {}
    #expect(try answers() == 0)
    try channel.writeInbound(ByteBuffer(string: String(get.dropFirst(20))))
    #expect(try answers() == 1)
    try channel.close().wait()
  }
}
