public import JSONText

/// Plain text.
public struct TextBlock: Sendable, Equatable {
  /// The text.
  public var text: RequestText
  /// What the API attached to its own text; null and `[]` are as good as none.
  public var citations: JSONValue?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A text.
  public init(_ text: RequestText, citations: JSONValue? = nil, cacheControl: CacheControl? = nil) {
    self.text = text
    self.citations = citations
    self.cacheControl = cacheControl
  }
}

/// The model's thinking, as the API returned it.
public struct ThinkingBlock: Sendable, Equatable {
  /// What is shown: often a summary, sometimes empty. The API counts the encrypted thinking in ``signature``.
  public var thinking: RequestText
  /// See ``ThinkingSignature``.
  public var signature: RequestText?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  /// What the answer's usage tells of the block; nil where it tells nothing, or the block says it itself.
  package var evidence: UsageEvidence?
  var origin = Origin()

  /// Thinking with its signature.
  public init(thinking: RequestText, signature: RequestText?) {
    self.thinking = thinking
    self.signature = signature
  }
}

/// Thinking that is not shown at all.
public struct RedactedThinkingBlock: Sendable, Equatable {
  /// The encrypted thinking, as base64.
  public var data: RequestText
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  /// What the answer's usage tells of the block; nil where it tells nothing, or the block says it itself.
  package var evidence: UsageEvidence?
  var origin = Origin()

  /// Encrypted thinking.
  public init(data: RequestText) { self.data = data }
}

/// What an earlier part of the conversation was compacted to.
public struct CompactionBlock: Sendable, Equatable {
  /// The summary; nil where it failed.
  public var content: RequestText?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A summary.
  public init(content: RequestText?) { self.content = content }
}

/// A file for the code execution container.
public struct ContainerUploadBlock: Sendable, Equatable {
  /// The id of the uploaded file.
  public var fileID: String
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// An uploaded file.
  public init(fileID: String) { self.fileID = fileID }
}

/// A block whose type the model does not know, as it stands in the body.
public struct UnknownBlock: Sendable, Equatable {
  /// Empty if the block has none.
  public var type: String
  /// The whole block as it was written.
  public var json: JSONValue
  /// What the answer's usage tells of the block; nil where it tells nothing, or the block says it itself.
  package var evidence: UsageEvidence?

  /// A block of any type.
  public init(type: String, json: JSONValue) {
    self.type = type
    self.json = json
  }
}
