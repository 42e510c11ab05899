import ModelCatalog
import Tokenization

/// A model, or a bare family, ready to count text.
struct CountingModel: Sendable {
  /// The catalogue's id of the model, or the unknown id whose rules are assumed; nil for a bare family.
  let id: String?
  /// `exact`, `modelled` or `assumed`.
  let basis: String
  let tokenizer: Tokenizer
  private let facts: Model.TokenizerFacts?

  var family: TokenizerFamily { tokenizer.family }
  var familyName: String { tokenizer.family.name }

  /// Throws where the catalogue names a family that this program does not have.
  init(_ model: Model, assumedFor unknown: String? = nil) throws(Complaint) {
    let facts = model.tokenizer
    guard let family = TokenizerFamily(named: facts.family) else {
      throw Complaint(
        code: "unknown_family", message: "\(model.id) counts with the family \"\(facts.family)\", which is not known",
        place: nil, remedy: "give one of \(Self.familyNames) in the catalogue, or --assume-model ID", status: .usage)
    }
    id = unknown ?? model.id
    basis = unknown != nil ? "assumed" : facts.basis == .measured ? "exact" : facts.basis.rawValue
    tokenizer = try Self.tokenizer(family, facts.trailingWhitespaceFree ?? false)
    self.facts = facts
  }

  /// A family by its name, without a model.
  init(familyNamed name: String) throws(Complaint) {
    guard let family = TokenizerFamily(named: name) else {
      throw .usage("there is no family \"\(name)\"", remedy: "one of \(Self.familyNames)")
    }
    id = nil
    basis = "exact"
    tokenizer = try Self.tokenizer(family, false)
    facts = nil
  }

  private static var familyNames: String { TokenizerFamily.all.map(\.name).joined(separator: ", ") }

  private static func tokenizer(
    _ family: TokenizerFamily, _ dropsTrailingWhitespace: Bool
  ) throws(Complaint) -> Tokenizer {
    do {
      return try Tokenizer.bundled(family, dropsTrailingWhitespace: dropsTrailingWhitespace)
    } catch {
      throw Complaint(
        code: error.code.name, message: "the built-in vocabulary is damaged at byte \(error.offset): \(error.found)",
        place: nil, remedy: "build or install ullage anew",
        status: .incomplete)
    }
  }

  /// Counts UTF-8 bytes; what is not UTF-8 counts as U+FFFD. O(n).
  func count(_ bytes: UnsafeBufferPointer<UInt8>, _ unit: CountUnit) -> ItemCount {
    let span = bytes.span
    var tokens = unit == .content ? tokenizer.count(utf8: span) : tokenizer.messageCount(utf8: span)
    if unit == .message { tokens += frameCorrection }
    return ItemCount(tokens: tokens, bounds: bounds(tokens, bytes, unit), basis: basis)
  }

  private var frameCorrection: Int { facts?.messageFrame.map { $0 - family.frameCount } ?? 0 }

  /// What is not known widens the bounds: the frame, another vocabulary, and on unmeasured models of the newest family
  /// whether trailing white space is free, as on Opus 5.
  private func bounds(
    _ tokens: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ unit: CountUnit
  ) -> ClosedRange<Int> {
    guard let facts, basis != "exact" else { return tokens...tokens }
    var lower = tokens
    if facts.trailingWhitespaceFree == nil, family == .v4_8, let last = bytes.last, last <= 0x20 {
      var edges = tokenizer.messageEdges
      let kept = bytes.isEmpty ? 0 : tokenizer.count(utf8: bytes.span, edges: edges)
      edges.dropsTrailingWhitespace = true
      lower -= max(kept - tokenizer.count(utf8: bytes.span, edges: edges), 0)
    }
    let frame = unit == .message ? facts.messageFrameSpread : 0
    let content = (tokens * facts.contentSpreadPercent + 99) / 100
    return max(lower - frame - content, 0)...tokens + frame + content
  }
}
