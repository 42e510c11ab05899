import Synchronization
import Testing

@testable import CountServer

@Suite("Who is let in, and what each may hold")
struct AdmissionTests {
  /// An admission of three connections, with the endings that it has asked for.
  private final class Fixture: Sendable {
    let admission: Admission
    let metrics = ServerMetrics()
    private let endings = Mutex<[String]>([])
    let start = ContinuousClock.now

    init(connections: Int = 3, held: Int = 1_142_864, body: Int = 100_000) {
      var limits = ServerLimits()
      limits.connections = connections
      limits.heldBytes = held
      limits.bodySize = body
      admission = Admission(limits, metrics: metrics)
    }

    func admit(_ name: String, from client: String = "a", after seconds: Int = 0) -> Int? {
      admission.admit(client, at: start + .seconds(seconds)) { [self] ending in
        endings.withLock { $0.append("\(name) \(ending)") }
      }
    }

    var ended: [String] { endings.withLock { $0 } }

    /// A connection whose body has come so far.
    func body(_ name: String, _ length: Int, from client: String = "a", after seconds: Int = 0) -> Admission.Holding? {
      guard let number = admit(name, from: client) else { return nil }
      admission.begin(number, at: start + .seconds(seconds))
      let holding = admission.holding(of: number)
      return admission.grow(holding, to: length, at: start + .seconds(seconds)) ? holding : nil
    }
  }

  @Test("a new connection takes the place of the one that has been idle longest")
  func idle() throws {
    let fixture = Fixture()
    let first = try #require(fixture.admit("1"))
    for name in ["2", "3"] { _ = fixture.admit(name) }
    fixture.admission.begin(first, at: fixture.start)
    fixture.admission.rest(first)
    #expect(fixture.admit("4") != nil)
    #expect(fixture.ended == ["2 idle"])
    #expect(fixture.metrics.load.connections == 3)
  }

  @Test("the client with most connections gives one, though another's has been idle longer")
  func mostConnections() {
    let fixture = Fixture()
    _ = fixture.admit("1", from: "b")
    _ = fixture.admit("2")
    _ = fixture.admit("3")
    #expect(fixture.admit("4", from: "c") != nil)
    #expect(fixture.ended == ["2 idle"])
  }

  @Test("where all are busy a new one is refused, and after two seconds the slowest makes room")
  func slow() throws {
    let fixture = Fixture()
    for name in ["1", "2", "3"] {
      let number = try #require(fixture.admit(name))
      fixture.admission.begin(number, at: fixture.start + .milliseconds(name == "2" ? 0 : 100))
    }
    #expect(fixture.admit("4", after: 1) == nil)
    #expect(fixture.ended.isEmpty)
    #expect(fixture.admit("5", after: 3) != nil)
    #expect(fixture.ended == ["2 slow"])
  }

  @Test("a client that has more than half yields to another at once, and an answer that is made to nobody")
  func half() throws {
    let fixture = Fixture()
    let numbers = try ["1", "2", "3"].map { try #require(fixture.admit($0)) }
    for number in numbers { fixture.admission.begin(number, at: fixture.start) }
    #expect(fixture.admit("4", from: "b") != nil)
    #expect(fixture.ended.count == 1 && fixture.ended[0].hasSuffix(" slow"))
    let others = Fixture()
    for name in ["1", "2", "3"] {
      let number = try #require(others.admit(name))
      others.admission.begin(number, at: others.start)
      others.admission.complete(number)
    }
    #expect(others.admit("4", from: "b", after: 100) == nil)
  }

  @Test("bytes are charged as they come, and given back with the body; small bodies have an account of their own")
  func accounts() {
    let fixture = Fixture(connections: 20)
    var large: [Admission.Holding?] = (0..<5).map { fixture.body("\($0)", 100_000, from: "\($0)") }
    large += [fixture.body("6", 100_000, from: "6"), fixture.body("7", 100_000, from: "7")]
    #expect(large.allSatisfy { $0 != nil })
    #expect(fixture.metrics.load.heldBytes == 700_000)
    // What is left for small ones and for counting is no room for large ones.
    let small = fixture.body("8", 60_000, from: "8")
    #expect(small != nil)
    #expect(small.map { fixture.admission.grow($0, to: 70_000, at: fixture.start) } == false)
    let other = fixture.body("9", 60_000, from: "9")
    #expect(other != nil && fixture.body("10", 60_000, from: "10") == nil)
    large.removeLast()
    #expect(fixture.metrics.load.heldBytes == 720_000)
    #expect(small.map { fixture.admission.grow($0, to: 70_000, at: fixture.start) } == true)
    #expect(fixture.metrics.load.heldBytes == 730_000)
  }

  @Test("one client holds at most three quarters of what large bodies may take")
  func oneClient() {
    let fixture = Fixture(connections: 20)
    let bodies = (0..<7).map { fixture.body("\($0)", 100_000) }
    #expect(bodies.map { $0 != nil } == [true, true, true, true, true, false, false])
    #expect(fixture.body("other", 100_000, from: "b") != nil)
  }

  @Test("a body that has stopped coming makes room for another, whatever it sent before")
  func stalled() {
    let fixture = Fixture(connections: 20)
    let bodies = (0..<5).map { fixture.body("\($0)", 100_000) }
    #expect(fixture.body("early", 100_000, after: 1) == nil)
    #expect(fixture.ended.isEmpty)
    let late = fixture.body("late", 100_000, after: 5)
    #expect(late != nil && bodies.count == 5)
    #expect(fixture.ended.count == 1)
    #expect(fixture.metrics.load.heldBytes == 500_000)
  }

  @Test("a body that comes at 64 KB a second is never late, one that comes by the byte is")
  func pace() {
    let fixture = Fixture(connections: 20, held: 12_000_000, body: 1_000_000)
    let fast = fixture.body("fast", 70_000, from: "b")
    let slow = fixture.body("slow", 70_000)
    let others = (0..<6).map { fixture.body("\($0)", 990_000, from: "\($0)", after: 9) }
    for second in 1...9 {
      let now = fixture.start + .seconds(second)
      if let fast { #expect(fixture.admission.grow(fast, to: 70_000 + 65_536 * second, at: now)) }
      if let slow { #expect(fixture.admission.grow(slow, to: 70_000 + second, at: now)) }
    }
    let last = fixture.body("last", 900_000, from: "c", after: 10)
    #expect(last != nil && others.allSatisfy { $0 != nil })
    #expect(fixture.ended == ["slow slow"])
  }

  @Test("whoever stops waits for nobody")
  func stopping() {
    let fixture = Fixture()
    for name in ["1", "2"] { _ = fixture.admit(name) }
    fixture.admission.endAll()
    #expect(fixture.ended.sorted() == ["1 stopping", "2 stopping"])
  }
}

@Suite("Turns")
struct FairTurnsTests {
  private final class Log: Sendable {
    let names = Mutex<[String]>([])
    func add(_ name: String) { names.withLock { $0.append(name) } }
  }

  @Test("clients take turns, each with its oldest work")
  func order() {
    let (log, turns) = (Log(), FairTurns(slots: 1, bytes: 9, limit: 100, metrics: ServerMetrics()))
    for name in ["a1", "a2", "a3", "a4", "b1", "b2", "c1"] {
      let number = turns.take(for: String(name.prefix(1)), bytes: 1) { log.add(name) }
      #expect(number != nil)
    }
    for _ in 0..<7 { turns.end(bytes: 1) }
    #expect(log.names.withLock { $0 } == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"])
  }

  @Test("who asks a single thing goes before those who had asked for more, but for every ninth turn")
  func following() {
    let (log, turns) = (Log(), FairTurns(slots: 1, bytes: 9, limit: 100))
    _ = turns.take(for: "a") {}
    for number in 0..<3 { _ = turns.take(for: "a", isFollowing: true) { log.add("more \(number)") } }
    for number in 0..<20 { _ = turns.take(for: "a") { log.add("\(number)") } }
    for _ in 0..<24 { turns.end() }
    let names = log.names.withLock { $0 }
    #expect(names.prefix(10) == ["0", "1", "2", "3", "4", "5", "6", "7", "more 0", "8"])
    #expect(names.suffix(6) == ["15", "more 1", "16", "17", "18", "19", "more 2"].suffix(6))
    #expect(names.count == 23)
  }

  @Test("of one client's work the smallest is next, and in every ninth turn the oldest")
  func smallest() {
    let (log, turns) = (Log(), FairTurns(slots: 1, bytes: 999, limit: 100))
    _ = turns.take(for: "a") {}
    for name in ["big", "large"] { _ = turns.take(for: "a", bytes: 50) { log.add(name) } }
    for number in 0..<10 { _ = turns.take(for: "a", bytes: 1) { log.add("\(number)") } }
    for _ in 0..<8 { turns.end(bytes: 1) }
    _ = turns.take(for: "a", bytes: 0) { log.add("least") }
    for _ in 0..<6 { turns.end(bytes: 1) }
    let names = log.names.withLock { $0 }
    #expect(names == ["0", "1", "2", "3", "4", "5", "6", "7", "big", "least", "8", "9", "large"])
  }

  @Test("so many run at one time, and so many wait; one client has three quarters of the places")
  func limits() {
    let (log, metrics) = (Log(), ServerMetrics())
    let turns = FairTurns(slots: 2, bytes: 9, limit: 4, metrics: metrics)
    let taken = (0..<7).map { number in turns.take(for: "a", bytes: 1) { log.add("\(number)") } != nil }
    #expect(taken == [true, true, true, true, true, false, false])
    #expect(log.names.withLock { $0 } == ["0", "1"])
    #expect(turns.take(for: "b", bytes: 1) { log.add("b") } != nil)
    #expect(turns.take(for: "c", bytes: 1) { log.add("c") } == nil)
    #expect(metrics.text.contains("ullage_waiting_requests 4\n"))
  }

  @Test("what runs has so many bytes together; what has more runs alone, and keeps its turn")
  func bytes() {
    let (log, turns) = (Log(), FairTurns(slots: 4, bytes: 10, limit: 9, metrics: ServerMetrics()))
    for (name, bytes) in [("a", 6), ("b", 5), ("c", 4), ("d", 20), ("e", 1)] {
      let number = turns.take(for: name, bytes: bytes) { log.add(name) }
      #expect(number != nil)
    }
    #expect(log.names.withLock { $0 } == ["a"])
    turns.end(bytes: 6)
    #expect(log.names.withLock { $0 } == ["a", "b", "c"])
    turns.end(bytes: 4)
    turns.end(bytes: 5)
    #expect(log.names.withLock { $0 } == ["a", "b", "c", "d"])
    turns.end(bytes: 20)
    #expect(log.names.withLock { $0 } == ["a", "b", "c", "d", "e"])
  }

  @Test("what is taken back is not started")
  func withdrawn() throws {
    let (log, metrics) = (Log(), ServerMetrics())
    let turns = FairTurns(slots: 1, bytes: 9, limit: 4, metrics: metrics)
    let numbers = try ["a", "b", "c"].map { name in try #require(turns.take(for: name, bytes: 1) { log.add(name) }) }
    #expect(turns.withdraw(numbers[1], for: "b"))
    #expect(!turns.withdraw(numbers[1], for: "b"))
    #expect(!turns.withdraw(numbers[0], for: "a"))
    for _ in 0..<3 { turns.end(bytes: 1) }
    #expect(log.names.withLock { $0 } == ["a", "c"])
    #expect(metrics.text.contains("ullage_waiting_requests 0\n"))
  }
}
