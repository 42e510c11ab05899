import Glibc

/// Runs `body(0)` … `body(count - 1)`, each on a thread of its own, and adds up what they return.
func summed(threads count: Int, _ body: @escaping @Sendable (Int) -> Int) -> Int {
  guard count > 1 else { return body(0) }
  let works = (0..<count).map { Work(index: $0, body) }
  let handles = works.map { work in
    var handle = pthread_t()
    let argument = Unmanaged.passUnretained(work).toOpaque()
    let failed = pthread_create(&handle, nil, runWork, argument)
    precondition(failed == 0, "no thread could be started")
    return handle
  }
  for handle in handles { pthread_join(handle, nil) }
  return withExtendedLifetime(works) { works.reduce(0) { $0 + $1.result } }
}

/// What a thread begins with: a function without context, as C wants it.
private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run()
  return nil
}

/// One thread's part; written by that thread alone and read after it was joined.
private final class Work: @unchecked Sendable {
  private let index: Int
  private let body: @Sendable (Int) -> Int
  private(set) var result = 0

  init(index: Int, _ body: @escaping @Sendable (Int) -> Int) {
    self.index = index
    self.body = body
  }

  func run() { result = body(index) }
}
