/// A file that is to be counted.
package struct SelectedFile: Sendable, Hashable {
  /// The path to open it by: the argument, or what lies below it, in bytes that need not be UTF-8.
  package let path: [UInt8]
  /// How many bytes of `path` are the argument that led here and the `/` behind it; 0 for an argument that is a file.
  package let prefixLength: Int
  /// Whether the user named this very file: then no ignore file and no pattern was asked.
  package let isExplicit: Bool

  /// Length in bytes now; nil where there is no regular file.
  package var length: Int? { FileKind(following: path) == .file ? FileKind.length(path) : nil }
}

/// Something that was met and is not counted.
package struct SkippedFile: Sendable, Hashable {
  /// The path, as bytes.
  package let path: [UInt8]
  /// How many of its bytes are the argument's own.
  package let prefixLength: Int
  /// Why it was skipped.
  package let reason: SkipReason

  /// A skipped file.
  package init(path: [UInt8], prefixLength: Int, reason: SkipReason) {
    (self.path, self.prefixLength, self.reason) = (path, prefixLength, reason)
  }
}

/// Why something is not counted.
package enum SkipReason: Sendable, Hashable {
  /// No text: what it is, where that is known (`an ELF program`), or a NUL among the first 8,192 bytes.
  case binary(String?)
  /// More bytes than `--max-size`.
  case tooLarge(length: Int)
  /// Links are not followed, except those the user names.
  case symbolicLink
  /// A pipe, a socket or a device.
  case special
  /// Neither of the two is text: their cost depends on pixels and pages.
  case image
  /// A PDF.
  case pdf
  /// A file or folder that cannot be read, with the system's error number.
  case unreadable(Int32)

  /// A stable name for programs: `too_large`.
  package var code: String {
    switch self {
    case .binary: "binary"
    case .tooLarge: "too_large"
    case .symbolicLink: "symbolic_link"
    case .special: "special_file"
    case .image: "image"
    case .pdf: "pdf"
    case .unreadable: "unreadable"
    }
  }

  /// Whether a code says that a file is no text.
  package static func isNoText(_ code: String) -> Bool {
    [SkipReason.binary(nil), .image, .pdf].contains { $0.code == code }
  }

  /// Whether the user asked that such things be passed over.
  package var isWanted: Bool { if case .tooLarge = self { true } else { false } }

  /// Whether the user wanted this counted and it could not be.
  package var isFailure: Bool { if case .unreadable = self { true } else { false } }
}
