import ArgumentParser
import CommandOptions

// What `ullage-net` does, declared here for help and completions. `NetworkProgram` gets the arguments as they were typed,
// before they are parsed: these never run.

/// `ullage reconcile`.
struct ReconcileCommand: ParsableCommand {
  static let configuration = ReconcileOptions.configuration
  @OptionGroup var options: ReconcileOptions
}

/// `ullage serve`.
struct ServeCommand: ParsableCommand {
  static let configuration = ServeOptions.configuration
  @OptionGroup var options: ServeOptions
}

/// `ullage usage`.
struct UsageCommand: ParsableCommand {
  static let configuration = UsageCommands.configuration([ImportCommand.self])

  /// `ullage usage import`.
  struct ImportCommand: ParsableCommand {
    static let configuration = ImportOptions.configuration
    @OptionGroup var options: ImportOptions
  }
}

/// `ullage calibration`.
struct CalibrationCommand: ParsableCommand {
  static let configuration = CalibrationCommands.configuration([
    LearnCommand.self, CheckCommand.self, ExportCommand.self, StatusCommand.self,
  ])

  /// `ullage calibration learn`.
  struct LearnCommand: ParsableCommand {
    static let configuration = LearnOptions.configuration
    @OptionGroup var options: LearnOptions
  }

  /// `ullage calibration check`.
  struct CheckCommand: ParsableCommand {
    static let configuration = CheckOptions.configuration
    @OptionGroup var options: CheckOptions
  }

  /// `ullage calibration export`.
  struct ExportCommand: ParsableCommand {
    static let configuration = ExportOptions.configuration
    @OptionGroup var options: ExportOptions
  }

  /// `ullage calibration status`.
  struct StatusCommand: ParsableCommand {
    static let configuration = StatusOptions.configuration
    @OptionGroup var options: StatusOptions
  }
}
