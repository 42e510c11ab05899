import ContextPlanning
import Glibc
import MessagesAPI
import ModelCatalog
import RequestCounting

/// From a file to the verdict on the body in it, in a process that has counted before.
struct Verdicts {
  private static let rounds = 25

  private let workload: Workload
  private let planner: Planner
  private let threads: Int

  init(_ workload: Workload, threads: Int) throws {
    self.workload = workload
    self.threads = threads
    planner = Planner(counter: RequestCounter(catalog: try Catalog.bundled(), threads: threads))
  }

  func run() throws -> String {
    let expected = try RequestCounter(catalog: planner.catalog).count(workload.request).total
    var policy = PlanPolicy()
    policy.remedies = .never
    let file = try TemporaryFile(workload.body)
    var times = Times()
    var walls = Times()
    for _ in 0..<Self.rounds {
      let (start, wall) = (Times.now, Times.wall)
      let request = try MessagesRequest(decoding: try file.bytes())
      let plan = try planner.plan(request, policy)
      times.add(Times.now - start)
      walls.add(Times.wall - wall)
      try check(plan.input.total == expected, "the count of the body")
      let fits = expected.bounds.upperBound + 8000 <= 1_000_000
      try check((plan.verdict == .fits) == fits, "the verdict \(plan.verdict)")
    }
    let facts =
      #", "threads": \#(threads), "body_bytes": \#(workload.body.count), "input_tokens": \#(expected.tokens)"#
    return times.line("verdict, processor time", unit: "ms", factor: 1000, facts) + "\n"
      + walls.line("verdict, wall", unit: "ms", factor: 1000, facts)
  }
}

extension Verdicts {
  /// The same for a window of three quarters of the body, with every remedy tried.
  func runWithRemedies() throws -> String {
    let expected = try RequestCounter(catalog: planner.catalog).count(workload.request).total
    var policy = PlanPolicy()
    policy.window = expected.tokens * 3 / 4
    let file = try TemporaryFile(workload.body)
    var times = Times()
    var walls = Times()
    var remedies = 0
    for _ in 0..<Self.rounds {
      let (start, wall) = (Times.now, Times.wall)
      let request = try MessagesRequest(decoding: try file.bytes())
      let plan = try planner.plan(request, policy)
      times.add(Times.now - start)
      walls.add(Times.wall - wall)
      try check(plan.verdict == .refused && plan.input.total == expected, "the verdict \(plan.verdict)")
      try check(plan.remedies.contains { $0.name == "evict" && $0.verdict == .fits }, "the remedies")
      remedies = plan.remedies.count
    }
    let facts = #", "threads": \#(threads), "remedies": \#(remedies), "input_tokens": \#(expected.tokens)"#
    return times.line("verdict with remedies, processor time", unit: "ms", factor: 1000, facts) + "\n"
      + walls.line("verdict with remedies, wall", unit: "ms", factor: 1000, facts)
  }
}

/// A file without a name.
private final class TemporaryFile {
  private let file: UnsafeMutablePointer<FILE>
  private let count: Int

  init(_ bytes: [UInt8]) throws {
    guard let file = tmpfile() else { throw Failure("there is no place for a temporary file") }
    self.file = file
    count = bytes.count
    try check(fwrite(bytes, 1, count, file) == count && fflush(file) == 0, "the length of the file")
  }

  deinit { fclose(file) }

  /// Reads it whole.
  func bytes() throws -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      read = max(pread(fileno(file), buffer.baseAddress, count, 0), 0)
    }
    try check(bytes.count == count, "the length of the file")
    return bytes
  }
}
