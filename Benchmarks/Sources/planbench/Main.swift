// Measures the planner: `planbench TEXT`. The text (some megabytes) is cut into the messages of a conversation.
// Prints one JSON object a measurement; every answer is checked, and a wrong one ends the run.

import Glibc

@main
struct Main {
  static func main() {
    do {
      guard CommandLine.arguments.count == 2 else { throw Failure("usage: planbench TEXT") }
      let workload = try Workload(path: CommandLine.arguments[1])
      for threads in [1, 2] {
        let verdicts = try Verdicts(workload, threads: threads)
        print(try verdicts.run())
        print(try verdicts.runWithRemedies())
      }
      let appends = try Appends(workload)
      print(try appends.run())
      print(try appends.runMeasured())
      print(try Evictions(workload).run("eviction"))
      print(
        try Evictions(Workload(path: CommandLine.arguments[1], hasLongResults: true)).run("eviction_with_long_results"))
    } catch {
      let message = "planbench: \(error)\n"
      _ = write(STDERR_FILENO, message, message.utf8.count)
      exit(EX_DATAERR)
    }
  }
}

/// Why there is no measurement.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Ends the run where an answer is wrong.
func check(_ holds: Bool, _ what: String) throws {
  if !holds { throw Failure("wrong answer: \(what)") }
}

/// Times of one thing done many times, in seconds.
struct Times {
  private var seconds: [Double] = []

  /// The usual clock: processor time of this process, which other work on the machine changes little.
  static var now: Double { read(CLOCK_PROCESS_CPUTIME_ID) }
  /// The clock on the wall, for what several threads do.
  static var wall: Double { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  mutating func add(_ seconds: Double) { self.seconds.append(seconds) }

  func line(_ name: String, unit: String, factor: Double, _ more: String = "") -> String {
    let sorted = seconds.sorted()
    func rounded(_ value: Double) -> Double { (value * factor * 100).rounded() / 100 }
    return #"{"measurement": "\#(name)", "runs": \#(sorted.count), "median_\#(unit)": "#
      + #"\#(rounded(sorted[sorted.count / 2])), "least_\#(unit)": \#(rounded(sorted[0])), "#
      + #""greatest_\#(unit)": \#(rounded(sorted[sorted.count - 1]))\#(more)}"#
  }
}
