import CountServer

/// Makes the answers, on threads of its own: quick requests on one lane, those that may take long in turn on another, so
/// that neither keeps the other waiting. On both clients take turns.
struct Answering: Sendable {
  private let endpoints: Endpoints
  private let upstream: Listener.Upstream?
  private let quick: WorkLane
  private let long: WorkLane
  private let quickTurns: FairTurns
  private let turns: FairTurns

  init(_ endpoints: Endpoints, threads: Int, upstream: Listener.Upstream?) {
    self.endpoints = endpoints
    self.upstream = upstream
    quick = WorkLane(threads: threads)
    long = WorkLane(threads: threads)
    // No more can wait than there are connections.
    quickTurns = FairTurns(slots: threads, bytes: .max, limit: .max)
    let limits = endpoints.settings.limits
    // What is made of a body while it is counted takes up to three times its bytes: the longest is counted alone.
    turns = FairTurns(slots: threads, bytes: limits.bodySize, limit: limits.waiting, metrics: endpoints.metrics)
  }

  /// Begins to answer; false where too many wait already.
  ///
  /// - Parameter reply: called once from any thread, unless the exchange is cancelled.
  func answer(_ exchange: Exchange, from client: String, reply: @escaping @Sendable (ServerReply) -> Void) -> Bool {
    if exchange.route == .health {
      // Says that the server reads and writes, even where every thread counts.
      if let request = exchange.takeRequest() { reply(endpoints.reply(to: request, id: exchange.id)) }
      return true
    }
    if !exchange.mayTakeLong {
      let bytes = exchange.length
      let turn = quickTurns.take(for: client, isFollowing: exchange.isFollowing, bytes: bytes) {
        exchange.run(Task(executorPreference: quick) { await make(exchange, { quickTurns.end(bytes: bytes) }, reply) })
      }
      guard let turn else { return false }
      exchange.wait { quickTurns.withdraw(turn, for: client) }
      return true
    }
    let limits = endpoints.settings.limits
    let latest = ContinuousClock.now + .seconds(limits.queueTime)
    // Whoever goes on from a conversation that is held works on that as well.
    let bytes = exchange.length + (exchange.mayContinueThread ? endpoints.threads.longest : 0)
    let turn = turns.take(for: client, isFollowing: exchange.isFollowing, bytes: bytes) {
      let task = Task(executorPreference: long) {
        if ContinuousClock.now > latest {
          turns.end(bytes: bytes)
          let error = ErrorReply.busy(
            .overloaded, "The request has waited for more than \(limits.queueTime) seconds.")
          return reply(error.reply(id: exchange.id))
        }
        await make(exchange, { turns.end(bytes: bytes) }, reply)
      }
      exchange.run(task)
    }
    guard let turn else { return false }
    exchange.wait { turns.withdraw(turn, for: client) }
    return true
  }

  /// - Parameter counted: called once the threads are needed no longer.
  private func make(
    _ exchange: Exchange, _ counted: @Sendable () -> Void, _ reply: @Sendable (ServerReply) -> Void
  ) async {
    guard let request = exchange.takeRequest() else { return counted() }
    let local = endpoints.reply(to: request, id: exchange.id)
    counted()
    guard let upstream, local.status == 200, exchange.route == .countTokens, !Task.isCancelled else {
      return reply(local)
    }
    reply(local.confirmed(by: await upstream(request)))
  }

  /// Lets what runs come to its end, and begins nothing more.
  func stop() {
    quick.stop()
    long.stop()
  }
}
