import CountServer
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Turns one request of a connection into a ``ServerRequest``, within the limits, and its answer into bytes.
struct Responder: Sendable {
  let endpoints: Endpoints
  /// Counts bodies that take long, so that they keep nobody else waiting.
  let workers: NIOThreadPool
  let upstream: Listener.Upstream?
  let logger: Logger

  private var limits: ServerLimits { endpoints.settings.limits }
  private var metrics: ServerMetrics { endpoints.metrics }
  /// Bodies above take more than a fraction of a millisecond to count.
  private static let largeBody = 64 << 10

  func respond(to request: Request, through writer: consuming ResponseWriter, on channel: any Channel) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let id = RequestID.random()
    metrics.change(requests: 1)
    defer { metrics.change(requests: -1) }
    let held = HeldBytes(metrics, limit: limits.heldBytes)
    defer { held.release() }
    let target = request.head.path ?? ""
    let headers = ServerHeaders(request.head)
    var reply: ServerReply
    var length = 0
    do {
      try check(request, headers, target)
      if headers["expect"]?.lowercased() == "100-continue" {
        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
      }
      let body = try await read(request, into: held)
      length = body.count
      let complete = ServerRequest(request.method.rawValue, target, headers: headers, body: body[...])
      reply = try await answer(complete, id, channel)
      if let upstream, reply.status == 200, Route(complete.path) == .countTokens {
        reply = reply.confirmed(by: await upstream(complete))
      }
    } catch let error as ErrorReply {
      reply = error.reply(id: id)
      // Whoever is refused may still be sending: it is read no further than politeness asks for.
      reply.headers.append("connection", "close")
    }
    let route = Route(ServerRequest(request.method.rawValue, target).path)
    let time = clock.now - start
    metrics.record(route, status: reply.status, bodyLength: length, seconds: time / .seconds(1))
    logger.info(
      "answered",
      metadata: [
        "id": "\(id)", "route": "\(route.name)", "status": "\(reply.status)", "bytes": "\(length)",
        "microseconds": "\(Int(time / .microseconds(1)))",
      ])
    if request.method == .head {
      try await writer.writeResponse(reply.head)
    } else {
      try await writer.write(response: reply.head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
  }

  // MARK: Reading

  /// What can be said before the body is read.
  private func check(_ request: Request, _ headers: ServerHeaders, _ target: String) throws(ErrorReply) {
    if let refusal = endpoints.refusal(of: ServerRequest(request.method.rawValue, target, headers: headers)) {
      throw refusal
    }
    if let text = headers["content-length"], let length = Int(text), length > limits.bodySize { throw tooLarge }
  }

  private var tooLarge: ErrorReply {
    ErrorReply(.tooLarge, "Request exceeds the maximum size of \(limits.bodySize) bytes")
  }

  /// The whole body. Throws an ``ErrorReply`` where it is too much, and `CancellationError` where the client left.
  private func read(_ request: Request, into held: HeldBytes) async throws -> [UInt8] {
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    var bytes: [UInt8] = []
    if let declared {
      try held.grow(to: declared)
      bytes.reserveCapacity(declared)
    }
    for try await buffer in request.body {
      if bytes.count + buffer.readableBytes > limits.bodySize { throw tooLarge }
      try held.grow(to: bytes.count + buffer.readableBytes)
      // Safe: the bytes are copied while they are lent.
      unsafe buffer.withUnsafeReadableBytes { unsafe bytes.append(contentsOf: $0) }
    }
    if let declared, bytes.count < declared { throw CancellationError() }
    return bytes
  }

  // MARK: Answering

  private func answer(
    _ request: ServerRequest, _ id: RequestID, _ channel: any Channel
  ) async throws -> ServerReply {
    if request.body.count <= Self.largeBody { return endpoints.reply(to: request, id: id) }
    guard metrics.enqueue(limit: limits.waiting) else {
      throw ErrorReply.busy(.rateLimit, "More than \(limits.waiting) large requests are waiting.")
    }
    defer { metrics.dequeue() }
    let deadline = NIODeadline.now() + .seconds(Int64(limits.queueTime))
    return try await workers.runIfActive {
      if NIODeadline.now() > deadline {
        throw ErrorReply.busy(.overloaded, "The request has waited for more than \(limits.queueTime) seconds.")
      }
      if !channel.isActive { throw CancellationError() }
      return endpoints.reply(to: request, id: id)
    }
  }
}

/// The bytes of one request's body in the server's account of all bodies.
private final class HeldBytes {
  private let metrics: ServerMetrics
  private let limit: Int
  private var length = 0

  init(_ metrics: ServerMetrics, limit: Int) {
    self.metrics = metrics
    self.limit = limit
  }

  /// Gives them back.
  func release() {
    metrics.change(heldBytes: -length)
    length = 0
  }

  /// Throws where all bodies together would take more than the limit.
  func grow(to length: Int) throws(ErrorReply) {
    let more = length - self.length
    if more <= 0 { return }
    guard metrics.hold(more, limit: limit) else {
      throw ErrorReply.busy(.rateLimit, "Requests that are being answered hold \(limit) bytes.")
    }
    self.length = length
  }
}

extension ServerHeaders {
  /// The header of a request, `host` included, which the library keeps apart.
  init(_ head: HTTPRequest) {
    self.init()
    if let host = head.authority { append("host", host) }
    for field in head.headerFields { append(field.name.rawName, field.value) }
  }
}
