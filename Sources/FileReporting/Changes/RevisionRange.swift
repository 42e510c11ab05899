import JSONText

/// Two revisions in one word, as git has them: `A..B`, and `A...B` from where they parted.
package struct RevisionRange: Sendable, Equatable {
  package var old: String
  package var new: String
  /// Whether the old side is the last commit that both have.
  package var isFromMergeBase: Bool

  /// Nil where the text names one revision. A side that is left out is HEAD.
  package init?(_ text: String) {
    for (dots, isFromMergeBase) in [("...", true), ("..", false)] {
      guard let at = text.utf8.position(of: dots.utf8) else { continue }
      let behind = text.utf8.index(at, offsetBy: dots.utf8.count)
      let sides = [text[..<at], text[behind...]].map { $0.isEmpty ? "HEAD" : String($0) }
      (old, new, self.isFromMergeBase) = (sides[0], sides[1], isFromMergeBase)
      return
    }
    return nil
  }

  /// The two revisions to compare; asks git for the merge base.
  package func revisions(in repository: ForeignRepository) throws(Complaint) -> [String] {
    if !isFromMergeBase { return [old, new] }
    for side in [old, new] { try GitDiff.verify(side, repository) }
    let arguments = ["merge-base", "--", old, new].map { Array($0.utf8) }
    let base = try repository.git(arguments).lines(end: 0x0A) { _ throws(Complaint) in
      throw Complaint(
        code: "no_merge_base",
        message: "git finds no commit that \(old) and \(new) have in common"
          + (repository.isShallow ? ": this clone is shallow, and their history is cut off" : ""), place: nil,
        remedy: repository.isShallow
          ? "git fetch --unshallow, or fetch-depth: 0 in the checkout step; \(old)..\(new) compares the two themselves"
          : "\(old)..\(new) compares the two themselves", status: .incomplete)
    }
    guard let name = base.first else { return [old, new] }
    return [String(decoding: name, as: UTF8.self), new]
  }
}
