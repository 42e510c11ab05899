import JSONText
import ModelCatalog

/// By how much recorded requests lay above their counts: the catalogue's `shared.risk`, written by `Benchmarks/risk.py`.
///
/// The score of a record is how far above its count the truth lay, in units of the doubt: the way from the count to its
/// upper bound, and a thousandth of the count on top (a token at least), so that counts without any doubt have a unit,
/// too. What lay at or below its count has a score of 0.
struct RiskTable {
  private let facts: Facts?

  init(_ catalog: Catalog) { facts = catalog.shared("risk")?["scores"] }

  /// Records of one basis and content.
  private struct Entry {
    let records: Int
    /// Scores above 0 with how many records have them, the highest first.
    let highest: [(score: Double, records: Int)]

    init?(_ value: JSONValue) {
      guard let records = value["records"]?.int, records > 0 else { return nil }
      self.records = records
      highest = (value["highest"] ?? .null).elements.compactMap { pair in
        guard let score = pair[0]?.double, let records = pair[1]?.int else { return nil }
        return (score, records)
      }
    }

    /// The score of the rank that a risk takes; nil where the records are too few.
    func score(at risk: Double) -> Double? {
      guard let rank = Conformal.rank(of: records, coverage: 1 - risk) else { return nil }
      var above = records - rank + 1
      for (score, records) in highest {
        above -= records
        if above <= 0 { return score }
      }
      return 0
    }

    /// The highest score of any record.
    var most: Double { highest.first?.score ?? 0 }
  }

  /// What is in doubt of a count.
  private struct Doubt {
    /// Tokens of what is in doubt, and how many more they may be.
    let tokens: Int
    let above: Int
    let basis: Basis

    init(_ total: TokenCount, measured: Int) {
      above = total.bounds.upperBound - total.tokens
      tokens = total.tokens - measured
      switch total.basis {
      case .exact, .measured: basis = .exact
      case .modelled, .calibrated: basis = .modelled
      case .assumed: basis = .assumed
      }
    }

    /// What a score of 1 is, in tokens.
    var unit: Double { Double(above) + Double(max(abs(tokens), 1_000)) / 1_000 }
  }

  /// The limit of a count.
  ///
  /// 1. The records of the same basis and content decide, if there are enough for the risk.
  /// 2. Otherwise all of the same basis, but never below what one of the same content has exceeded, nor below the upper
  ///    bound.
  /// 3. Where those are too few as well, what no record has exceeded: that promises 1 / (records + 1).
  func limit(of total: TokenCount, measured: Int, content: ContentClass, at risk: Double) -> RiskLimit {
    let doubt = Doubt(total, measured: measured)
    func limit(_ score: Double, promised: Double, records: Int, isPooled: Bool) -> RiskLimit {
      let more = min((score * doubt.unit).rounded(.up), Self.most)
      return RiskLimit(
        risk: risk, promised: promised, tokens: total.tokens + Int(more), content: content, basis: doubt.basis,
        records: records, isPooled: isPooled)
    }
    let own = entry(doubt.basis, content.rawValue)
    if let own, let score = own.score(at: risk) {
      return limit(score, promised: risk, records: own.records, isPooled: false)
    }
    let least = max(own?.most ?? 0, Double(doubt.above) / doubt.unit)
    // Growth is no request: what requests have says nothing of it, unless all of it is priced by rules that are exact.
    if content != .growth || doubt.basis == .exact, let all = entry(doubt.basis, "all") {
      if let score = all.score(at: risk) {
        return limit(max(score, least), promised: risk, records: all.records, isPooled: true)
      }
      return limit(
        max(all.most, least), promised: 1 / Double(all.records + 1), records: all.records, isPooled: true)
    }
    let records = own?.records ?? 0
    return limit(least, promised: 1 / Double(records + 1), records: records, isPooled: false)
  }

  /// More tokens than any window has.
  private static let most = 1e9

  private func entry(_ basis: Basis, _ content: String) -> Entry? {
    facts?[basis.description]?.value(content).flatMap { Entry($0) }
  }
}
