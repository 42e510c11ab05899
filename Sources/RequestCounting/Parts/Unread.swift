import JSONText
import MessagesAPI
import ModelCatalog

// Parts that nobody here can read: they lie behind a URL or a file's id, are encrypted, or take too much work. Their
// number is what one of their kind usually costs, and their bound what the API would take for it at most.

extension PromptPricing {
  /// The largest window of any model (2026-11), for one of which no window is known.
  static let largestWindow = 1_000_000

  /// The most input on the request's day, with the beta headers that are known; with any where they are not.
  private var window: Int {
    guard let window = rules.limits?.window else { return Self.largestWindow }
    let headers = betas ?? window.beta.map { [$0.header] } ?? []
    return days.compactMap { window.tokens(on: $0, betas: headers) }.max() ?? Self.largestWindow
  }

  /// The request's day, or the first and the last on which it may have been sent.
  private var days: [CalendarDay] {
    switch asOf {
    case .day(let day): [day]
    case .between(let first, let last): [first, last]
    }
  }

  /// The most pages of PDFs that the API takes on the request's day: what ``RequestRule/pageCount`` compares with.
  private var mostPages: Int {
    guard let limits = rules.limits else { return Self.mostPagesOfAny }
    return days.compactMap { limits.maxPDFPages(on: $0) }.max() ?? Self.mostPagesOfAny
  }

  /// What all parts together that are not read may cost beyond their numbers: more is refused as too long.
  var unreadLimit: Int { max(window - usualPDF, 0) }

  /// What a PDF of one page costs: the number for one that is not read.
  var usualPDF: Int { rules.image.letterTokens + rules[.pdfPage].tokens + rules[.pdfPageTextMissing].tokens }

  /// The most that a PDF costs: each page the largest image and a full text, as many as the API takes.
  var largestPDF: Int {
    mostPages * (rules.image.tokens + rules.image.extra + rules.pageTextMost)
  }

  /// The most pages that any model takes (documentation, 2026-08).
  private static let mostPagesOfAny = 600

  /// Adds a part that is not read: usually `tokens`, and anything from nothing to `most`.
  mutating func addUnread(_ rule: CountingRule, at path: RequestPath, role: Role, tokens: Int, most: Int) {
    let above = max(min(most - tokens, unreadLimit - unread), 0)
    unread += above
    add(rule, at: path, role: role, text: tokens, below: tokens, above: above)
  }

  /// Adds what may follow the text of a page of which only the beginning was read: up to a full page, and up to the
  /// window where there was more than that already.
  mutating func addCut(at path: RequestPath, role: Role, read tokens: Int) {
    let most = tokens < rules.pageTextMost ? rules.pageTextMost - tokens : unreadLimit
    addUnread(.pdfPageTextCut, at: path, role: role, tokens: 0, most: most)
  }
}

extension JSONValue {
  /// Whether a block of a kind that is not known holds media, or names some that lie elsewhere.
  var hasMedia: Bool {
    let keys: Set<String> = ["data", "file_id", "s3Location", "source", "uri", "url"]
    return members.contains { keys.contains($0.key) }
  }
}
