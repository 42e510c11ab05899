import ArgumentParser

/// How the remote API is asked.
package struct RemoteOptions: ParsableArguments {
  @Flag(help: "Ask nobody: answer from the store alone.") package var offline = false
  @Option(help: ArgumentHelp("Requests at once.", valueName: "count")) package var concurrency = 8
  @Option(help: ArgumentHelp("Requests in a minute.", valueName: "count")) package var rpm = 1_000
  @Option(help: ArgumentHelp("Seconds that a count may take, with all attempts.", valueName: "seconds"))
  package var deadline = 180.0

  package func validate() throws {
    guard concurrency > 0, rpm > 0, deadline > 0, deadline < 86_400 else {
      throw ValidationError("--concurrency, --rpm and --deadline are more than 0")
    }
  }

  package init() {}
}
