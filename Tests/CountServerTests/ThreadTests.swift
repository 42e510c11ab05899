import JSONText
import ModelCatalog
import Synchronization
import Testing

@testable import CountServer

@Suite("Threads")
struct ThreadTests {
  /// Endpoints that stay, so that a later request finds what an earlier one left.
  private struct Serving {
    let endpoints: Endpoints

    init(strict: Bool = false, threads: ThreadStore = ThreadStore()) throws {
      var settings = Endpoints.Settings()
      settings.isStrict = strict
      endpoints = Endpoints(catalog: try Catalog.bundled(), settings: settings, threads: threads)
    }

    func post(_ path: String, _ body: String, _ beta: String? = nil) -> ServerReply {
      var headers: ServerHeaders = ["anthropic-version": "2023-06-01", "content-type": "application/json"]
      if let beta { headers.append("anthropic-beta", beta) }
      return endpoints.reply(
        to: ServerRequest("POST", "/v1/messages/\(path)", headers: headers, body: Array(body.utf8)[...]),
        id: RequestID(description: "req_ullage_test"))
    }
  }

  private static let question = #"{"role":"user","content":"Name a lamp."}"#
  private static let answer = #"{"role":"assistant","content":[{"type":"text","text":"Anglepoise."}]}"#
  private static let next = #"{"role":"user","content":"And another?"}"#

  private static func body(_ messages: String..., more: String = "") -> String {
    #"{"model":"claude-opus-5","max_tokens":100\#(more),"messages":[\#(messages.joined(separator: ","))]}"#
  }

  private static let held =
    #"{"request":\#(body(question, more: #","system":"Be brief.","thread":{"type":"create"}"#)),"answer":{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"Anglepoise."}],"usage":{"input_tokens":3}}}"#

  private static let continuation = body(next, more: #","thread":{"type":"continue","previous_message_id":"msg_1"}"#)

  @Test("The longest conversation is known until none is held")
  func longest() {
    let time = Mutex(0.0)
    let store = ThreadStore(clock: { time.withLock { $0 } })
    store.hold([1, 2, 3], as: "a")
    store.hold([1], as: "b")
    #expect(store.longest == 3)
    time.withLock { $0 = ThreadStore.holdTime + 1 }
    #expect(store.conversation("a") == nil)
    #expect(store.longest == 0)
  }

  @Test("A continuation counts as the whole conversation does, in both endpoints")
  func continuation() throws {
    let serving = try Serving()
    let reply = serving.post("threads", Self.held)
    #expect(reply.status == 200)
    #expect(try reply.json["previous_message_id"]?.string == "msg_1")
    #expect(try reply.json["messages"]?.int == 2)
    #expect(try reply.json["expires_in"]?.int == 300)
    let whole = serving.post(
      "count_tokens", Self.body(Self.question, Self.answer, Self.next, more: #","system":"Be brief.""#))
    let count = serving.post("count_tokens", Self.continuation)
    #expect(count.status == 200)
    #expect(try count.json["input_tokens"]?.int == whole.json["input_tokens"]?.int)
    #expect(count.headers["ullage-basis"] == "exact")
    let plan = try serving.post("plan", Self.continuation).json
    #expect(plan["verdict"]?.string == "fits")
    #expect(plan["input_tokens"]?.int == (try whole.json["input_tokens"]?.int))
  }

  @Test("A thread is held on from a continuation of it")
  func chain() throws {
    let serving = try Serving()
    #expect(serving.post("threads", Self.held).status == 200)
    let second =
      #"{"request":\#(Self.continuation),"answer":{"id":"msg_2","content":"Arco."}}"#
    #expect(try serving.post("threads", second).json["messages"]?.int == 4)
    let third = Self.body(Self.next, more: #","thread":{"type":"continue","previous_message_id":"msg_2"}"#)
    #expect(serving.post("count_tokens", third).status == 200)
  }

  @Test("One that is not held is not found, in the API's shape", arguments: ["count_tokens", "plan", "threads"])
  func notFound(endpoint: String) throws {
    let body =
      endpoint == "threads"
      ? #"{"request":\#(Self.continuation),"answer":{"id":"msg_2","content":"Arco."}}"# : Self.continuation
    let reply = try Serving().post(endpoint, body)
    #expect(reply.status == 404)
    let error = try #require(try reply.json["error"])
    #expect(error["type"]?.string == "not_found_error")
    #expect(error["details"]?["error_code"]?.string == "thread_not_found")
    #expect(error["message"]?.string?.contains("thread_not_found") == true)
  }

  @Test("Who is strict refuses the field in the API's words", arguments: ["count_tokens", "plan"])
  func strict(endpoint: String) throws {
    let serving = try Serving(strict: true)
    for thread in [#"{"type":"create"}"#, #"{"type":"continue","previous_message_id":"msg_1"}"#] {
      let reply = serving.post(endpoint, Self.body(Self.next, more: #","thread":\#(thread)"#))
      #expect(reply.status == 400)
      #expect(try reply.json["error"]?["message"]?.string == "thread: Extra inputs are not permitted")
    }
  }

  @Test("What cannot be held is refused", arguments: Row.rows)
  func refused(row: Row) throws {
    let reply = try Serving().post("threads", row.body)
    #expect(reply.status == 400)
    #expect(try reply.json["error"]?["message"]?.string == row.message)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let body: String
    let message: String
    var testDescription: String { body }

    static let rows = [
      Row(body: "[]", message: "Input should be a valid dictionary or object"),
      Row(body: "{}", message: "request: Field required"),
      Row(body: #"{"request":{}}"#, message: "answer: Field required"),
      Row(
        body: #"{"request":[],"answer":{"id":"a"}}"#, message: "request: Input should be a valid dictionary or object"),
      Row(body: #"{"request":{},"answer":{}}"#, message: "answer.id: Field required"),
      Row(body: #"{"request":{},"answer":{"id":""}}"#, message: "answer.id: Field required"),
      Row(body: #"{"request":{},"answer":{"id":"a"}}"#, message: "model: Field required"),
      Row(
        body: #"{"request":\#(ThreadTests.body(ThreadTests.question)),"answer":{"id":"a","content":5}}"#,
        message: "answer.content: Field required"),
      Row(
        body:
          #"{"request":\#(ThreadTests.body(ThreadTests.next, more: #","thread":{"type":"continue"}"#)),"answer":{"id":"a","content":"b"}}"#,
        message: "thread.continue.previous_message_id: Field required"),
    ]
  }

  // MARK: The store

  /// A clock that tests turn.
  private final class Time: Sendable {
    private let seconds = Mutex(0.0)
    func advance(_ more: Double) { seconds.withLock { $0 += more } }
    var clock: ThreadStore.Clock { { self.seconds.withLock { $0 } } }
  }

  @Test("A conversation is held for five minutes after its last use")
  func expiry() {
    let time = Time()
    let store = ThreadStore(clock: time.clock)
    store.hold([1, 2, 3], as: "a")
    time.advance(299)
    #expect(store.conversation("a") == [1, 2, 3])
    time.advance(299)
    #expect(store.conversation("a") == [1, 2, 3])
    time.advance(301)
    #expect(store.conversation("a") == nil)
    #expect(store.heldBytes == 0)
  }

  @Test("Where there is no room, what was used longest ago goes first")
  func room() {
    let store = ThreadStore(mostBytes: 4_000)
    let body = [UInt8](repeating: 0x20, count: 1_000)
    for id in ["a", "b", "c"] { store.hold(body, as: id) }
    #expect(store.count == 3)
    #expect(store.conversation("a") != nil)
    store.hold(body, as: "d")
    #expect(store.conversation("b") == nil)
    #expect(["a", "c", "d"].allSatisfy { store.conversation($0) != nil })
    #expect(store.heldBytes <= 4_000)
    let isHeld = store.hold([UInt8](repeating: 0x20, count: 5_000), as: "e")
    #expect(!isHeld)
    #expect(store.count == 3)
  }

  @Test("An id that comes again takes the place of the earlier conversation, and bytes never exceed the limit")
  func random() {
    let time = Time()
    let store = ThreadStore(mostBytes: 20_000, clock: time.clock)
    var last: [String: [UInt8]] = [:]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<5_000 {
      let id = "id-\(Int.random(in: 0..<40, using: &generator))"
      if Bool.random(using: &generator) {
        let body = [UInt8](
          repeating: UInt8.random(in: 0...9, using: &generator), count: Int.random(in: 0..<3_000, using: &generator))
        last[id] = body
        store.hold(body, as: id)
      } else if let found = store.conversation(id) {
        #expect(found == last[id])
      }
      #expect(store.heldBytes <= 20_000)
      time.advance(1)
    }
  }

  @Test("64 MB and five minutes are the limits")
  func limits() {
    #expect(ThreadStore.mostBytes == 67_108_864)
    #expect(ThreadStore.holdTime == 300)
  }
}
