import Console
import FileSelection

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where a result goes: a file that appears whole or not at all, or standard output.
///
/// Safe: names are lent to the system by `InputPath`, which ends them in a NUL, and bytes with their own length.
struct FileOutput {
  private let path: String?

  init(_ path: String?) { self.path = path == "-" ? nil : path }

  func write(_ bytes: [UInt8]) throws(Complaint) {
    guard let path else {
      var output = Stream.output
      output.write(bytes)
      return output.flush()
    }
    guard Self.replace(path, with: bytes) else {
      throw Complaint(
        code: "cannot_write", message: "the file cannot be written: \(SystemError.text(errno))", place: path,
        remedy: "check the folder, its rights and its free space", status: .incomplete)
    }
  }

  /// False where it fails, with the reason in `errno`.
  private static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
    let named = InputPath(argument: path).bytes
    switch FileKind(following: named) {
    // A pipe or a device is written to as it is.
    case .special: return write(bytes, to: InputPath(bytes: named), O_WRONLY | O_CLOEXEC)
    case nil, .file, .folder, .link: break
    }
    // A link stays one.
    let target = InputPath(bytes: RealPath.of(named) ?? named)
    let draft = InputPath(bytes: target.bytes + Array(".\(getpid())".utf8))
    guard write(bytes, to: draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, as: target) else {
      return false
    }
    let isDone = unsafe draft.withCPath { from in unsafe target.withCPath { to in unsafe rename(from, to) } } == 0
    if !isDone { remove(draft) }
    return isDone
  }

  /// Writes a file that was opened with these flags, with the rights of another where that is there.
  private static func write(_ bytes: [UInt8], to path: InputPath, _ flags: Int32, as other: InputPath? = nil) -> Bool {
    let descriptor = unsafe path.withCPath { unsafe open($0, flags, 0o666) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    if let other {
      var status = stat()
      if unsafe other.withCPath({ unsafe stat($0, &status) }) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe systemWrite(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        if other != nil { remove(path) }
        return false
      }
      written += count
    }
    return true
  }

  /// Removes a draft, and keeps the reason why it is one.
  private static func remove(_ draft: InputPath) {
    let reason = errno
    _ = unsafe draft.withCPath { unsafe unlink($0) }
    errno = reason
  }
}

/// write(2), which `FileOutput.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
