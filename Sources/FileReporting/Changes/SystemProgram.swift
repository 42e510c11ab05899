#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program that is found on PATH, and the environment that it is started with.
enum SystemProgram {
  /// The file that `name` stands for; nil where PATH has none.
  ///
  /// Only absolute folders of PATH are searched: with `.` in it, or an empty entry, the working directory would choose the
  /// program, and that may be a stranger's.
  static func path(of name: String) -> [UInt8]? {
    let folders = Environment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":") where folder.first == "/" {
      let path = InputPath(bytes: Array("\(folder)/\(name)".utf8))
      var status = stat()
      // Safe: the system writes one `stat`, into one.
      let isFile = unsafe path.withCPath { unsafe stat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFREG }
      if isFile, unsafe path.withCPath({ unsafe access($0, X_OK) }) == 0 { return path.bytes }
    }
    return nil
  }

  /// This process's environment without the variables that `isDropped` names, and with `added`: `NAME=value` each.
  static func environment(
    adding added: [(name: String, value: [UInt8])], dropping isDropped: (ArraySlice<UInt8>) -> Bool
  ) -> [[UInt8]] {
    var variables: [[UInt8]] = []
    let equals = UInt8(ascii: "=")
    // Safe: the list ends in a null and each text in a NUL; nothing in this process changes the environment.
    var next = unsafe environ
    while let text = unsafe next.pointee {
      let variable = unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
      let name = variable.prefix { $0 != equals }
      if !isDropped(name), !added.contains(where: { name.elementsEqual($0.name.utf8) }) { variables.append(variable) }
      unsafe next += 1
    }
    return variables + added.map { Array($0.name.utf8) + [equals] + $0.value }
  }
}

#if canImport(Darwin)
  private var environ: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> { unsafe _NSGetEnviron().pointee! }
#endif
