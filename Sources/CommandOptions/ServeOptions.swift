package import ArgumentParser

/// What `ullage serve` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct ServeOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer count_tokens over HTTP on this machine.",
    discussion: """
      Serves POST /v1/messages/count_tokens as the Messages API does, POST /v1/messages/plan and \
      /v1/messages/threads, GET /v1/models, /v1/models/ID, /health and /metrics. Nothing leaves the machine unless --upstream is given; no file is read on \
      request; logs have no content.

      Without options only this machine can reach it. To let others, give --host and a token, without which no other \
      address is opened: in ULLAGE_TOKEN, or in a file for --token-file; callers send it as x-api-key or as a bearer token.

      Examples:
        ullage serve
        ANTHROPIC_BASE_URL=http://127.0.0.1:8787 python client.py
        ullage serve --host 0.0.0.0 --port 8080 --token-file /run/credentials/token

      Exit status: 0 when asked to stop, 64 usage, 69 the address cannot be listened on.
      """)

  @Option(help: ArgumentHelp("Listen on this address.", valueName: "address")) package var host = "127.0.0.1"
  @Option(help: ArgumentHelp("Listen on this port; 0 chooses one.", valueName: "number")) package var port = 8787
  @Option(
    help: ArgumentHelp("The token that callers must send is in this file.", valueName: "file"), completion: .file())
  package var tokenFile: String?
  @Option(
    help: ArgumentHelp("Serve under this name, too; without a token only names of this machine are.", valueName: "name")
  )
  package var allowHost: [String] = []
  @Flag(help: "Refuse what the API would refuse, where it could be counted.") package var strict = false
  @Option(
    help: ArgumentHelp("Count an unknown model by this one's rules, marked assumed.", valueName: "id"),
    completion: Completion.models)
  package var assumeModel: String?
  @Option(
    help: ArgumentHelp(
      "A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  package var catalog: String?
  @Option(
    help: ArgumentHelp("Write to standard error from this level on; info has every answer.", valueName: "level"),
    completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
  package var logLevel = "notice"
  @Flag(
    help: """
      Ask the API at ANTHROPIC_BASE_URL with ANTHROPIC_API_KEY to confirm each count; where it does not, the local one \
      stands. Requests then leave this machine.
      """)
  package var upstream = false
  @Option(help: ArgumentHelp("Ask the API at most so often in a minute.", valueName: "number"))
  package var upstreamRate = 1000
  @OptionGroup(title: "Limits") package var limits: LimitOptions

  package init() {}
}
