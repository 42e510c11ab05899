public import MessagesAPI
public import ModelCatalog

/// A request as the count endpoint takes it, and what had to be changed for that.
///
/// The endpoint refuses fields that only matter to an answer, and conversations whose calls and results do not fit.
/// Counting ``request`` locally prices just what the remote API is asked about.
///
///     let countable = CountableRequest(request)
///     countable.changes.map(\.description)   // ["max_tokens: left out, the endpoint refuses it"]
///     countable.request.encoded()            // the body to send
public struct CountableRequest: Sendable {
  /// The body as it can be sent.
  public let request: MessagesRequest
  /// Values for the `anthropic-beta` header: the caller's, and those that the request's own parts need.
  public let betas: [String]
  /// What was changed so that it can be sent.
  public let changes: [Change]

  /// - Parameters:
  ///   - request: what is to be counted.
  ///   - model: as the endpoint spells it; the body's own where it is nil.
  ///   - betas: what the request was or will be sent with.
  ///   - catalog: knows which parts of a request take a beta header; the built-in one where it is nil.
  ///
  /// Cost: O(blocks); texts are not copied.
  public init(_ request: MessagesRequest, model: String? = nil, betas: [String] = [], catalog: Catalog? = nil) {
    var editing = CountableEditing(request, betas: betas + request.betas)
    if let model, model != request.model { editing.request.model = model }
    editing.dropFields()
    editing.pairCallsWithResults()
    editing.remarkOnMedia()
    if let catalog = catalog ?? Self.builtIn { editing.addBetas(catalog) }
    self.request = editing.request
    self.betas = editing.betas
    changes = editing.changes
  }

  /// Nil only in a program whose own bytes are damaged, in which nothing can be counted either.
  private static let builtIn = try? Catalog.bundled()

  /// Whether the endpoint's answer is about less than the request: media that it does not fetch.
  public var isCountedInPart: Bool { changes.contains { $0.kind == .notCounted } }

  /// One difference between the request and what is sent.
  public struct Change: Sendable, Hashable, CustomStringConvertible {
    /// What was done to a field.
    public enum Kind: String, Sendable, Hashable {
      /// A field is left out.
      case dropped
      /// A block stands in another form.
      case replaced
      /// Something had to be added.
      case added
      /// It is sent as it is, but the endpoint does not count it.
      case notCounted
    }

    /// What was done.
    public let kind: Kind
    /// Where in the request.
    public let path: RequestPath
    /// A sentence without a full stop.
    public let message: String

    public var description: String { "\(path): \(message)" }
  }
}
