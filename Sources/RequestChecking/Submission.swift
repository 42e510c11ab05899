import MessagesAPI
import ModelCatalog

/// A request as it is sent: what all checks look at, kept in one place that each of them refers to.
///
/// A request has some thirty members. To hand each check a copy took a seventh of all checking.
final class Submission: Sendable {
  let request: MessagesRequest
  /// The model's facts; nil where its rules only stand in for an unknown one.
  let model: Model?
  let delivery: Delivery
  let catalog: Catalog
  /// The day of sending, or the first that it may be.
  let day: CalendarDay
  /// The last day that it may be.
  let lastDay: CalendarDay
  /// Whether the body is the API's own: other shapes are converted before the API sees them.
  let isOwnShape: Bool

  init(_ request: MessagesRequest, model: Model?, catalog: Catalog, delivery: Delivery) {
    self.request = request
    self.model = model
    self.delivery = delivery
    self.catalog = catalog
    day = delivery.day ?? catalog.date
    lastDay = delivery.lastDay ?? day
    isOwnShape = request.shape.hasOwnNames
  }

  // MARK: What is sent with it

  /// Headers that are known to be sent.
  var sentBetas: [String] { delivery.betas ?? delivery.assuredBetas }

  /// Whether a beta header is sent; nil where the headers are not known.
  func sends(_ beta: String) -> Bool? {
    if sentBetas.contains(where: { $0.hasPrefix(beta) }) { return true }
    return delivery.betas == nil ? nil : false
  }

  /// Whether the header `anthropic-version` is known to be 2026-10-21 or later, on platforms that have it.
  var isRecentVersion: Bool { delivery.version.map { $0.first?.isNumber == true && $0 >= "2026-10-21" } ?? false }

  /// Nil where a header is known to be sent or not, else the doubt.
  var headerDoubt: Refusal.Doubt? { delivery.betas == nil ? .header : nil }

  /// Whether the model does not think: the request says so, or says nothing to a model that does not by itself.
  var isWithoutThinking: Bool {
    switch request.thinking?.type {
    case nil: model?.thinking?.defaultMode == "disabled"
    case "disabled"?: true
    case _?: false
    }
  }

  // MARK: Refusals

  /// A refusal in the words that the rule's row has.
  ///
  /// - Parameters:
  ///   - variant: which of ``RequestRule/words``.
  ///   - parts: what stands for the names in braces.
  func refusal(
    _ rule: RequestRule, _ variant: Int = 0, at path: RequestPath, status: Int = 400, doubt: Refusal.Doubt? = nil,
    _ parts: KeyValuePairs<String, String> = [:], remedy: String
  ) -> Refusal {
    Refusal(
      rule, variant, at: path, status: status, doubt: doubt, on: delivery.platform, in: request.shape, parts,
      remedy: remedy)
  }

  // MARK: Fields

  /// A check of fields for the day and the headers of the request.
  var fieldCheck: FieldCheck { FieldCheck(on: day, betas: delivery.betas) }

  /// A fault of a field as a refusal.
  func refusal(for fault: FieldCheck.Fault, at path: RequestPath, _ place: String) -> Refusal {
    let place = ([place] + fault.names).joined(separator: ".")
    let path = fault.steps.isEmpty ? path : RequestPath(path.steps + fault.steps)
    switch fault.kind {
    case .missing: return refusal(.fieldsRequired, at: path, ["place": place], remedy: "Add the field.")
    case .extra: return refusal(.extraInputs, at: path, ["place": place], remedy: "Leave it out.")
    case .needsBeta(let beta):
      return refusal(
        .betaFields, at: path, doubt: headerDoubt, ["place": place],
        remedy: "Send the header anthropic-beta: \(beta)…, or leave the field out.")
    case .type(let words):
      // Recorders put objects where media were.
      let isMedia = fault.steps.last == .field("data")
      return refusal(
        .fieldTypes, at: path, doubt: isMedia ? .evidence : nil, ["place": place, "what": words],
        remedy: "Send a value of that type, or leave the field out.")
    case .tag(let tag, let tags):
      let tags = tags.sorted().map { "'\($0)'" }.joined(separator: ", ")
      return refusal(
        .knownTags, at: path, ["place": place, "tag": String(tag.prefix(64)), "tags": tags],
        remedy: "Use one of these types.")
    case .length(let words):
      return refusal(
        .fieldTypes, 1, at: path, ["place": place, "what": words], remedy: "Send a text of that length.")
    case .least(let least):
      return refusal(
        .fieldTypes, 2, at: path, ["place": place, "what": "\(least)"], remedy: "Give a number from \(least) on.")
    case .notPositive:
      return refusal(.fieldTypes, 4, at: path, ["place": place, "what": "0"], remedy: "Give a number from 1 on.")
    case .shape:
      return refusal(.fieldTypes, 3, at: path, ["place": place], remedy: "Send an object.")
    }
  }
}
