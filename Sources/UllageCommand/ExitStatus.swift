/// The exit status of `ullage`. Scripts rely on these numbers.
struct ExitStatus: RawRepresentable, Hashable, Sendable {
  let rawValue: Int32

  /// Fine; or it fits.
  static let fine = ExitStatus(rawValue: 0)
  /// Over budget, does not fit, or grew.
  static let over = ExitStatus(rawValue: 1)
  /// Something could not be counted; the rest was.
  static let incomplete = ExitStatus(rawValue: 2)
  /// The command line is not understood.
  static let usage = ExitStatus(rawValue: 64)
  /// The only input cannot be decoded.
  static let badData = ExitStatus(rawValue: 65)
  /// The remote API cannot be asked.
  static let unavailable = ExitStatus(rawValue: 69)
  /// Ended by an interrupt. Nobody returns it: the signal ends the process, and a shell shows 130.
  static let interrupted = ExitStatus(rawValue: 130)
}
