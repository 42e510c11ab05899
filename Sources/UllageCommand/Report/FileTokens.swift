/// What one file counts.
struct FileTokens: Sendable {
  /// The path as it is shown, in bytes that need not be UTF-8.
  var path: [UInt8]
  /// The path from the working directory, or an absolute one.
  var place: [UInt8]
  /// Length in bytes.
  var length: Int
  /// For each model that counts.
  var counts: [ItemCount]
  /// `image` or `pdf` where it is no text and its cost rules were asked.
  var medium: String?
}

/// Something that was met and is not counted.
struct SkippedPath: Sendable {
  var path: [UInt8]
  /// A stable name for programs: `too_large`.
  var reason: String
  /// For people: `2000000 bytes`.
  var detail: String
  /// Whether it should have been counted and could not be.
  var isFailure: Bool
}
