import Console
import ContextPlanning

/// What fits next, as people read it.
struct RoomTable {
  let room: Room
  let groupsDigits: Bool

  var text: String {
    var rows = [["WHAT FITS NEXT", "LARGEST", "", "AROUND IT", "USUAL", "NEXT CALL"]]
    for step in room.steps {
      let (name, unit) = Self.words(step.kind)
      rows.append([
        name, step.isUnlimited ? "any" : digits(step.largest), step.isUnlimited ? "size" : unit, digits(step.frame),
        step.usual.map(range) ?? "?", step.nanodollars.map { "$" + Cost.dollars($0).dropLast(3) } ?? "?",
      ])
    }
    var text = Columns(rows, rightAligned: 1...1).text
    text += "room: \(digits(room.tokens)) of \(digits(room.most)) tokens"
    text += room.answer > 0 ? ", of which an answer takes \(digits(room.answer)) first\n" : "\n"
    switch room.resultCap {
    case nil where room.tools.isEmpty: break
    case nil: text += "\(room.turns) more turns like those so far fit\n"
    case 0: text += "\(room.turns) more turns do not fit, however short results are\n"
    case let cap?: text += "\(room.turns) more turns fit with results of at most \(digits(cap)) tokens\n"
    }
    for tool in room.tools.prefix(Self.mostTools) {
      text += "  \(tool.name): \(digits(tool.results)) results, \(digits(tool.mean)) in the mean, "
      text += "\(digits(tool.largest)) at most\(tool.cut > 0 ? "; \(digits(tool.cut)) would be cut" : "")\n"
    }
    let small = room.images.reduce(0) { $0 + $1.smallTokens }
    let whole = room.images.reduce(0) { $0 + $1.tokens }
    if small < whole {
      text +=
        "images: \(digits(whole)) tokens; \(digits(small)) if none had more than \(ImageRoom.smallEdge) pixels a side\n"
    }
    if let branches = room.branches { text += self.text(of: branches) }
    return text
  }

  private static let mostTools = 5

  private func text(of branches: Branches) -> String {
    var text = "\(digits(branches.count)) at once: each may add \(digits(branches.tokensEach)) tokens, and bring back "
    text += "\(digits(branches.reportEach))\n"
    if let atOnce = branches.nanodollarsAtOnce, let after = branches.nanodollarsAfterFirst {
      text += "  $\(Cost.dollars(atOnce)) sent together, $\(Cost.dollars(after)) with one ahead\n"
    }
    if let seconds = branches.seconds {
      text +=
        "  the last waits \(digits(seconds.lowerBound)) to \(digits(seconds.upperBound)) seconds for its tier's limits\n"
    }
    return text
  }

  /// What a step is called, and what its size is in.
  private static func words(_ kind: NextStep.Kind) -> (name: String, unit: String) {
    switch kind {
    case .question: ("text of the user", "tokens")
    case .result: ("result of a tool", "tokens")
    case .document: ("plain document", "tokens")
    case .image: ("square image", "pixels")
    case .pages: ("PDF", "pages")
    }
  }

  private func range(_ bounds: ClosedRange<Int>) -> String {
    bounds.count == 1 ? digits(bounds.lowerBound) : "\(digits(bounds.lowerBound))-\(digits(bounds.upperBound))"
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
}
