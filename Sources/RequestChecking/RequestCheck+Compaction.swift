import JSONText
import MessagesAPI
import ModelCatalog

// Compaction on demand: the request for a summary, and the summary in later requests.

extension RequestCheck {
  /// Whether the answer is to be a summary of the conversation: then it may end with the assistant's message.
  var asksForSummary: Bool { request.otherFields["compaction"]?.isObject == true }

  mutating func checkCompaction(_ summaries: [Summary]) {
    if asksForSummary { checkSummaryRequest() }
    if summaries.isEmpty { return }
    checkSummaries(summaries)
  }

  /// A `compaction` block in a message.
  struct Summary {
    /// Whether compaction on demand made it: the API signs those, which take the place of what they stand for.
    let isSigned: Bool
    let place: ConversationCheck.Place
  }

  /// What would do nothing to a summary is refused, but not where the request is only counted.
  private mutating func checkSummaryRequest() {
    let path = RequestPath([.field("compaction")])
    if delivery.platform == .bedrock, !isOwnShape {
      refuse(.compactionOnDemand, 1, at: path, remedy: "Bedrock has no compaction on demand: leave it out.")
    }
    if let model, model.acceptsCompaction == false {
      refuse(.compactionSupported, 1, at: path, ["model": model.id], remedy: "Leave it out.")
    }
    // The header of compaction at a threshold opens the field, but not this.
    if let beta = catalog.beta(neededBy: "compaction"), sends("compact-") == true, !Self.isSent(beta, among: sentBetas)
    {
      refuse(.betaFields, at: path, ["place": "compaction"], remedy: "Send the header anthropic-beta: \(beta).")
    }
    if delivery.endpoint == .countTokens { return }
    let isForced = request.toolChoice.map { $0.type == .any || $0.type == .tool } ?? false
    let excluded: [(name: String, isThere: Bool)] = [
      ("context_management", request.contextManagement != nil),
      ("stop_sequences", request.stopSequences?.isEmpty == false),
      ("output_config.format", (request.outputConfig?.format ?? request.outputFormat) != nil),
      ("tool_choice", isForced), ("output_config.task_budget.remaining", hasRemainingBudget),
    ]
    for (name, isThere) in excluded where isThere {
      refuse(.compactionOnDemand, at: path, ["name": name], remedy: "Leave \(name) out of this request.")
    }
  }

  /// Whether a budget goes on from an earlier request.
  private var hasRemainingBudget: Bool { request.outputConfig?.taskBudget?.remaining != nil }

  private mutating func checkSummaries(_ summaries: [Summary]) {
    if isOwnShape, sends("compact-") != true {
      let place = summaries[0].place
      refuse(
        .betaFields, 2, at: place.path, doubt: headerDoubt, ["place": place.dotted],
        remedy: "Send the header of compaction, as with the request that made the block.")
    }
    let signed = summaries.filter(\.isSigned)
    guard let first = signed.first, delivery.endpoint != .countTokens else { return }
    if signed.count > 1 {
      refuse(
        .summaryFirst, 1, at: signed[1].place.path, ["place": signed[1].place.dotted],
        remedy: "Send the newest summary alone.")
    } else if first.place.message > 0 || first.place.block > 0 {
      refuse(
        .summaryFirst, at: first.place.path, ["place": first.place.dotted],
        remedy: "Leave out the messages before it, which it stands for.")
    }
    if hasRemainingBudget {
      refuse(
        .summaryFirst, 2, at: RequestPath([.field("output_config"), .field("task_budget"), .field("remaining")]),
        remedy: "Leave remaining out.")
    }
  }
}
