/// Reads blobs out of git's object store through one `git cat-file --batch`.
package final class BlobReader {
  private let git: ChildProgram

  package init() throws(Complaint) { git = try ChildProgram(["git", "cat-file", "--batch"].map { Array($0.utf8) }) }

  /// The bytes of an object; throws where git has none of that name.
  package func bytes(of object: [UInt8]) throws(Complaint) -> [UInt8] {
    try git.write(object + [0x0A])
    let header = try git.next(upTo: 0x0A) ?? []
    let parts = header.split(separator: UInt8(ascii: " "))
    guard parts.count == 3, let length = Int(String(decoding: parts[2], as: UTF8.self)) else {
      throw Complaint(
        code: "no_object", message: "git cannot show a blob: \(String(decoding: header, as: UTF8.self))",
        place: String(decoding: object, as: UTF8.self), remedy: "git fetch, or git fsck", status: .incomplete)
    }
    let bytes = try git.next(length)
    // A newline ends the blob.
    guard bytes.count == length, try git.next(1) == [0x0A] else {
      throw Complaint(
        code: "git_output", message: "git ended within a blob", place: String(decoding: object, as: UTF8.self),
        remedy: "git fsck", status: .incomplete)
    }
    return bytes
  }
}
