import AgentSteps
import ModelCatalog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Answers one event of a coding agent.
struct HookRun {
  var catalog: InputPath?
  var explains = false

  /// An event holds at most a file that is to be written.
  private static let limit = 64 << 20

  func run() throws(Complaint) {
    let event = try HookEvent(try FileReader(.standardInput).all(limit: Self.limit))
    let state = AgentState(session: event.session)
    let decision = try HookDecision(event, try Catalog.loaded(catalog), state: explains ? nil : state)
    var output = Stream.output
    if explains {
      output.write(ShownText.lines(Self.explanation(decision)))
    } else {
      output.write(decision.answer.bytes(to: event))
    }
    output.flush()
  }

  private static func explanation(_ decision: HookDecision) -> String {
    let answer =
      switch decision.answer {
      case .silence: "nothing is said: the agent goes on"
      case .denial(let reason): "denied: \(reason)"
      case .context(let text): "told: \(text)"
      }
    return (decision.reasons + [answer]).map { "\($0)\n" }.joined()
  }

  // MARK: Whatever happens, the agent goes on

  /// Ends the process with status 0 on every signal that would end it otherwise: another status would read as an answer.
  static func surviveSignals() {
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGALRM] {
      signal(number) { _ in _exit(0) }
    }
  }

  /// One line for standard error.
  static func note(_ complaint: Complaint) {
    let place = complaint.place.map { " (\($0))" } ?? ""
    Stream.notice("ullage hook: \(ShownText.line("\(complaint.message)\(place)"))\n")
  }
}
