import NIOCore
import NIOEmbedded
import Testing

@testable import CountListener

@Suite("What is held in front of HTTP")
struct SluiceTests {
  /// What reaches the handler behind the sluice, and what the channel is asked to read.
  private final class Behind: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    var heard: [String] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      heard.append(String(buffer: unwrapInboundIn(data)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) { heard.append("\(event)") }
  }

  private final class Front: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var reads = 0

    func read(context: ChannelHandlerContext) { reads += 1 }
  }

  private let front = Front()
  private let sluice = Sluice()
  private let behind = Behind()
  private let channel = EmbeddedChannel()

  init() throws {
    try channel.pipeline.syncOperations.addHandlers([front, sluice, behind])
  }

  @Test("as many bytes come through as are wanted, and nothing more is read until the last of them has")
  func wanted() throws {
    var wanted = 4
    sluice.wanted = { wanted }
    defer { sluice.wanted = { 0 } }
    try channel.writeInbound(ByteBuffer(string: "abcd"))
    channel.read()
    #expect(front.reads == 1)
    wanted = 0
    try channel.writeInbound(ByteBuffer(string: "efghij"))
    channel.read()
    #expect(behind.heard == ["abcd"])
    #expect(front.reads == 1)
    wanted = 5
    sluice.pass()
    #expect(behind.heard == ["abcd", "efghi", "j"])
    #expect(front.reads == 2)
    #expect(sluice.isEmpty)
  }

  @Test("the end comes after what came before it, and is announced")
  func ending() throws {
    try channel.writeInbound(ByteBuffer(string: "ab"))
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(behind.heard == ["Ending()"])
    sluice.wanted = { 9 }
    sluice.pass()
    #expect(behind.heard == ["Ending()", "ab", "inputClosed"])
  }

  @Test("whoever sends too much ahead is not waited for")
  func tooMuch() throws {
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    try channel.writeInbound(ByteBuffer(repeating: 0, count: Sluice.most))
    #expect(channel.isActive)
    try channel.writeInbound(ByteBuffer(repeating: 0, count: 1))
    #expect(!channel.isActive)
    #expect(sluice.isEmpty)
  }

  @Test("what is wanted less because of what came through is held")
  func again() throws {
    let behind = behind
    sluice.wanted = { behind.heard.count < 2 ? 3 : 0 }
    try channel.writeInbound(ByteBuffer(string: "abcdefghi"))
    #expect(behind.heard == ["abc", "def"])
    #expect(!sluice.isEmpty)
    behind.heard = []
    sluice.pass()
    #expect(behind.heard == ["ghi"])
  }
}
