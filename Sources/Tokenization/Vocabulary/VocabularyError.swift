/// A compiled vocabulary that cannot be used: what is wrong, where, and what helps.
public struct VocabularyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong; an open set.
  public struct Code: Sendable, Hashable {
    /// The code for programs, such as `bad_checksum`.
    public let name: String
    /// The bytes end before the header or before what the header promises.
    public static let truncated = Code(name: "truncated")
    /// The bytes do not start as a compiled vocabulary does.
    public static let notAVocabulary = Code(name: "not_a_vocabulary")
    /// The format is one that this version does not read.
    public static let unknownVersion = Code(name: "unknown_version")
    /// The checksum does not match: bytes were changed.
    public static let damaged = Code(name: "damaged")
    /// The family in the header is not one this version knows.
    public static let unknownFamily = Code(name: "unknown_family")
  }

  /// The kind, for programs.
  public let code: Code
  /// Offset in bytes of what was found wrong.
  public let offset: Int
  /// What stands there, in words.
  public let found: String

  /// What to do about it.
  public var remedy: String {
    "compile the vocabulary anew: swift run -c release ullage-vocabulary Vocab"
  }

  public var description: String {
    "vocabulary is unusable (\(code.name)) at byte \(offset): \(found); \(remedy)"
  }
}
