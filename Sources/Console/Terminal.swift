#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The terminal that standard output is read on.
///
/// Safe: the system writes one `winsize`, into one.
package struct Terminal: Sendable, Hashable {
  /// Characters in a line, and lines.
  package var width: Int
  package var height: Int
  /// Whether colours are wanted: `NO_COLOR` is not set, and `TERM` is not `dumb`.
  package var hasColor: Bool

  package init(width: Int, height: Int, hasColor: Bool) {
    (self.width, self.height, self.hasColor) = (width, height, hasColor)
  }

  /// Nil where standard output is a file or a pipe. A terminal that does not tell its size has 80 by 24.
  package static var ofOutput: Terminal? {
    guard Stream.outputIsTerminal else { return nil }
    var size = winsize()
    let isTold = unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
    return Terminal(
      width: isTold ? Int(size.ws_col) : 80, height: isTold ? Int(size.ws_row) : 24,
      hasColor: Environment.value("NO_COLOR") == nil && Environment.value("TERM") != "dumb")
  }
}

/// How text stands out on a terminal. Colours are told apart by those who do not see red or green (Okabe and Ito's blue
/// and orange, the nearest of 256), and none says what no sign or word says.
package enum TextStyle: String, Sendable {
  case bold = "1"
  case dim = "2"
  case blue = "38;5;32"
  case orange = "38;5;172"

  package func applied(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
