/// What tells the answers of a conversation apart: their ids, and for proxies that give every answer the same one what
/// the API counted before it.
///
/// Rows of one answer have one prompt, also where results of its calls stand between them. Where a message stands between
/// two rows of one id and the prompt has grown, the second is another answer.
struct AnswerNames {
  private struct Prompt: Hashable {
    let id: String
    let tokens: Int
  }

  /// By the row, where its answer is not the first of its id.
  private var later: [Int: String] = [:]
  /// For copies of rows that lie elsewhere.
  private var byPrompt: [Prompt: String] = [:]

  /// O(chain).
  init(_ table: RowTable, _ chain: [Int]) {
    var last: [String: (name: String, prompt: Int, messages: Int)] = [:]
    var (messages, answers) = (0, 0)
    for row in chain {
      switch table.rows[row].kind {
      case .message: messages += 1
      case .attachment, .boundary, .link: break
      case .answer(let answer):
        guard let id = answer.id, let usage = answer.usage, usage.isSinglePass, usage.prompt > 0 else { continue }
        var name = id
        if let before = last[id] {
          name = before.name
          if messages > before.messages, usage.prompt > before.prompt {
            answers += 1
            name = "\(id) \(answers)"
          }
        }
        last[id] = (name, usage.prompt, messages)
        if name != id { later[row] = name }
        byPrompt[Prompt(id: id, tokens: usage.prompt)] = name
      }
    }
  }

  /// Nil where the row has no id.
  func name(of answer: SessionRow.Answer, _ row: Int) -> String? {
    guard let id = answer.id, !later.isEmpty else { return answer.id }
    if let name = later[row] { return name }
    return answer.usage.flatMap { byPrompt[Prompt(id: id, tokens: $0.prompt)] } ?? id
  }
}
