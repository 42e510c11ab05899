import ArgumentParser
import ModelCatalog

/// The options that set budgets.
struct GateFlags: ParsableArguments {
  @Option(help: ArgumentHelp("All files together may have so many tokens: 150000, 150k.", valueName: "n"))
  var budget: TokenAmount?
  @Option(help: ArgumentHelp("All files together may fill so much of --window.", valueName: "p"))
  var budgetPercent: Double?
  @Option(help: ArgumentHelp("The window of --budget-percent: 200k, 1m, a number, or auto.", valueName: "size"))
  var window: String?
  @Flag(help: "Hold the limits of .ullage.toml, here or in a folder above.") var check = false
  @Option(
    help: ArgumentHelp("Hold the limits of this file.", valueName: "file"), completion: .file(extensions: ["toml"]))
  var limits: String?

  func options() throws(Complaint) -> GateOptions {
    if budget != nil, budgetPercent != nil {
      throw .usage("--budget and --budget-percent are two budgets", remedy: "one of them")
    }
    if let budget, budget.tokens < 0 { throw .usage("--budget takes a number from 0 on", remedy: "--budget 150000") }
    if let budgetPercent, !(budgetPercent > 0 && budgetPercent <= 100) {
      throw .usage("--budget-percent takes more than 0 and at most 100", remedy: "--budget-percent 50 --window 200k")
    }
    if window != nil, budgetPercent == nil {
      throw .usage("--window belongs to --budget-percent", remedy: "--budget-percent 50 --window 200k")
    }
    if check, limits != nil { throw .usage("--check and --limits name two files", remedy: "one of them") }
    var options = GateOptions()
    options.budget = budget?.tokens
    options.percent = budgetPercent
    options.window = window ?? "auto"
    options.limits = limits.map { InputPath(argument: $0) }
    options.holdsProject = check
    return options
  }
}
