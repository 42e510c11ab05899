import FileSelection

/// Where the two sides of a change are read from.
package struct ChangeSource {
  /// The work tree's folder, with a `/` at its end; nil where the new side is a revision.
  package let root: [UInt8]?
  package let blobs: BlobReader

  package init(root: [UInt8]?, blobs: BlobReader) { (self.root, self.blobs) = (root, blobs) }

  package func oldBytes(of side: GitDiff.Side) throws(Complaint) -> [UInt8] { try blobs.bytes(of: side.object) }

  /// The file as it lies there. Git often names a blob for it, which it has hashed and not written; only a file that a
  /// sparse work tree leaves out is read from the index's blob.
  package func newBytes(of side: GitDiff.Side) throws(Complaint) -> [UInt8] {
    guard let root else { return try blobs.bytes(of: side.object) }
    let path = root + side.path
    if FileKind(path) == nil, side.isNamed { return try blobs.bytes(of: side.object) }
    return try FileReader(InputPath(bytes: path), wasFound: true).all()
  }
}
