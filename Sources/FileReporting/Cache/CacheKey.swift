#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The secret of a user's caches. It lies where no repository reaches, in the user's own folder for state, so that counts
/// which come with a repository or an archive are not believed.
///
/// Safe: the system is handed room with its own length.
package enum CacheKey {
  private static let name = "cache.key"
  private static let length = 16

  /// The key, which is made where there is none: `$XDG_STATE_HOME/ullage/cache.key`, `~/.local/state/ullage/cache.key`.
  package static func kept() throws(Complaint) -> ContentHash.Key {
    let home = Environment.value("HOME").map { "\($0)/.local/state" }
    guard let state = Environment.value("XDG_STATE_HOME") ?? home, state.hasPrefix("/") else {
      throw complaint("there is no place for its key", at: "XDG_STATE_HOME and HOME are not set")
    }
    makeFolders(to: state)
    let folder = "\(state)/ullage"
    do throws(OwnFolder.Refusal) {
      let own = try OwnFolder(InputPath(bytes: Array(folder.utf8)))
      if let key = read(own) { return key }
      var generator = SystemRandomNumberGenerator()
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      try own.make(name, bytes, length: length, keepsOld: true)
      if let key = read(own) { return key }
    } catch {
      throw complaint("its key cannot be kept: \(error.text)", at: folder)
    }
    throw complaint("its key is not a file of 16 bytes that only you can read", at: "\(folder)/\(name)")
  }

  private static func read(_ folder: borrowing OwnFolder) -> ContentHash.Key? {
    guard let file = folder.file(name, writing: false) else { return nil }
    defer { close(file.descriptor) }
    guard file.length == length else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    let count = unsafe withUnsafeMutableBytes(of: &words) { unsafe pread(file.descriptor, $0.baseAddress, $0.count, 0) }
    return count == length ? ContentHash.Key(low: words.0, high: words.1) : nil
  }

  private static func makeFolders(to path: String) {
    for end in path.indices.dropFirst() where path[end] == "/" { _ = unsafe mkdir(String(path[..<end]), 0o755) }
    _ = unsafe mkdir(path, 0o700)
  }

  private static func complaint(_ message: String, at place: String) -> Complaint {
    Complaint(
      code: "no_cache", message: "the cache cannot be opened: \(message)", place: place,
      remedy: "XDG_STATE_HOME with a folder of your own, or leave --cache out", status: .usage)
  }
}

extension OwnFolder.Refusal {
  /// In words, for people.
  var text: String {
    switch self {
    case .failed(let number): SystemError.text(number)
    case .link: "it is a link"
    case .foreign: "others may write to it, or it is another user's"
    }
  }
}
