/// Files that agents take in whole, by a word in `[presets]` of the project file: where they lie is known.
///
/// ```toml
/// [presets]
/// skills = 5000       # each of them
/// agents-md = 500
/// ```
package enum BudgetPreset: String, CaseIterable, Sendable {
  /// Skills, read as a whole when one is used.
  case skills
  /// Instructions that go with every request.
  case agentsMD = "agents-md"
  /// Commands that a user types.
  case commands
  /// Lists of tools, as a server answers or a request sends them: counted as the definitions that they become.
  case mcpTools = "mcp-tools"

  /// As in `.gitignore`.
  package var patterns: [String] {
    switch self {
    case .skills: ["SKILL.md"]
    case .agentsMD: ["AGENTS.md", "CLAUDE.md", "GEMINI.md"]
    case .commands: [".claude/commands/**/*.md"]
    case .mcpTools: ["tools.json", "mcp-tools.json", "*.tools.json"]
    }
  }

  /// What one file usually may have: of a skill what its documentation advises (below 5,000, October 2025), of
  /// instructions what projects hold them to (500, July 2026); of commands and tools nothing is written, and a skill's is taken.
  package var usualTokens: Int {
    switch self {
    case .skills, .commands, .mcpTools: 5000
    case .agentsMD: 500
    }
  }
}
