import Dispatch

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// SIGTERM and SIGINT, which end other programs and are only heard of here.
struct StopSignals {
  /// Each signal, those included that come before anybody listens.
  let heard: AsyncStream<Void>
  private let sources: [any DispatchSourceSignal]

  /// A signal that comes after this has returned is not missed.
  init() async {
    let (heard, signal) = AsyncStream.makeStream(of: Void.self)
    self.heard = heard
    let queue = DispatchQueue(label: "ullage.signals")
    sources = [SIGTERM, SIGINT].map { number in
      #if canImport(Darwin)
        Darwin.signal(number, SIG_IGN)
      #endif
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { signal.yield() }
      return source
    }
    for source in sources {
      await withCheckedContinuation { continuation in
        source.setRegistrationHandler { continuation.resume() }
        source.resume()
      }
    }
  }

  func end() { for source in sources { source.cancel() } }
}
