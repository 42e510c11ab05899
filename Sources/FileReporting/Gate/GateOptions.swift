package import ModelCatalog

/// Which budgets were asked for.
package struct GateOptions {
  package var budget: Int?
  /// Of the window, from 0 to 100.
  package var percent: Double?
  package var window = "auto"
  package var limits: InputPath?
  /// Whether the limits are those of the project's own file.
  package var holdsProject = false

  package init() {}

  package var isEmpty: Bool { budget == nil && percent == nil && limits == nil && !holdsProject }

  /// The gate; `auto` is the smallest of the models' windows.
  package func gate(windowOf models: [String?], in catalog: Catalog) throws(Complaint) -> BudgetGate {
    var gate = BudgetGate()
    gate.budget = budget
    gate.source = budget.map { "--budget \($0)" } ?? ""
    if let limits { gate.limits = try LimitFile(limits) }
    if holdsProject { gate.limits = try LimitFile.ofProject() }
    guard let percent else { return gate }
    let known = models.compactMap { $0.flatMap { catalog.model($0) }?.window?.tokens }.min()
    guard let window = try TokenAmount.window(window) ?? known else {
      throw .usage("the window of the model is not known", remedy: "--window 200k, 1m or a number of tokens")
    }
    gate.budget = Int((Double(window) * percent / 100).rounded(.down))
    gate.source = "--budget-percent \(percent) of a window of \(window)"
    return gate
  }
}
