/// When a failed attempt is worth another, and how long to wait before it.
///
/// Repeated are: 429, 500 and above (529 among them), and connections that broke or gave no answer. Never repeated is any
/// other status of the 400s, nor a 429 that says a limit on spending is reached: time does not mend those.
///
///     RetryPolicy().delay(before: 2, retryAfter: nil, random: 0.5)   // 1 s · 2 · (0.5 + 0.5 / 2) = 1.5 s
public struct RetryPolicy: Sendable, Hashable {
  /// Attempts in all; at least 1.
  public var attempts: Int
  /// The wait before the second attempt, doubled each time.
  public var base: Duration
  /// The longest wait of one's own; what the API asks for may be longer.
  public var ceiling: Duration

  /// So many attempts in all, waiting from `base` to at most `ceiling`.
  public init(attempts: Int = 6, base: Duration = .seconds(1), ceiling: Duration = .seconds(30)) {
    self.attempts = max(attempts, 1)
    self.base = base
    self.ceiling = ceiling
  }

  /// The wait after `attempt` attempts have failed: exponential, of which half is left to chance so that clients that
  /// failed together do not come back together; never shorter than what the API asked for.
  ///
  /// - Parameters:
  ///   - attempt: which attempt failed, from 1.
  ///   - random: from 0 to 1.
  ///   - retryAfter: what the API asked for; nil where it did not.
  public func delay(before attempt: Int, retryAfter: Duration?, random: Double) -> Duration {
    let doublings = min(max(attempt - 1, 0), 20)
    let full = min(base * (1 << doublings), ceiling)
    let own = full * (0.5 + min(max(random, 0), 1) / 2)
    guard let retryAfter else { return own }
    // What the API asks for is exact; a little chance on top keeps clients apart.
    return max(own, retryAfter + base * (min(max(random, 0), 1) / 4))
  }

  /// Whether a status is one that time may mend.
  public static func isTransient(status: Int) -> Bool { status == 429 || (500...599).contains(status) }
}

/// `retry-after`, in seconds or as a date beside the answer's own `date`: the clock here does not matter.
enum RetryAfter {
  /// Nil where the header is absent or not understood. Waits of more than a day are taken for a day.
  static func delay(_ header: String?, date: String?) -> Duration? {
    guard let header else { return nil }
    let day = 86_400.0
    if let seconds = Double(header), seconds.isFinite, seconds >= 0 { return .seconds(min(seconds, day)) }
    guard let until = HTTPDate.seconds(header), let now = date.flatMap(HTTPDate.seconds) else { return nil }
    return .seconds(min(max(Double(until - now), 0), day))
  }
}

/// The date form of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Seconds since 1970; nil for any other form.
  static func seconds(_ text: String) -> Int? {
    let fields = text.split(separator: " ")
    guard fields.count == 6, fields[5] == "GMT", let day = Int(fields[1]), let year = Int(fields[3]),
      let month = months.firstIndex(of: String(fields[2])), (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    let clock = fields[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    // Days from civil (Howard Hinnant), with years that begin in March.
    let shifted = month >= 2 ? year : year - 1
    let ofYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear - 719_468
    return days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
  }
}
