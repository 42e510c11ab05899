package import JSONText
package import ModelCatalog
import RequestCounting
package import Tokenization

/// A model, or a bare family, ready to count text.
package struct CountingModel: Sendable {
  /// The catalogue's id of the model, or the unknown id whose rules are assumed; nil for a bare family.
  package let id: String?
  /// `exact`, `modelled` or `assumed`; at most `modelled` for a model that nobody named: the text may be meant for
  /// another.
  package let basis: String
  package let tokenizer: Tokenizer
  /// Whether nobody named a model, so that the catalogue's default counts.
  package let isDefault: Bool
  private let facts: Model.TokenizerFacts?
  /// Whether recorded counts of this very model agree with its rules.
  private let isRecorded: Bool
  /// Whether another model's rules stand in for one that nobody knows.
  private let isSubstitute: Bool

  package var family: TokenizerFamily { tokenizer.family }
  package var familyName: String { tokenizer.family.name }

  /// Throws where the catalogue names a family that this program does not have.
  package init(_ model: Model, assumedFor unknown: String? = nil, isDefault: Bool = false) throws(Complaint) {
    let facts = model.tokenizer
    guard let family = TokenizerFamily(named: facts.family) else {
      throw Complaint(
        code: "unknown_family", message: "\(model.id) counts with the family \"\(facts.family)\", which is not known",
        place: nil, remedy: "give one of \(Self.familyNames) in the catalogue, or --assume-model ID", status: .usage)
    }
    id = unknown ?? model.id
    isRecorded = unknown == nil && facts.basis == .recorded
    basis = unknown != nil ? "assumed" : isRecorded ? isDefault ? "modelled" : "exact" : facts.basis.rawValue
    tokenizer = try Self.tokenizer(family, facts.trailingWhitespaceFree ?? false)
    self.facts = facts
    self.isDefault = isDefault
    isSubstitute = unknown != nil
  }

  /// A family by its name, without a model.
  package init(familyNamed name: String) throws(Complaint) {
    guard let family = TokenizerFamily(named: name) else {
      throw .usage("there is no family \"\(name)\"", remedy: "one of \(Self.familyNames)")
    }
    id = nil
    basis = "exact"
    isRecorded = true
    tokenizer = try Self.tokenizer(family, false)
    facts = nil
    isDefault = false
    isSubstitute = false
  }

  /// Whether there is a family of that name.
  package static func isFamily(_ name: String) -> Bool { TokenizerFamily(named: name) != nil }

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

  /// `model`, null for a bare family, `model_is_default` and `family`.
  package func writeMembers(to object: inout JSONWriter) {
    object.writeModel(id, isDefault: isDefault, family: familyName)
  }

  /// Tokens of the frame around one user message.
  package var frame: Int { facts?.messageFrame ?? family.frameCount }

  /// Whether trailing white space may be free, as on Opus 5: not known of unmeasured models of the newest family.
  package var mayDropTrailingWhitespace: Bool {
    guard let facts else { return false }
    return !isRecorded && facts.trailingWhitespaceFree == nil && family == .v4_8
  }

  /// What the count may be: the frame may be off, and the content where another vocabulary stands in. The text of a model
  /// that nobody knows may count a third less or half more, as its requests may. `free` tokens may cost nothing.
  package func bounds(of tokens: Int, _ unit: CountUnit, free: Int) -> ClosedRange<Int> {
    guard let facts, !isRecorded else { return max(tokens - free, 0)...tokens }
    let known = (unit == .message ? facts.messageFrameSpread : 0) + (tokens * facts.contentSpreadPercent + 99) / 100
    let below = isSubstitute ? max(known, tokens / 3) : known
    let above = isSubstitute ? max(known, tokens / 2) : known
    return max(tokens - free - below, 0)...tokens + above
  }

  /// Counts a whole text at once. O(n).
  package func count(_ bytes: Span<UInt8>, _ unit: CountUnit) -> ItemCount {
    var intake = TextIntake(self, unit)
    intake.append(bytes)
    return intake.count
  }

  /// The count of a whole text of which `text` has all slices.
  package func count(_ text: SliceCount) -> ItemCount {
    if text.length == 0 { return ItemCount(tokens: 0, bounds: 0...0, basis: basis) }
    let tokens = text.count(edges: tokenizer.messageEdges)
    var free = 0
    if mayDropTrailingWhitespace {
      var edges = tokenizer.messageEdges
      edges.dropsTrailingWhitespace = true
      free = max(tokens - text.count(edges: edges), 0)
    }
    return ItemCount(tokens: tokens, bounds: bounds(of: tokens, .content, free: free), basis: basis)
  }
}
