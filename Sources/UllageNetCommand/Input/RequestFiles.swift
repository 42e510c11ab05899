import Console
import Foundation
import JSONText
import MessagesAPI

/// Requests in files: a body in a `.json` file, or one a line in a `.jsonl` file; folders are walked.
struct RequestFiles {
  /// A request as it was found.
  struct Item: Sendable {
    /// File, and line where there are several.
    let place: String
    let body: JSONValue
    /// Named beside the body.
    let model: String?
    let betas: [String]

    func request() throws(Complaint) -> MessagesRequest {
      do { return try MessagesRequest(decoding: body) } catch { throw Complaint(error, place: place) }
    }
  }

  /// The files, folders replaced by the `.json` and `.jsonl` files in them, in the order of their names.
  static func expand(_ paths: [String]) throws(Complaint) -> [InputPath] {
    var files: [InputPath] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else {
        files.append(InputPath(argument: path))
        continue
      }
      let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      let found = names.filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }.sorted()
      guard !found.isEmpty else {
        throw Complaint(
          code: "nothing_to_count", message: "the folder holds no .json or .jsonl file", place: path,
          remedy: "name a folder with request bodies", status: .badData)
      }
      files += found.map { InputPath(bytes: Array("\(path)/\($0)".utf8)) }
    }
    return files
  }

  /// Reads a file's requests one by one. What cannot be read is reported and does not end the file.
  static func read(
    _ path: InputPath, each: (Result<Item, Complaint>) throws(Complaint) -> Void
  ) throws(Complaint) {
    let reader = try FileReader(path)
    guard path.name.hasSuffix(".jsonl") else {
      let bytes = try reader.all()
      return try each(Self.item(bytes[...], place: path.name))
    }
    var lines = JSONLines()
    var chunk: [UInt8]?
    repeat {
      chunk = try reader.next()
      if let chunk { lines.append(chunk) } else { lines.finish() }
      while let line = lines.next() { try each(Self.item(line.bytes, place: "\(path.name):\(line.number)")) }
    } while chunk != nil
  }

  private static func item(_ bytes: ArraySlice<UInt8>, place: String) -> Result<Item, Complaint> {
    let root: JSONValue
    do { root = try JSONDocument(parsing: bytes).root } catch {
      let path = error.path.isEmpty ? "" : ", \(error.path)"
      return .failure(
        Complaint(
          code: error.code.rawValue, message: error.message, place: "\(place):\(error.line):\(error.column)\(path)",
          remedy: error.remedy, status: .badData))
    }
    // A record holds the body beside what is known of it; a body has messages itself.
    let body = root["messages"] == nil ? root["request"] ?? root : root
    return .success(
      Item(
        place: place, body: body, model: body["model"]?.string == nil ? root["model"]?.string : nil,
        betas: root["betas"]?.elements.compactMap(\.string) ?? []))
  }
}
