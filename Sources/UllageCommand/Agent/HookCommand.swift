import AgentSteps
import ArgumentParser

/// The option parser's view of `ullage hook`.
struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Answer a coding agent's hook: may this read still fit?",
    discussion: """
      Reads one event of Claude Code's hooks on standard input and answers in its JSON. Before a file is read, the file \
      is counted as the tool shows it, and what is left before the conversation is compacted is known from the last \
      call in the transcript and what has come since: a read that would not fit is denied, with the lines that would. \
      Before a turn the model is told, once, that the window fills up. Where there is no reason to speak nothing is \
      printed.

      In .claude/settings.json:
        {"hooks": {
          "PreToolUse": [{"matcher": "Read|WebFetch|mcp__.*",
            "hooks": [{"type": "command", "command": "ullage hook"}]}],
          "UserPromptSubmit": [{"hooks": [{"type": "command", "command": "ullage hook"}]}],
          "PreCompact": [{"hooks": [{"type": "command", "command": "ullage hook"}]}]}}

      Thresholds stand in .ullage.toml, in the agent's folder or above it:
        [hook]
        window = 200_000    # the client's; without it what the status line was told, or 200,000
        reserve = 33_000    # the client compacts so many tokens before the window's end
        warn = 80           # the percentage from which the model is told
        read = 25_000       # one Read brings at most so much
        [hook.tools]        # a tool whose result may be so long is not called where less is left
        "mcp__*" = 25_000

      Examples:
        ullage hook < event.json
        ullage hook --explain < event.json

      Exit status: 0 always, for others would block the agent or read as errors of its own; what goes wrong here is one \
      line on standard error.
      """)

  @Flag(help: "Say for people what the answer comes from, and remember nothing.") var explain = false
  @OptionGroup var facts: CatalogFlags

  func run() throws { try HookRun(catalog: facts.file, explains: explain).run() }
}
