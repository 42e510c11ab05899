/// A file as it was named, or standard input. File names are bytes, which need not be UTF-8.
package struct InputPath: Sendable, Hashable {
  /// The name's bytes without a NUL; `-` is standard input.
  package let bytes: [UInt8]

  package static let standardInput = InputPath(bytes: Array("-".utf8))

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// An argument of the command line, byte for byte as it was given.
  package init(argument: String) {
    var index = 1
    while index < CommandLine.argc, let raw = CommandLine.unsafeArgv[index] {
      if String(cString: raw) == argument {
        bytes = Array(UnsafeRawBufferPointer(start: raw, count: Self.length(raw)))
        return
      }
      index += 1
    }
    bytes = Array(argument.utf8)
  }

  package var isStandardInput: Bool { bytes == Self.standardInput.bytes }

  /// The name for people: bytes that are not UTF-8 appear as U+FFFD.
  package var name: String { isStandardInput ? "standard input" : String(decoding: bytes, as: UTF8.self) }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var length = 0
    while text[length] != 0 { length += 1 }
    return length
  }
}
