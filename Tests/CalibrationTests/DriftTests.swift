import Calibration
import Testing

/// A change of the remote API is told apart from noise, and a constant from a vocabulary.
struct DriftTests {
  static let rows: [(name: String, changes: [Drift.Change], verdict: Drift.Verdict)] = [
    ("nothing", [.init(probe: "text", before: 9, now: 9, again: nil)], .none),
    (
      "the frame",
      [
        .init(probe: "text", before: 130, now: 132, again: 132),
        .init(probe: "tools", before: 300, now: 302, again: 302),
      ], .constant
    ),
    (
      "the instructions on tools",
      [
        .init(probe: "text", before: 130, now: 130, again: nil),
        .init(probe: "tools", before: 300, now: 340, again: 340),
      ],
      .constant
    ),
    (
      "the vocabulary",
      [
        .init(probe: "text", before: 130, now: 180, again: 180),
        .init(probe: "tools", before: 300, now: 320, again: 320),
      ],
      .family
    ),
    ("noise", [.init(probe: "text", before: 130, now: 133, again: 129)], .noise),
  ]

  @Test("what changed is named", arguments: rows.indices)
  func whatChangedIsNamed(_ index: Int) {
    let row = Self.rows[index]
    let drift = Drift(row.changes)
    #expect(drift.verdict == row.verdict, "\(row.name)")
    #expect(drift.changes.isEmpty == (row.verdict == .none))
    #expect(drift.explanation.hasSuffix("."))
  }

  @Test("a constant that moved everywhere alike is named with its amount")
  func aConstantThatMovedEverywhere() {
    #expect(Drift(Self.rows[1].changes).explanation.contains("moved by 2 in: text, tools"))
  }
}
