import JSONText
import ModelCatalog
import RequestCounting

/// A model's counting rules as far as they are supposed: a pattern, and what differs from it.
struct RuleHypothesis: Sendable, Hashable {
  let pattern: String
  let family: String
  private(set) var settings: [Fact: Constant.Value] = [:]

  init(pattern: String, family: String) {
    self.pattern = pattern
    self.family = family
  }

  func setting(_ constants: [Constant]) -> RuleHypothesis {
    var hypothesis = self
    for constant in constants { hypothesis.settings[constant.fact] = constant.value }
    return hypothesis
  }

  /// A number as it is supposed, or as the pattern has it; 0 where that has none.
  func number(_ fact: Fact, _ catalog: Catalog) -> Int {
    if case .number(let number)? = settings[fact] { return number }
    var facts = catalog.counting(pattern)
    for name in fact.path.dropLast() {
      // A price may be written as a bare number.
      if let value = facts?.value(name), !value.isObject { return value.int ?? 0 }
      facts = facts?[name]
    }
    let value = fact.path.last.flatMap { facts?.value($0) }
    return value?.int ?? value?["tokens"]?.int ?? 0
  }

  /// Counts by these rules for the model ``name``; nil where they cannot count.
  func counter(over catalog: Catalog) -> RequestCounter? {
    let own = try? catalog.overriding(with: file(model: Self.name, catalog, note: nil))
    return own.map { RequestCounter(catalog: $0) }
  }

  static let name = "hypothesis"

  /// A user's catalogue with these rules for a model.
  ///
  /// - Parameter note: writes more members of the rules.
  func file(model: String, _ catalog: Catalog, note: ((inout JSONWriter) -> Void)?) -> [UInt8] {
    let entry = "\(model) (learned)"
    var writer = JSONWriter(indent: 1)
    writer.object { file in
      file.writeSchemaVersion()
      file.object("counting") { counting in
        counting.object(entry) { rules in
          rules.member("like", pattern)
          write(facts(where: { $0 != Self.tokenizer }), depth: 0, catalog, to: &rules)
          note?(&rules)
        }
      }
      file.array("models") { models in
        models.object { object in
          object.member("id", model)
          object.object("tokenizer") { tokenizer in
            tokenizer.member("family", family)
            tokenizer.member("basis", "recorded")
            write(facts(where: { $0 == Self.tokenizer }), depth: 1, catalog, to: &tokenizer)
          }
          object.member("counting", entry)
        }
      }
    }
    writer.endLine()
    return writer.bytes
  }

  /// Facts of this name belong to the model, all others to its counting rules.
  private static let tokenizer = "tokenizer"

  private func facts(where isWanted: (_ topic: String?) -> Bool) -> [Fact] {
    settings.keys.filter { isWanted($0.path.first) }.sorted()
  }

  /// Writes facts that share the first `depth` names as members.
  private func write(_ facts: [Fact], depth: Int, _ catalog: Catalog, to object: inout JSONWriter) {
    for group in facts.chunked(by: { $0.path[depth] }) {
      let name = group[0].path[depth]
      if group[0].path.count == depth + 1 {
        switch settings[group[0]] {
        case .number(let number): object.member(name, number)
        case .flag(let flag): object.member(name, flag)
        case nil: break
        }
      } else {
        object.object(name) { inner in
          write(group, depth: depth + 1, catalog, to: &inner)
          complete(group, depth: depth, catalog, &inner)
        }
      }
    }
  }

  /// A price is replaced as a whole: what each of several things costs is repeated beside what was set.
  private func complete(_ group: [Fact], depth: Int, _ catalog: Catalog, _ object: inout JSONWriter) {
    guard depth == 1, group[0].path[0] == "prices" else { return }
    let each = catalog.counting(pattern)?["prices"]?.value(group[0].path[1])?["each"]
    if let each { object.member("each", copying: each) }
  }
}

extension [Fact] {
  /// Neighbours that agree on a name, together.
  fileprivate func chunked(by name: (Fact) -> String) -> [[Fact]] {
    reduce(into: []) { chunks, fact in
      if let last = chunks.last?.last, name(last) == name(fact) {
        chunks[chunks.count - 1].append(fact)
      } else {
        chunks.append([fact])
      }
    }
  }
}
