import FileSelection
import JSONText

/// The folders that a client has opened to the tools: nothing outside of them is read, whatever names or links say.
struct AnnouncedRoots {
  /// Absolute paths without links.
  private(set) var folders: [[UInt8]] = []

  init() {}

  /// What the command line opens.
  init(_ folders: [InputPath]) throws(Complaint) {
    for folder in folders {
      guard let real = RealPath.of(folder.bytes), FileKind(real) == .folder else {
        throw .usage("\(folder.name) is no folder", remedy: "--root FOLDER")
      }
      self.folders.append(real)
    }
  }

  /// Takes over what the client answers to `roots/list`; what is no folder of this machine is passed over.
  mutating func take(_ answer: JSONValue) {
    folders =
      (answer["roots"]?.elements).map(Array.init)?.compactMap { root in
        guard let uri = root["uri"]?.string, let path = Self.path(of: uri), let real = RealPath.of(path),
          FileKind(real) == .folder
        else { return nil }
        return real
      } ?? []
  }

  /// The real path of a file or folder within the roots. A relative path starts at the first root.
  func path(_ name: String, at place: String) throws(Complaint) -> InputPath {
    guard let first = folders.first else {
      throw Complaint(
        code: "no_roots", message: "no folder is open to this server", place: place,
        remedy: "a client that announces its roots, or `ullage mcp --root FOLDER`", status: .incomplete)
    }
    let bytes = Array((name.hasPrefix("file://") ? Self.path(of: name) ?? [] : Array(name.utf8)))
    let absolute = bytes.first == UInt8(ascii: "/") ? bytes : first + [UInt8(ascii: "/")] + bytes
    // Nothing tells what lies outside from what is not there.
    guard !bytes.isEmpty, !bytes.contains(0), let real = RealPath.of(absolute), isInside(real) else {
      throw Complaint(
        code: "not_in_roots", message: "\(ShownName.line(bytes)) is no file or folder within the open folders",
        place: place, remedy: "a path below \(ShownName.line(first))", status: .incomplete)
    }
    guard let kind = FileKind(real), kind == .file || kind == .folder else {
      throw Complaint(
        code: "no_regular_file", message: "\(ShownName.line(bytes)) is a device, a pipe or the like", place: place,
        remedy: "name a file or a folder", status: .incomplete)
    }
    return InputPath(bytes: real)
  }

  private func isInside(_ path: [UInt8]) -> Bool {
    folders.contains { path == $0 || path.starts(with: $0.last == UInt8(ascii: "/") ? $0 : $0 + [UInt8(ascii: "/")]) }
  }

  /// The path of `file:///a%20b`; nil for other schemes and hosts.
  private static func path(of uri: String) -> [UInt8]? {
    guard uri.hasPrefix("file:///") || uri.hasPrefix("file://localhost/") else { return nil }
    let rest = Array(uri.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2).drop { $0 != UInt8(ascii: "/") })
    var path: [UInt8] = []
    var at = 0
    while at < rest.count {
      if rest[at] == UInt8(ascii: "%"), at + 2 < rest.count,
        let byte = UInt8(String(decoding: rest[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
      {
        path.append(byte)
        at += 3
      } else {
        path.append(rest[at])
        at += 1
      }
    }
    return path
  }
}
