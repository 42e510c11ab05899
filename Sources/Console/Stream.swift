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
///
/// Safe: the system is handed bytes with their own length, from `written` on, which stays below it.
package struct Stream: ~Copyable {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private static let portion = 65_536

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  package static var output: Stream { Stream(1) }

  /// A file of that name, empty. Throws where it cannot be made.
  ///
  /// - Parameter isNew: whether nothing may have that name yet, be it a link to nothing.
  package static func file(_ path: InputPath, isNew: Bool = false) throws(Complaint) -> Stream {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isNew ? O_EXCL | O_NOFOLLOW : O_TRUNC)
    let descriptor = unsafe path.withCPath { unsafe open($0, flags, 0o666) }
    guard descriptor >= 0 else {
      throw Complaint(
        code: "cannot_write", message: "the file cannot be written: \(SystemError.text(errno))", place: path.name,
        remedy: "another name for -o, or standard output without it", status: .incomplete)
    }
    return Stream(descriptor)
  }

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
      let count = unsafe pending.withUnsafeBytes { bytes in
        unsafe systemWrite(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count > 0 {
        written += count
      } else if errno == EPIPE {
        exit(ExitStatus.fine.rawValue)
      } else if errno != EINTR {
        Self.notice(
          Complaint(
            code: "cannot_write", message: "the output cannot be written: \(SystemError.text(errno))",
            place: descriptor == 1 ? "standard output" : descriptor == 2 ? "standard error" : "the file of -o",
            remedy: "free space, or write somewhere else", status: .incomplete
          ).text)
        exit(ExitStatus.incomplete.rawValue)
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes a notice or an error to standard error at once; nothing helps where that fails. Controls but line ends are
  /// written out.
  package static func notice(_ text: String) { writeAtOnce(ShownText.lines(text)) }

  /// Overwrites the line where the cursor of standard error's terminal stands; the empty text erases it.
  package static func overwriteLine(_ text: String) { writeAtOnce("\r\(ShownText.line(text))\u{1B}[K") }

  private static func writeAtOnce(_ text: String) {
    if text.isEmpty { return }
    var text = text
    text.withUTF8 { _ = unsafe systemWrite(2, $0.baseAddress, $0.count) }
  }

  /// Gives each standard stream that the process was started without a descriptor on which its use fails. Otherwise the
  /// next file to be opened would take its number, and results would be written into that file.
  package static func occupyClosedDescriptors() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is the closed stream's. Input cannot be read from it, and output not be written.
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}

/// write(2), which `Stream.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
