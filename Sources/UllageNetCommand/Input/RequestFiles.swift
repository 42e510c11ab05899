import Console
import FileSelection
import JSONText
import MessagesAPI

/// Requests in files: a body in a `.json` file, or one a line in a `.jsonl` file; folders are walked.
struct RequestFiles: ~Copyable {
  /// A request as it was found.
  struct Item: Sendable {
    /// File, and line where there are several.
    let place: String
    let body: JSONValue
    /// Named beside the body.
    let model: String?
    let betas: [String]

    func request() throws(Complaint) -> MessagesRequest {
      do { return try MessagesRequest(decoding: body) } catch { throw Complaint(error, in: place) }
    }
  }

  /// The files, folders replaced by the `.json` and `.jsonl` files in them, in the order of their names.
  static func expand(_ paths: [String]) throws(Complaint) -> [InputPath] {
    var files: [InputPath] = []
    for path in paths {
      let input = InputPath(argument: path)
      guard !input.isStandardInput, FileKind(following: input.bytes) == .folder else {
        files.append(input)
        continue
      }
      let found = names(in: input.bytes).sorted { $0.lexicographicallyPrecedes($1) }
      guard !found.isEmpty else {
        throw Complaint(
          code: "nothing_to_count", message: "the folder holds no .json or .jsonl file", place: path,
          remedy: "name a folder with request bodies", status: .badData)
      }
      files += found.map { InputPath(bytes: $0) }
    }
    return files
  }

  /// The files below a folder, links to other folders not followed.
  private static func names(in folder: [UInt8]) -> [[UInt8]] {
    FolderListing(folder).entries.flatMap { entry -> [[UInt8]] in
      let path = folder + Array("/".utf8) + entry.name
      return switch entry.kind {
      case .folder: names(in: path)
      case .file, .link, .special: isRequests(entry.name) ? [path] : []
      }
    }
  }

  private static func isRequests(_ name: [UInt8]) -> Bool {
    [".json", ".jsonl"].contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  private var paths: ArraySlice<InputPath>
  /// The file that is being read line by line, and what has been read of it.
  private var open: FileReader?
  private var lines = JSONLines()

  init(_ paths: [InputPath]) { self.paths = paths[...] }

  /// The next request of the next file, or why there is none there; nil at the end. What cannot be read does not keep
  /// the rest from being read, and one body at a time is held.
  mutating func next() -> Result<Item, Complaint>? {
    while true {
      if let result = nextLine() { return result }
      guard let path = paths.popFirst() else { return nil }
      do throws(Complaint) {
        let reader = try FileReader(path)
        if path.name.hasSuffix(".jsonl") {
          lines = JSONLines()
          open = consume reader
        } else {
          return Self.item(try reader.all()[...], place: path.name)
        }
      } catch {
        return .failure(error)
      }
    }
  }

  /// Nil where no file is open, or the open one has ended.
  private mutating func nextLine() -> Result<Item, Complaint>? {
    guard let name = open?.path.name else { return nil }
    while true {
      if let line = lines.next() { return Self.item(line.bytes, place: "\(name):\(line.number)") }
      do throws(Complaint) {
        guard let chunk = try open?.next() else {
          open = nil
          lines.finish()
          let last = lines.next()
          return last.map { Self.item($0.bytes, place: "\(name):\($0.number)") }
        }
        lines.append(chunk)
      } catch {
        open = nil
        return .failure(error)
      }
    }
  }

  private static func item(_ bytes: ArraySlice<UInt8>, place: String) -> Result<Item, Complaint> {
    let root: JSONValue
    do { root = try JSONDocument(parsing: bytes).root } catch {
      return .failure(Complaint(error, at: "\(place):\(error.line):\(error.column)"))
    }
    // A record holds the body beside what is known of it; a body has messages itself.
    let body = root["messages"] == nil ? root["request"] ?? root : root
    return .success(
      Item(
        place: place, body: body, model: body["model"]?.string == nil ? root["model"]?.string : nil,
        betas: root["betas"]?.elements.compactMap(\.string) ?? []))
  }
}
