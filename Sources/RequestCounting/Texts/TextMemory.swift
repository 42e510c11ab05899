import JSONText
import Synchronization
import Tokenization

/// The texts and turns of one request with their tokens, for counting what is made of it: an edited conversation is mostly
/// what it was.
///
/// The first count with a family of vocabularies leaves its batches here, which costs nothing but their memory. The second
/// makes a table of them, and from then on only texts that are not in it are tiled. Counts are the same with it and without.
package final class TextMemory: Sendable {
  private struct Kept {
    var batches: [CountedBatch] = []
    /// Where their texts stand.
    var document: JSONDocument?
    var table: CountedTexts?
  }

  private struct Key: Hashable {
    let family: TokenizerFamily
    let law: ModelRules.Law
  }

  private let kept = Mutex<[Key: Kept]>([:])
  /// By the rules that priced them.
  private let turns = Mutex<[ObjectIdentifier: (rules: ModelRules, turns: KnownTurns)]>([:])

  /// An empty one.
  package init() {}

  /// What was counted before of that document by these rules; nil where nothing was. O(texts) the first time.
  func table(for rules: ModelRules, _ document: JSONDocument?) -> CountedTexts? {
    kept.withLock { kept in
      let key = Key(family: rules.family, law: rules.law)
      guard let known = kept[key], known.document === document else { return nil }
      if let table = known.table { return table }
      let table = CountedTexts(known.batches)
      kept[key] = Kept(document: document, table: table)
      return table
    }
  }

  /// Keeps what was counted, until somebody asks for it. What was counted first stays.
  func keep(_ batches: [CountedBatch], _ rules: ModelRules, _ document: JSONDocument?) {
    if batches.isEmpty { return }
    kept.withLock { kept in
      let key = Key(family: rules.family, law: rules.law)
      if let known = kept[key], known.table != nil || known.document !== document { return }
      kept[key, default: Kept(document: document)].batches += batches
    }
  }

  /// The turns that were counted before by these rules; nil where none were. O(messages) the first time.
  func turns(by rules: ModelRules) -> KnownTurns? {
    turns.withLock { turns in
      turns[ObjectIdentifier(rules)]?.turns.index()
      return turns[ObjectIdentifier(rules)]?.turns
    }
  }

  /// Keeps turns. What was counted first stays.
  func keep(_ known: KnownTurns, by rules: ModelRules) {
    turns.withLock { turns in
      if turns[ObjectIdentifier(rules)] == nil { turns[ObjectIdentifier(rules)] = (rules, known) }
    }
  }
}

/// Texts that were gathered together, and what each counts.
struct CountedBatch: Sendable {
  let texts: GatheredTexts
  /// By text; none where they were not counted.
  let tokens: [Int]
}
