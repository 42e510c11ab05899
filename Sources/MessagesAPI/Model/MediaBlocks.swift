public import JSONText

/// An image.
public struct ImageBlock: Sendable, Equatable {
  public var source: MediaSource
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(source: MediaSource, cacheControl: CacheControl? = nil) {
    self.source = source
    self.cacheControl = cacheControl
  }
}

/// A document: a PDF, plain text, or blocks.
public struct DocumentBlock: Sendable, Equatable {
  public var source: MediaSource
  public var title: RequestText?
  public var context: RequestText?
  /// For example `{"enabled": true}`.
  public var citations: JSONValue?
  public var cacheControl: CacheControl?
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(
    source: MediaSource, title: RequestText? = nil, context: RequestText? = nil, citations: JSONValue? = nil,
    cacheControl: CacheControl? = nil
  ) {
    self.source = source
    self.title = title
    self.context = context
    self.citations = citations
    self.cacheControl = cacheControl
  }

  /// Whether `citations.enabled` is true.
  public var citationsEnabled: Bool { citations?["enabled"]?.bool ?? false }
}

/// Where an image or a document comes from.
public struct MediaSource: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case base64(mediaType: String, data: RequestText)
    case url(String)
    case file(id: String)
    /// A document's text as it is.
    case text(mediaType: String, data: RequestText)
    /// A document's blocks, or its text.
    case content(Content)
    /// A source the model does not know, for example Bedrock's `s3Location`.
    case unknown(type: String, json: JSONValue)
  }

  public var kind: Kind
  public var otherFields: [Field] = []
  var origin = Origin()

  public init(_ kind: Kind) { self.kind = kind }

  /// The source's `type`, for example `base64`.
  public var type: String {
    switch kind {
    case .base64: "base64"
    case .url: "url"
    case .file: "file"
    case .text: "text"
    case .content: "content"
    case .unknown(let type, _): type
    }
  }

  /// For example `application/pdf`; nil where the body does not say.
  public var mediaType: String? {
    switch kind {
    case .base64(let mediaType, _), .text(let mediaType, _): mediaType.isEmpty ? nil : mediaType
    default: nil
    }
  }
}
