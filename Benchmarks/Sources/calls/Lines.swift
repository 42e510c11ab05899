import Glibc

/// The lines of a file.
struct Lines {
  let texts: [[UInt8]]

  init(_ path: String) throws {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let read = fread(&part, 1, part.count, file), read > 0 { bytes += part[..<read] }
    texts = bytes.split(separator: 0x0A).map { Array($0) }
  }

  struct Unreadable: Error { let path: String }
}

/// Processor time since it was made.
struct ProcessorClock {
  private let start = clock()

  var nanoseconds: Int { Int(clock() - start) * 1000 }
}
