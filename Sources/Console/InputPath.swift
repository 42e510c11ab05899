#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file as it was named, or standard input. File names are bytes, which need not be UTF-8.
///
/// Safe: the arguments of the command line, and what is lent to the system, end in a NUL.
package struct InputPath: Sendable, Hashable {
  /// The name's bytes without a NUL; `-` is standard input.
  package let bytes: [UInt8]

  package static let standardInput = InputPath(bytes: Array("-".utf8))

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// An argument of the command line, byte for byte as it was given.
  package init(argument: String) {
    var index = 1
    while index < CommandLine.argc, let raw = unsafe CommandLine.unsafeArgv[index] {
      if unsafe String(cString: raw) == argument {
        bytes = unsafe Array(UnsafeRawBufferPointer(start: raw, count: Self.length(raw)))
        return
      }
      index += 1
    }
    bytes = Array(argument.utf8)
  }

  package var isStandardInput: Bool { bytes == Self.standardInput.bytes }

  /// The name for people: bytes that are not UTF-8 appear as U+FFFD.
  package var name: String { isStandardInput ? "standard input" : String(decoding: bytes, as: UTF8.self) }

  /// Whether anything has that name, be it a link to nothing.
  package var isTaken: Bool {
    var status = stat()
    return unsafe withCPath { unsafe lstat($0, &status) } == 0
  }

  /// Lends the name as the system wants it: ended by a NUL.
  package func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    unsafe (bytes + [0]).withUnsafeBufferPointer { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe body($0.baseAddress!) }
    }
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while unsafe text[length] != 0 { length += 1 }
    return length
  }
}
