#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An open folder that belongs to this user and that nobody else can write to; files in it are met by their names alone,
/// so that no link on the way is followed.
///
/// Safe: the system is handed names that end in a NUL, and each buffer with its own length.
struct OwnFolder: ~Copyable {
  private let descriptor: Int32

  /// Why a folder or a file in it cannot be used.
  enum Refusal: Error, Equatable {
    case failed(Int32)
    /// A link, which may lead anywhere.
    case link
    /// Another user's, or others may write to it.
    case foreign
  }

  /// Opens `path`, and makes it with mode 0700 where there is nothing.
  init(_ path: InputPath) throws(Refusal) {
    _ = unsafe path.withCPath { unsafe mkdir($0, 0o700) }
    let descriptor = unsafe path.withCPath { unsafe open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else {
      var status = stat()
      let isLink = unsafe path.withCPath { unsafe lstat($0, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK }
      throw isLink ? .link : .failed(errno)
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
      close(descriptor)
      throw .foreign
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// A descriptor of the regular file `name`, this user's, under no other name and closed to others; nil where there is no
  /// such file, or something else has its name.
  func file(_ name: String, writing: Bool) -> (descriptor: Int32, length: Int)? {
    let flags = (writing ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let file = unsafe openat(descriptor, name, flags)
    guard file >= 0 else { return nil }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      status.st_nlink == 1, status.st_mode & 0o077 == 0
    else {
      close(file)
      return nil
    }
    return (file, Int(status.st_size))
  }

  /// Makes a file that only this user can read, with these bytes and then zeros up to `length`, and gives it its name when
  /// it is whole. What has the name already is replaced, and if it is a link, what that leads to is left alone.
  ///
  /// - Parameter keepsOld: whether a file that has the name meanwhile stays.
  func make(_ name: String, _ bytes: [UInt8], length: Int, keepsOld: Bool) throws(Refusal) {
    var generator = SystemRandomNumberGenerator()
    let draft = "\(name).\(String(generator.next(), radix: 36))"
    let file = unsafe openat(descriptor, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .failed(errno) }
    defer { close(file) }
    let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    var isDone = written == bytes.count && ftruncate(file, off_t(length)) == 0
    if isDone {
      isDone =
        keepsOld
        ? unsafe linkat(descriptor, draft, descriptor, name, 0) == 0 || errno == EEXIST
        : unsafe renameat(descriptor, draft, descriptor, name) == 0
    }
    let number = errno
    if !isDone || keepsOld { unsafe unlinkat(descriptor, draft, 0) }
    if !isDone { throw .failed(number) }
  }
}
