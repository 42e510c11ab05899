import ArgumentParser

/// `ullage reconcile`, which `ullage-net` does.
struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Compare local counts with the remote API's.")

  @Argument(parsing: .captureForPassthrough, help: "Its options; `ullage help reconcile` lists them.") var arguments:
    [String] = []

  func run() throws { try NetworkProgram.replaceProcess(with: "reconcile", arguments) }
}

/// `ullage calibration`, which `ullage-net` does.
struct CalibrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration", abstract: "Learn models, check for drift, export corrections.")

  @Argument(parsing: .captureForPassthrough, help: "Its options; `ullage help calibration` lists them.") var arguments:
    [String] = []

  func run() throws { try NetworkProgram.replaceProcess(with: "calibration", arguments) }
}

/// `ullage usage`, which `ullage-net` does.
struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Learn from answers that were paid for already.")

  @Argument(parsing: .captureForPassthrough, help: "Its options; `ullage help usage` lists them.") var arguments:
    [String] = []

  func run() throws { try NetworkProgram.replaceProcess(with: "usage", arguments) }
}

/// `ullage serve`, which `ullage-net` does.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answer count_tokens over HTTP on this machine.")

  @Argument(parsing: .captureForPassthrough, help: "Its options; `ullage help serve` lists them.") var arguments:
    [String] = []

  func run() throws { try NetworkProgram.replaceProcess(with: "serve", arguments) }
}
