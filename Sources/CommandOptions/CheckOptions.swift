package import ArgumentParser

/// What `ullage calibration check` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct CheckOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "See whether the remote API still counts a model as before.",
    discussion: """
      A few probes are asked again and compared with what the store has of them, or else with the local count. What \
      differs is asked twice, to tell a change from noise. To be run by hand or by a scheduler.

      Exit status: 0 nothing has changed, 1 something has, 69 the remote API cannot be asked.
      """)

  @OptionGroup package var net: NetOptions
  @OptionGroup package var remote: RemoteOptions
  @Flag(help: "Answer in JSON.") package var json = false
  @Argument(help: ArgumentHelp("The model to check.", valueName: "model"), completion: Completion.models) package
    var model: String

  package init() {}
}
