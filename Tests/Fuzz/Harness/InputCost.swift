import Foundation

/// What one input costs in time and memory. A small one that costs much is a finding, whatever the answer is: whoever
/// sends it keeps a server busy, or ends it.
struct InputCost {
  /// Inputs below this length are held to the limits.
  private static let smallInput = 64 << 10
  /// Bytes by which the program may grow.
  private static let memory = 200 << 20

  /// Seconds of processor time: one in a release build. What is instrumented or not optimized is so much slower.
  private static let seconds: Double = {
    if let text = ProcessInfo.processInfo.environment["FUZZ_SECONDS"], let seconds = Double(text) { return seconds }
    #if DEBUG
      return 30
    #else
      return 1
    #endif
  }()

  private let start = clock()
  private let peak = peakMemory()

  /// What is too much; nil where nothing is.
  func complaint(_ length: Int) -> String? {
    guard length < Self.smallInput else { return nil }
    let spent = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    if spent > Self.seconds { return "\(length) bytes took \(spent) seconds" }
    let grown = Self.peakMemory() - peak
    return grown > Self.memory ? "\(length) bytes took \(grown >> 20) MB" : nil
  }

  /// The most bytes that the process has had in memory so far.
  private static func peakMemory() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) << 10
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}
