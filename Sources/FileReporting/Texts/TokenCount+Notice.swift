package import JSONText
package import RequestCounting

extension TokenCount {
  /// Several texts together, counted by one model: bounds add up, and the basis is the weakest, the model's own at best.
  package init(_ counts: [TokenCount], by counter: TextCounter) {
    self.init(sumOf: [TokenCount(0, basis: counter.basis)] + counts)
  }

  /// What to say on standard error of a count that is not exact; empty for others, and where only the model is in
  /// doubt, because nobody named one: that is said where it is named.
  package func notice(named name: String? = nil, modelIsDefault: Bool = false) -> String {
    let (lower, upper) = (bounds.lowerBound, bounds.upperBound)
    if basis == .exact || modelIsDefault && lower == upper { return "" }
    let range = lower < upper ? ", between \(lower) and \(upper) tokens" : ""
    return "note: \(name.map { "\($0): " } ?? "")\(basis)\(range)\n"
  }
}

extension Complaint {
  package func writeMembers(to object: inout JSONWriter) {
    object.member("code", code)
    object.member("at", place.map { .string($0) } ?? .null)
    object.member("message", message)
    object.member("remedy", remedy)
  }
}
