#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file that is read front to back with read(2).
package struct FileReader: ~Copyable {
  package let path: InputPath
  private let descriptor: Int32
  /// The file's size, 0 for pipes.
  private let expectedSize: Int
  private static let portion = 131_072

  /// Throws where the file cannot be opened, and for directories.
  package init(_ path: InputPath) throws(Complaint) {
    self.path = path
    if path.isStandardInput {
      descriptor = 0
    } else {
      descriptor = (path.bytes + [0]).withUnsafeBufferPointer { name in
        name.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_RDONLY | O_CLOEXEC) }
      }
    }
    guard descriptor >= 0 else { throw Self.complaint(errno, path) }
    var status = stat()
    if fstat(descriptor, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        if descriptor != 0 { close(descriptor) }
        throw Self.complaint(EISDIR, path)
      }
      expectedSize = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    } else {
      expectedSize = 0
    }
  }

  deinit { if descriptor != 0 { close(descriptor) } }

  /// The next bytes, at most 128 KB; nil at the end.
  package func next() throws(Complaint) -> [UInt8]? {
    var failure: Int32?
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, count in
      count = Self.fill(descriptor, UnsafeMutableRawBufferPointer(buffer), &failure)
    }
    if let failure { throw Self.complaint(failure, path) }
    return chunk.isEmpty ? nil : chunk
  }

  /// Everything to the end. O(n); one allocation where the size is known beforehand.
  package func all() throws(Complaint) -> [UInt8] {
    var failure: Int32?
    // One byte more than the size shows in the same pass that the file has ended.
    var bytes = [UInt8](unsafeUninitializedCapacity: max(expectedSize + 1, 4096)) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(buffer)
      while count < room.count {
        let read = Self.fill(descriptor, UnsafeMutableRawBufferPointer(rebasing: room[count...]), &failure)
        if read == 0 { return }
        count += read
      }
    }
    if let failure { throw Self.complaint(failure, path) }
    guard bytes.count == bytes.capacity || bytes.count > expectedSize else { return bytes }
    while let chunk = try next() { bytes.append(contentsOf: chunk) }
    return bytes
  }

  /// The bytes of a regular file in `range`, fewer where it ends before. O(length of the range).
  package func bytes(in range: Range<Int>) throws(Complaint) -> [UInt8] {
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let read = pread(descriptor, buffer.baseAddress! + count, range.count - count, off_t(range.lowerBound + count))
        if read > 0 {
          count += read
        } else if read == 0 {
          return
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    if let failure { throw Self.complaint(failure, path) }
    return bytes
  }

  private static func fill(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ failure: inout Int32?
  ) -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR {
        failure = errno
        return 0
      }
    }
  }

  private static func complaint(_ number: Int32, _ path: InputPath) -> Complaint {
    let (code, message, remedy) =
      switch number {
      case ENOENT:
        ("no_such_file", "there is no such file", "check the name; `--` before it if it begins with a hyphen")
      case EACCES: ("not_readable", "the file may not be read", "chmod +r, or read it as a user who may")
      case EISDIR:
        (
          "is_directory", "this is a directory, not a file",
          "find \(path.name) -type f -print0 | ullage count --files0-from -"
        )
      default: ("not_readable", "the file cannot be read: \(String(cString: strerror(number)))", "check the file")
      }
    return Complaint(code: code, message: message, place: path.name, remedy: remedy, status: .incomplete)
  }
}
