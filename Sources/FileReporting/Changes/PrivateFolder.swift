#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A folder of our own among the system's temporary ones, which nobody else may enter; it goes with this object.
///
/// Safe: the system is handed names that end in a NUL, and bytes with their own length.
final class PrivateFolder {
  /// Absolute, without a `/` at its end.
  let path: [UInt8]
  /// What was made in it, in that order; folders are marked.
  private var made: [(name: [UInt8], isFolder: Bool)] = []

  /// Makes the folder, with mode 0700 and a name that cannot be foreseen.
  init() throws(Complaint) {
    let parent = Environment.value("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array("\(parent)/ullage-XXXXXX".utf8) + [0]
    let isMade = unsafe template.withUnsafeMutableBytes { bytes in
      unsafe mkdtemp(bytes.bindMemory(to: CChar.self).baseAddress!) != nil
    }
    guard isMade else { throw Self.complaint(parent) }
    path = Array(template.dropLast())
  }

  deinit {
    for (name, isFolder) in made.reversed() {
      _ = unsafe place(name).withCPath { unsafe isFolder ? rmdir($0) : unlink($0) }
    }
    _ = unsafe InputPath(bytes: path).withCPath { unsafe rmdir($0) }
  }

  func makeFolder(_ name: String) throws(Complaint) {
    try unsafe make(Array(name.utf8), isFolder: true) { unsafe mkdir($0, 0o700) == 0 }
  }

  /// A link to `target`, which need not be there.
  func makeLink(_ name: [UInt8], to target: [UInt8]) throws(Complaint) {
    try unsafe make(name, isFolder: false) { link in
      unsafe InputPath(bytes: target).withCPath { unsafe symlink($0, link) == 0 }
    }
  }

  func write(_ name: String, _ bytes: [UInt8]) throws(Complaint) {
    try unsafe make(Array(name.utf8), isFolder: false) { path in
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      return unsafe bytes.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress, $0.count) } == bytes.count
    }
  }

  private func place(_ name: [UInt8]) -> InputPath { InputPath(bytes: path + [UInt8(ascii: "/")] + name) }

  private func make(
    _ name: [UInt8], isFolder: Bool, _ body: (UnsafePointer<CChar>) -> Bool
  ) throws(Complaint) {
    let isMade = unsafe place(name).withCPath { unsafe body($0) }
    guard isMade else { throw Self.complaint(String(decoding: path, as: UTF8.self)) }
    made.append((name, isFolder))
  }

  private static func complaint(_ place: String) -> Complaint {
    Complaint(
      code: "no_temporary_folder", message: "nothing can be written here: \(SystemError.text(errno))", place: place,
      remedy: "TMPDIR with a folder that can be written to", status: .incomplete)
  }
}

/// write(2), which `PrivateFolder.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
