#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The folder that relative paths start from.
package enum WorkingDirectory {
  /// Its own name; nil at the root and where it is gone.
  package static var name: String? {
    path.split(separator: UInt8(ascii: "/")).last.map { ShownName.line(Array($0)) }
  }

  /// Its absolute path, without a `/` at its end but for the root; empty where it is gone.
  static var path: [UInt8] {
    // Safe: what `getcwd` makes ends in a NUL and is freed here, once.
    guard let text = unsafe getcwd(nil, 0) else { return [] }
    defer { unsafe free(text) }
    return unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }
}
