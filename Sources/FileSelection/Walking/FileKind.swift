#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What lies at a path. Safe: the system writes one `stat`, into one.
package enum FileKind {
  /// A regular file.
  case file
  /// A folder.
  case folder
  /// A symbolic link, which was not followed.
  case link
  /// A pipe, a socket or a device.
  case special

  /// Nil where nothing is there or it cannot be asked.
  package init?(_ path: [UInt8]) { unsafe self.init(path) { unsafe lstat($0, $1) } }

  /// The same for what a link leads to.
  package init?(following path: [UInt8]) { unsafe self.init(path) { unsafe stat($0, $1) } }

  private init?(_ path: [UInt8], _ ask: (UnsafePointer<CChar>, UnsafeMutablePointer<stat>) -> Int32) {
    var status = stat()
    guard unsafe path.withCPath({ unsafe ask($0, &status) }) == 0 else { return nil }
    self =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .special
      }
  }

  /// Length in bytes of the file that `path` leads to; nil where it cannot be asked.
  static func length(_ path: [UInt8]) -> Int? {
    var status = stat()
    return unsafe path.withCPath { unsafe stat($0, &status) } == 0 ? Int(status.st_size) : nil
  }
}

extension [UInt8] {
  /// The bytes as the system wants a path: ended by a NUL. Safe: they are lent to one call.
  func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    unsafe (self + [0]).withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe body($0.baseAddress!) }
    }
  }
}
