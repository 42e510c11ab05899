/// The exit status of `ullage` and `ullage-net`. Scripts rely on these numbers. An interrupt ends the process by the signal,
/// for which a shell shows 130.
package struct ExitStatus: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// Fine; or it fits.
  package static let fine = ExitStatus(rawValue: 0)
  /// Over budget, does not fit, or grew.
  package static let over = ExitStatus(rawValue: 1)
  /// Something could not be counted; the rest was.
  package static let incomplete = ExitStatus(rawValue: 2)
  /// The command line is not understood.
  package static let usage = ExitStatus(rawValue: 64)
  /// The only input cannot be decoded.
  package static let badData = ExitStatus(rawValue: 65)
  /// The remote API cannot be asked.
  package static let unavailable = ExitStatus(rawValue: 69)
}
