public import JSONText

/// An image.
public struct ImageBlock: Sendable, Equatable {
  /// Where the image is.
  public var source: MediaSource
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// An image.
  public init(source: MediaSource, cacheControl: CacheControl? = nil) {
    self.source = source
    self.cacheControl = cacheControl
  }
}

/// A document: a PDF, plain text, or blocks.
public struct DocumentBlock: Sendable, Equatable {
  /// Where the document is.
  public var source: MediaSource
  /// The title that the model sees.
  public var title: RequestText?
  /// What the model is told of the document.
  public var context: RequestText?
  /// For example `{"enabled": true}`.
  public var citations: JSONValue?
  /// The cache breakpoint on it; nil where there is none.
  public var cacheControl: CacheControl?
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A document.
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
  /// Where media are.
  public enum Kind: Sendable, Equatable {
    /// In the body, as base64.
    case base64(mediaType: String, data: RequestText)
    /// Behind a URL.
    case url(String)
    /// Among the uploaded files.
    case file(id: String)
    /// A document's text as it is.
    case text(mediaType: String, data: RequestText)
    /// A document's blocks, or its text.
    case content(Content)
    /// A source the model does not know, for example Bedrock's `s3Location`.
    case unknown(type: String, json: JSONValue)
  }

  /// Where it is.
  public var kind: Kind
  /// Members that have no property here, in their order; written back as they were read.
  public var otherFields: [Field] = []
  var origin = Origin()

  /// A source of that kind.
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
