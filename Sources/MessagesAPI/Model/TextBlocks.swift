public import JSONText

/// Plain text.
public struct TextBlock: Sendable, Equatable {
  public var text: RequestText
  /// What the API attached to its own text; null and `[]` are as good as none.
  public var citations: JSONValue?
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

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
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(thinking: RequestText, signature: RequestText?) {
    self.thinking = thinking
    self.signature = signature
  }
}

/// Thinking that is not shown at all.
public struct RedactedThinkingBlock: Sendable, Equatable {
  public var data: RequestText
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(data: RequestText) { self.data = data }
}

/// What an earlier part of the conversation was compacted to.
public struct CompactionBlock: Sendable, Equatable {
  public var content: RequestText?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(content: RequestText?) { self.content = content }
}

/// A file for the code execution container.
public struct ContainerUploadBlock: Sendable, Equatable {
  public var fileID: String
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(fileID: String) { self.fileID = fileID }
}

/// A block whose type the model does not know, as it stands in the body.
public struct UnknownBlock: Sendable, Equatable {
  /// Empty if the block has none.
  public var type: String
  public var json: JSONValue

  public init(type: String, json: JSONValue) {
    self.type = type
    self.json = json
  }
}
