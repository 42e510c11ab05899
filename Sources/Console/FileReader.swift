#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open file that is read front to back with read(2).
///
/// Safe: the system is handed each buffer with its own length, and says how much of it it has filled.
package struct FileReader: ~Copyable {
  package let path: InputPath
  private let descriptor: Int32
  /// The file's size when it was opened, in bytes; 0 for pipes.
  package var size: Int { expectedSize }
  private let expectedSize: Int
  private static let portion = 131_072
  /// 256 MB: eight times the largest body that the API takes.
  package static let defaultLimit = 256 << 20

  /// Throws where the file cannot be opened, and for directories.
  ///
  /// - Parameter wasFound: whether a walk found the file, instead of a user naming it. If it has become a link since, it is
  ///   not followed, and if it has become a pipe or a device, it is not read.
  package init(_ path: InputPath, wasFound: Bool = false) throws(Complaint) {
    self.path = path
    if path.isStandardInput {
      descriptor = 0
    } else {
      // Without O_NONBLOCK opening a pipe would wait for its writer.
      let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (wasFound ? O_NOFOLLOW : 0)
      descriptor = unsafe path.withCPath { unsafe open($0, flags) }
    }
    guard descriptor >= 0 else { throw Self.complaint(errno, path) }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        if descriptor != 0 { close(descriptor) }
        throw Self.complaint(EISDIR, path)
      }
      let isRegular = status.st_mode & S_IFMT == S_IFREG
      if wasFound, !isRegular {
        close(descriptor)
        throw Complaint(
          code: "not_readable", message: "this is a device, a pipe or a socket, and no file", place: path.name,
          remedy: "name a file; run again where it was one until now", status: .incomplete)
      }
      if descriptor != 0, !isRegular {
        if status.st_mode & S_IFMT == S_IFIFO, !Self.hasWriter(descriptor) {
          close(descriptor)
          throw Complaint(
            code: "no_writer",
            message: "this is a pipe, and nobody has written to it for \(Self.patience / 1000) seconds",
            place: path.name, remedy: "start the program that writes to it first, or pipe it into standard input",
            status: .incomplete)
        }
        // From here on reading waits.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
      }
      expectedSize = isRegular ? Int(status.st_size) : 0
    } else {
      expectedSize = 0
    }
  }

  /// How long a pipe's writer is waited for, in milliseconds. One that has come may take its time.
  private static let patience: Int32 = 5000

  /// Whether somebody has opened the pipe for writing, or has already left again.
  private static func hasWriter(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = unsafe poll(&entry, 1, patience)
      if count > 0 { return true }
      if count == 0 { break }
      if errno != EINTR { return true }
    }
    // Without a writer the pipe has ended; with one it has only nothing yet.
    var byte: UInt8 = 0
    return unsafe read(descriptor, &byte, 1) < 0 && errno == EAGAIN
  }

  deinit { if descriptor != 0 { close(descriptor) } }

  /// The next bytes, at most 128 KB; nil at the end.
  package func next() throws(Complaint) -> [UInt8]? {
    var failure: Int32?
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, count in
      count = unsafe Self.fill(descriptor, UnsafeMutableRawBufferPointer(buffer), &failure)
    }
    if let failure { throw Self.complaint(failure, path) }
    return chunk.isEmpty ? nil : chunk
  }

  /// Everything to the end, behind what was read before; throws where that is more than `limit` bytes, or where there is no
  /// memory for it, before or soon after they are read. O(n); one allocation where the size is known beforehand.
  package func all(
    after start: [UInt8] = [], limit: Int = FileReader.defaultLimit
  ) throws(Complaint) -> [UInt8] {
    guard expectedSize <= limit else { throw tooLarge(limit) }
    try requireMemory(for: expectedSize)
    var failure: Int32?
    // One byte more than the size shows in the same pass that the file has ended.
    let capacity = max(expectedSize + 1, start.count + 4096)
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(buffer)
      unsafe room.copyBytes(from: start)
      count = start.count
      while count < room.count {
        let read = unsafe Self.fill(descriptor, UnsafeMutableRawBufferPointer(rebasing: room[count...]), &failure)
        if read == 0 { return }
        count += read
      }
    }
    if let failure { throw Self.complaint(failure, path) }
    guard bytes.count == bytes.capacity || bytes.count > expectedSize else { return bytes }
    while let chunk = try next() {
      if bytes.count + chunk.count > bytes.capacity { try requireMemory(for: 2 * bytes.capacity) }
      bytes.append(contentsOf: chunk)
      guard bytes.count <= limit else { throw tooLarge(limit) }
    }
    return bytes
  }

  /// Throws where the system has not twice as many bytes: as many again are taken by what is made of them. Swift itself
  /// would end the process without a word about the file.
  private func requireMemory(for length: Int) throws(Complaint) {
    // Less is there, or nothing that could be said about it.
    guard length > 1 << 20 else { return }
    // Not malloc: what is freed unused, compilers leave out.
    let room = unsafe mmap(nil, 2 * length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard unsafe room != MAP_FAILED else {
      throw Complaint(
        code: "no_memory", message: "there is no memory for \(length) bytes and what is made of them", place: path.name,
        remedy: "allow the process more memory (`ulimit -v`), or give it less at once", status: .incomplete)
    }
    unsafe munmap(room, 2 * length)
  }

  private func tooLarge(_ limit: Int) -> Complaint {
    Complaint(
      code: "too_large", message: "the file is larger than \(limit) bytes, which is the most that is held at once",
      place: path.name, remedy: "`ullage count` counts texts of any size; give bodies apart or with --jsonl",
      status: .badData)
  }

  /// The bytes of a regular file in `range`, fewer where it ends before. O(length of the range).
  package func bytes(in range: Range<Int>) throws(Complaint) -> [UInt8] {
    var failure: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let read = unsafe pread(
          descriptor, buffer.baseAddress! + count, range.count - count, off_t(range.lowerBound + count))
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
      let count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
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
      case ELOOP:
        ("not_readable", "the file is a link that leads nowhere or was put there just now", "check the link")
      case EISDIR:
        ("is_directory", "this is a directory, not a file", "ullage report \(path.name)")
      case EBADF where path.isStandardInput:
        ("not_readable", "standard input is closed", "name a FILE, or give one with <")
      default: ("not_readable", "the file cannot be read: \(SystemError.text(number))", "check the file")
      }
    return Complaint(code: code, message: message, place: path.name, remedy: remedy, status: .incomplete)
  }
}
