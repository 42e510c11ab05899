import ContextPlanning
import Glibc
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading

/// Appends of 2 KB to a ledger of 10,000 messages.
struct Appends {
  private let workload: Workload
  private let planner: Planner

  init(_ workload: Workload) throws {
    self.workload = workload
    planner = Planner(catalog: try Catalog.bundled())
  }

  func run() throws -> String {
    let (ledger, line) = try appended("append") { ledger, message in ledger.append(message) }
    let whole = try RequestCounter(catalog: planner.catalog).count(ledger.request).total
    try check(ledger.input == whole, "the ledger's count: \(ledger.input.tokens), not \(whole.tokens)")
    return line
  }

  /// The same where each answer comes with the API's usage, which says 30,000 tokens more than the messages show, and the
  /// headroom is kept at a risk.
  func runMeasured() throws -> String {
    var hidden = 30_000
    let (ledger, line) = try appended("append_measured") { ledger, message in
      guard message.role == .assistant else { return ledger.append(message) }
      let usage = SessionUsage(prompt: ledger.input.tokens + hidden, output: 500)
      hidden = 0
      try check(ledger.append(message, usage: usage), "a usage was not believed")
    }
    let whole = try RequestCounter(catalog: planner.catalog).count(ledger.request).total
    try check(ledger.input.tokens == whole.tokens + 30_000, "the measured count: \(ledger.input.tokens)")
    return line
  }

  private func appended(
    _ name: String, _ append: (inout ConversationLedger, Message) throws -> Void
  ) throws -> (ledger: ConversationLedger, line: String) {
    var policy = PlanPolicy()
    policy.risk = name == "append" ? nil : 0.01
    var ledger = try ConversationLedger(workload.request, planner: planner, policy: policy)
    var times = Times()
    var role = Role.assistant
    var least = Int.max
    for piece in workload.pieces {
      let message = Message(role: role, piece)
      let start = Times.now
      try append(&ledger, message)
      least = min(least, ledger.headroom)
      times.add(Times.now - start)
      role = role == .user ? .assistant : .user
    }
    try check(policy.risk != nil || least == ledger.headroom, "the headroom")
    let line = times.line(
      name, unit: "us", factor: 1e6, #", "messages": \#(ledger.count), "input_tokens": \#(ledger.input.tokens)"#)
    return (ledger, line)
  }
}
