#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Standard output or standard error, written with write(2) in portions of 64 KB.
///
/// Where the reader has gone, the process ends silently with status 0: `ullage … | head -1` is no error.
package struct Stream: ~Copyable {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private static let portion = 65_536

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  package static var output: Stream { Stream(1) }
  package static var notices: Stream { Stream(2) }

  /// Whether a person reads standard output, and not a file or a pipe.
  package static var outputIsTerminal: Bool { isatty(1) == 1 }
  package static var noticesAreForPerson: Bool { isatty(2) == 1 }
  package static var inputIsTerminal: Bool { isatty(0) == 1 }

  package mutating func write(_ text: String) { write(text.utf8) }

  package mutating func write(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    if pending.count >= Self.portion { flush() }
  }

  /// Hands everything over to the system.
  package mutating func flush() {
    var written = 0
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        systemWrite(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count > 0 {
        written += count
      } else if errno == EPIPE {
        exit(ExitStatus.fine.rawValue)
      } else if errno != EINTR {
        Self.notice(
          Complaint(
            code: "cannot_write", message: "the output cannot be written: \(String(cString: strerror(errno)))",
            place: descriptor == 1 ? "standard output" : "standard error",
            remedy: "free space, or write somewhere else", status: .incomplete
          ).text)
        exit(ExitStatus.incomplete.rawValue)
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes a notice or an error to standard error at once; nothing helps where that fails.
  package static func notice(_ text: String) {
    var text = text
    text.withUTF8 { _ = systemWrite(2, $0.baseAddress, $0.count) }
  }
}

/// write(2), which `Stream.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
