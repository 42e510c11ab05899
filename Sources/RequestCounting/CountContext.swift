public import ModelCatalog

/// What is known of a request besides its body. Whatever is left out is not known, and widens bounds where it matters.
///
///     var context = CountContext()
///     context.betas = ["interleaved-thinking-2025-05-14"]
///     context.asOf = .day(CalendarDay("2025-10-01")!)
public struct CountContext: Sendable {
  /// The values of the `anthropic-beta` header; nil where it is not known whether there were any.
  ///
  /// One costs tokens: `interleaved-thinking-…`, 148 with tools and `thinking.type` `enabled` on Claude 4 to 4.5 (30
  /// records, and 172 of an agent SDK). Betas in the body are added.
  public var betas: [String]?
  /// When the request was or will be sent; nil is the catalogue's date.
  public var asOf: AsOf?
  /// What the API said that a block of thinking took (`usage.output_tokens_details.thinking_tokens`), by its signature.
  public var thinkingTokens: [String: Int]
  /// What a block of thinking is kept at, by its signature, where an answer's `output_tokens` told it: see
  /// ``RequestCounter/keptThinking(in:to:outputTokens:model:betas:)``. It goes before ``thinkingTokens``.
  public var keptThinking: [String: Int] = [:]
  /// Reads the pages of a PDF; without it they are read here, and the text's bounds are wider. Text that the file does
  /// not spell out, as in scanned pages, is assumed.
  public var pages: PageReader?
  /// Whether the order of JSON members was lost on the way here: it matters to structured output. A body of which every
  /// object has its keys sorted is taken for such a one anyway.
  public var hasLostKeyOrder: Bool
  /// Whether corrections that a user's catalogue brings are applied; without them, counts are what the laws say.
  public var usesCalibration: Bool
  /// Whether the body was stored by another program before it came here. Some write `--` for an em dash: the bounds then
  /// hold for both.
  public var isRecording: Bool
  /// The model whose rules count where the request's own is not known; the count is then `assumed`.
  public var substitute: String?
  /// Whether neither the request nor its sender named a model, so that a default counts: the count is then at most
  /// ``Basis/modelled``, for the request may be meant for another.
  public var modelIsDefault = false
  /// What was read of the request's PDFs, for counts of one request that share it; each count has its own where it is
  /// nil.
  package var readings: DocumentReadings?
  /// The request's texts with their tokens, for counts of one request and of what is made of it; each count stands alone
  /// where it is nil.
  package var texts: TextMemory?

  /// What is known besides the body; whatever is left out is not known.
  public init(
    betas: [String]? = nil, asOf: AsOf? = nil, thinkingTokens: [String: Int] = [:], pages: PageReader? = nil,
    hasLostKeyOrder: Bool = false, usesCalibration: Bool = true, isRecording: Bool = false, substitute: String? = nil
  ) {
    self.betas = betas
    self.asOf = asOf
    self.thinkingTokens = thinkingTokens
    self.pages = pages
    self.hasLostKeyOrder = hasLostKeyOrder
    self.usesCalibration = usesCalibration
    self.isRecording = isRecording
    self.substitute = substitute
  }

  /// Reads the pages of a PDF from its bytes; nil where it cannot.
  ///
  /// Counts agree with the API's where the text is what PDFium extracts (`FPDFText_GetText`, CR LF as LF): 142 of 145
  /// recorded requests to the token, 151 of 158 with the reader that is built in.
  public typealias PageReader = @Sendable (_ pdf: [UInt8]) -> [DocumentPage]?
}

/// A page of a PDF.
public struct DocumentPage: Sendable, Hashable {
  /// Points, 1/72 of an inch, as the page is shown.
  public var width: Double
  /// Points.
  public var height: Double
  /// The page's text; nil where it could not be read.
  public var text: String?
  /// Whether ``text`` is only its beginning, because reading was given up: the count is bounded by a page's most then.
  public var isTextCut: Bool

  /// A page of that size in points, with its text where that is known.
  public init(width: Double, height: Double, text: String?, isTextCut: Bool = false) {
    self.width = width
    self.height = height
    self.text = text
    self.isTextCut = isTextCut
  }
}

/// When a request was sent.
public enum AsOf: Sendable, Hashable {
  /// On that day.
  case day(CalendarDay)
  /// Some day between these two, both included: the count is that of the middle, the bounds hold for all of them.
  case between(CalendarDay, CalendarDay)

  /// The first day that it may have been: what is refused from a later day on is then not called refused.
  var first: CalendarDay {
    switch self {
    case .day(let day): day
    case .between(let first, _): first
    }
  }

  /// The last day that it may have been: what was refused up to an earlier one is then not called refused.
  var last: CalendarDay {
    switch self {
    case .day(let day): day
    case .between(_, let last): last
    }
  }
}
