import Glibc

/// Processor time and wall time since it was made.
struct Stopwatch {
  private let processor = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
  private let wall = Self.seconds(CLOCK_MONOTONIC)

  var elapsed: Measurement.Duration {
    Measurement.Duration(
      processor: Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - processor, wall: Self.seconds(CLOCK_MONOTONIC) - wall)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
