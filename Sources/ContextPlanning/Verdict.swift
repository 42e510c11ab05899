/// Whether a request fits its window.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Input and all of `max_tokens` fit.
  case fits
  /// The request is accepted, and its output may end before `max_tokens`: the window is full by then.
  case fitsMayBeCut = "fits_may_be_cut"
  /// Whether the API refuses it lies within what is not known: only the upper bound is over a limit.
  case mayBeRefused = "may_be_refused"
  /// The API refuses it: even the lower bound is over a limit, or a rule is broken that needs no count.
  case refused
  /// Nobody can say: a thread's continuation without its history, or a session that cannot be read.
  case unknown
}
