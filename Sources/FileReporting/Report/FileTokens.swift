package import RequestCounting

/// What one file counts.
package struct FileTokens: Sendable {
  /// The path as it is shown, in bytes that need not be UTF-8.
  package var path: [UInt8]
  /// The path from the working directory, or an absolute one.
  package var place: [UInt8]
  /// Length in bytes.
  package var length: Int
  /// For each model that counts.
  package var counts: [TokenCount]
  /// `image`, `pdf` or `tools` where it is not counted as a text and its cost rules were asked.
  package var medium: String?
  /// The medium of files that define tools.
  package static let toolList = "tools"
  /// The encoding of a text that is not simply UTF-8.
  package var encoding: String?
  /// Sequences in it that stand for no character.
  package var illFormed = 0
  /// What it is where nobody wrote it by hand.
  package var origin: FileOrigin?
  /// What is in it, of a notebook.
  package var notebook: Notebook?

  package init(
    path: [UInt8], place: [UInt8], length: Int, counts: [TokenCount], medium: String? = nil, encoding: String? = nil,
    illFormed: Int = 0
  ) {
    (self.path, self.place, self.length, self.counts, self.medium) = (path, place, length, counts, medium)
    (self.encoding, self.illFormed) = (encoding, illFormed)
  }
}

/// Something that was met and is not counted.
package struct SkippedPath: Sendable {
  package var path: [UInt8]
  /// A stable name for programs: `too_large`.
  package var reason: String
  /// For people: `2000000 bytes`.
  package var detail: String
  /// Whether it should have been counted and could not be.
  package var isFailure: Bool
  /// What it would cost as a block of a request, where that was asked and can be said.
  package var price: TokenCount?

  package init(path: [UInt8], reason: String, detail: String, isFailure: Bool, price: TokenCount? = nil) {
    (self.path, self.reason, self.detail, self.isFailure) = (path, reason, detail, isFailure)
    self.price = price
  }
}
