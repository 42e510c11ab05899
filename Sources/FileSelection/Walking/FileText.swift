#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The bytes of small files: ignore files and git's pointers.
///
/// Safe: the system is handed room with its own length.
enum FileText {
  /// A longer file is no list of rules: git takes none above either (`PATTERN_MAX_FILE_SIZE`, 100 MB).
  private static let limit = 100 << 20

  /// Everything of a regular file; nil where it cannot be read, for pipes and devices, which may never end, and for what
  /// is longer than 100 MB.
  static func read(_ path: [UInt8]) -> [UInt8]? {
    let descriptor = unsafe path.withCPath { unsafe open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
      return nil
    }
    var bytes: [UInt8] = []
    let portion = 16_384
    while true {
      var result = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: portion) { buffer, count in
        repeat {
          result = unsafe systemRead(descriptor, buffer.baseAddress, portion)
        } while result < 0 && errno == EINTR
        count = max(result, 0)
      }
      if result < 0 { return nil }
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
  }

  /// The first line, without its end.
  static func firstLine(_ path: [UInt8]) -> [UInt8]? {
    guard var line = read(path)?.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first else { return nil }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return Array(line)
  }
}

/// read(2), which `FileText.read` would otherwise hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, buffer, count)
}
