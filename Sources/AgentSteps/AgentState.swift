import Console
import JSONText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the hook and the status line remember of a session between their runs, in one small file.
///
/// It is replaced as a whole, so that several at once read either the old one or the new one; the last one to write
/// wins. Where it cannot be read or written, nothing is remembered: a warning may then come twice.
///
/// Safe: the system is handed each buffer with its own length, and names that end in a NUL.
package struct AgentState: Sendable {
  package struct Known: Sendable, Hashable {
    /// The window that the client told the status line.
    package var window: Int?
    /// The percentage that the model was last told of.
    package var warned = 0
  }

  private let folder: [UInt8]
  private let path: InputPath
  package let known: Known

  /// Reads what is remembered of a session; nil where the session has no name, or the user no folder for state.
  package init?(session: String?) {
    guard let session, !session.isEmpty else { return nil }
    let base = Environment.value("XDG_STATE_HOME") ?? Environment.value("HOME").map { "\($0)/.local/state" }
    guard let base else { return nil }
    self.init(session: session, folder: "\(base)/ullage")
  }

  /// The same in a folder of the caller's.
  package init(session: String, folder: String) {
    // A name from outside becomes the name of a file: only letters, digits and hyphens stay what they are.
    let name = session.utf8.prefix(100).map { byte in
      Character(Unicode.Scalar(byte)).isASCII && Character(Unicode.Scalar(byte)).isLetter
        || (0x30...0x39).contains(byte) ? byte : UInt8(ascii: "-")
    }
    self.folder = Array(folder.utf8)
    path = InputPath(bytes: self.folder + Array("/".utf8) + name + Array(".json".utf8))
    var known = Known()
    // No file is nothing remembered, and so is one that is damaged.
    if let bytes = try? FileReader(path, wasFound: true).all(limit: 4096),
      let root = try? JSONDocument(parsing: bytes).root
    {
      known.window = root["window"]?.int.flatMap { $0 > 0 ? $0 : nil }
      known.warned = root["warned"]?.int ?? 0
    }
    self.known = known
  }

  /// Remembers something else.
  package func update(_ change: (inout Known) -> Void) {
    var next = known
    change(&next)
    if next == known { return }
    var writer = JSONWriter()
    writer.object { object in
      object.member("window", next.window.map { .integer($0) } ?? .null)
      object.member("warned", next.warned)
    }
    writer.endLine()
    let draft = InputPath(bytes: path.bytes + Array(".\(getpid())".utf8))
    makeFolder()
    guard write(writer.take(), to: draft) else { return }
    _ = unsafe draft.withCPath { from in unsafe path.withCPath { to in unsafe rename(from, to) } }
  }

  private func makeFolder() {
    for (index, byte) in folder.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
      _ = unsafe InputPath(bytes: Array(folder[..<index])).withCPath { unsafe mkdir($0, 0o700) }
    }
    _ = unsafe InputPath(bytes: folder).withCPath { unsafe mkdir($0, 0o700) }
  }

  private func write(_ bytes: [UInt8], to file: InputPath) -> Bool {
    let descriptor = unsafe file.withCPath {
      unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let count = unsafe bytes.withUnsafeBytes { unsafe systemWrite(descriptor, $0.baseAddress, $0.count) }
    return count == bytes.count
  }
}

/// write(2), which `AgentState.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
