public import MessagesAPI
public import ModelCatalog

/// How a request is sent: what is known of it besides its body.
///
///     var delivery = Delivery(of: request)
///     delivery.betas = ["interleaved-thinking-2025-05-14"]
public struct Delivery: Sendable, Hashable {
  /// Whose limits hold.
  public var platform: Platform
  /// Where the request is sent to.
  public var endpoint = Endpoint.messages
  /// Values of the `anthropic-beta` header, those in the body among them; nil where they are not known.
  public var betas: [String]?
  /// Values of the header that are sent for sure where ``betas`` is nil.
  public var assuredBetas: [String] = []
  /// The value of the `anthropic-version` header; nil where it is not known.
  public var version: String?
  /// The day of sending; nil is the catalogue's. The first of several where it is not known.
  public var day: CalendarDay?
  /// The last day of several on which it may be sent: what was refused up to an earlier one is not called refused.
  public var lastDay: CalendarDay?
  /// Tokens of output that are asked for; nil where the request asks for none.
  public var maxTokens: Int?
  /// The body's length in bytes; nil is not checked.
  public var bodyLength: Int?
  /// The request's place in its batch, from 0; nil outside batches, or where it is not known.
  public var batchIndex: Int?
  /// Pages of PDFs, which only counting finds out, and where the first stands.
  public var pdfPages = 0
  /// Where the first PDF stands; nil where there is none.
  public var firstPDF: RequestPath?

  /// What the body itself tells.
  public init(of request: borrowing MessagesRequest) {
    platform = Platform(of: request)
    betas = request.betas.isEmpty ? nil : request.betas
    maxTokens = request.maxTokens
  }
}
