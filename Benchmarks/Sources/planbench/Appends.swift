import ContextPlanning
import Glibc
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Appends of 2 KB to a ledger of 10,000 messages.
struct Appends {
  private let workload: Workload
  private let planner: Planner

  init(_ workload: Workload) throws {
    self.workload = workload
    planner = Planner(catalog: try Catalog.bundled())
  }

  func run() throws -> String {
    var ledger = try ConversationLedger(workload.request, planner: planner)
    var times = Times()
    var role = Role.assistant
    var least = Int.max
    for piece in workload.pieces {
      let message = Message(role: role, piece)
      let start = Times.now
      ledger.append(message)
      least = min(least, ledger.headroom)
      times.add(Times.now - start)
      role = role == .user ? .assistant : .user
    }
    let whole = try RequestCounter(catalog: planner.catalog).count(ledger.request).total
    try check(ledger.input == whole, "the ledger's count: \(ledger.input.tokens), not \(whole.tokens)")
    try check(least == ledger.headroom, "the headroom")
    return times.line(
      "append", unit: "us", factor: 1e6, #", "messages": \#(ledger.count), "input_tokens": \#(whole.tokens)"#)
  }
}
