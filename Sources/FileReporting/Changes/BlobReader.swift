/// Reads blobs out of git's object store through one `git cat-file --batch`, as they are stored: no filter is asked.
package final class BlobReader {
  private let git: ChildProgram
  private let isPartial: Bool

  package init(_ repository: ForeignRepository) throws(Complaint) {
    git = try repository.git(["cat-file", "--batch"].map { Array($0.utf8) })
    isPartial = repository.isPartial
  }

  /// The bytes of an object; throws where git has none of that name, and where it is larger than a file may be.
  package func bytes(of object: [UInt8]) throws(Complaint) -> [UInt8] {
    try git.write(object + [0x0A])
    let header = try git.next(upTo: 0x0A) ?? []
    let parts = header.split(separator: UInt8(ascii: " "))
    guard parts.count == 3, let length = Int(String(decoding: parts[2], as: UTF8.self)) else {
      throw Complaint(
        code: "no_object", message: "git cannot show a blob: \(String(decoding: header, as: UTF8.self))",
        place: String(decoding: object, as: UTF8.self),
        remedy: isPartial ? "fetch it with git: this is a partial clone, and nothing is fetched here" : "git fsck",
        status: .incomplete)
    }
    guard length <= FileReader.defaultLimit else {
      try skip(length + 1, object)
      throw Complaint(
        code: "too_large", message: "the blob is larger than \(FileReader.defaultLimit) bytes",
        place: String(decoding: object, as: UTF8.self), remedy: "leave it out by the paths behind --",
        status: .incomplete)
    }
    let bytes = try git.next(length)
    // A newline ends the blob.
    guard bytes.count == length, try git.next(1) == [0x0A] else { throw Self.cut(object) }
    return bytes
  }

  private func skip(_ length: Int, _ object: [UInt8]) throws(Complaint) {
    var rest = length
    while rest > 0 {
      let portion = try git.next(min(rest, 1 << 16))
      guard !portion.isEmpty else { throw Self.cut(object) }
      rest -= portion.count
    }
  }

  private static func cut(_ object: [UInt8]) -> Complaint {
    Complaint(
      code: "git_output", message: "git ended within a blob", place: String(decoding: object, as: UTF8.self),
      remedy: "git fsck", status: .incomplete)
  }
}
