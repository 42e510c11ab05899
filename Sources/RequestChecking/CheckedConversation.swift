import MessagesAPI
import ModelCatalog

/// What was found in the messages and the system prompt of a request, for others that have the same.
///
/// To look at 10,000 messages takes a millisecond. Edits that the API makes, tools and settings leave them as they are.
package struct CheckedConversation: Sendable {
  private let submission: Submission
  private let found: ConversationCheck.Findings

  init(_ submission: Submission, _ found: ConversationCheck.Findings) {
    self.submission = submission
    self.found = found
  }

  /// What a look at the same messages in another request would find; nil where it may find something else.
  ///
  /// Where nothing is refused, a header more refuses nothing either: it only allows.
  func findings(for other: Submission) -> ConversationCheck.Findings? {
    let (own, others) = (submission.delivery, other.delivery)
    guard found.refusals.isEmpty, found.fieldRefusals.isEmpty,
      submission.model?.id == other.model?.id, submission.request.shape == other.request.shape,
      own.platform == others.platform, own.version == others.version,
      submission.day == other.day, submission.lastDay == other.lastDay,
      submission.request.thinking?.type == other.request.thinking?.type,
      submission.request.notices.isEmpty == other.request.notices.isEmpty,
      (own.betas == nil) == (others.betas == nil),
      submission.sentBetas.allSatisfy({ other.sentBetas.contains($0) })
    else { return nil }
    return found
  }
}
