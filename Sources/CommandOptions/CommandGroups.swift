package import ArgumentParser

/// `ullage usage`, with the commands below it that a program has.
package enum UsageCommands {
  package static func configuration(_ commands: [any ParsableCommand.Type]) -> CommandConfiguration {
    CommandConfiguration(
      commandName: "usage", abstract: "Learn from the usage in answers that are stored already.", subcommands: commands)
  }
}

/// `ullage calibration`, with the commands below it that a program has.
package enum CalibrationCommands {
  package static func configuration(_ commands: [any ParsableCommand.Type]) -> CommandConfiguration {
    CommandConfiguration(
      commandName: "calibration", abstract: "Learn models, check for drift, export corrections.", subcommands: commands)
  }
}
