package import Console
package import FileReporting

/// What a project allows its agents: the tables `[hook]` and `[hook.tools]` of `.ullage.toml`.
///
/// ```toml
/// [hook]
/// window = 200_000    # the client's; without it what the status line was told, or 200,000
/// reserve = 33_000    # the client compacts so many tokens before the window's end
/// warn = 80           # from so many percent on, and from halfway to the end, the model is told
/// read = 25_000       # one Read brings at most so much
///
/// [hook.tools]        # a tool whose result may be so long is not called where less is left
/// "mcp__*" = 25_000
/// ```
package struct HookPolicy: Sendable {
  package var window: Int?
  package var reserve = Self.clientReserve
  package var warn = 80
  package var read: Int?
  /// The last that matches decides.
  package var tools: [(pattern: String, tokens: Int)] = []

  /// Claude Code 2 compacts at its window less 20,000 for the summary and 13,000 to be safe: what its own code was read
  /// to say (its issues 12004 and 23409, 2025-11 and 2026-02). A setting of the client moves it; `reserve` follows.
  package static let clientReserve = 33_000
  /// The window that the client works in unless it is told otherwise.
  package static let clientWindow = 200_000

  package init() {}

  /// The policy in the nearest `.ullage.toml` from a folder upwards, or the usual one where there is none.
  package init(near folder: [UInt8]) throws(Complaint) {
    self.init()
    if let path = LimitFile.nearest(to: folder) { self = try HookPolicy(LimitFile(path)) }
  }

  package init(_ file: LimitFile) throws(Complaint) {
    for setting in file.hook {
      switch setting.key {
      case "window": window = setting.tokens
      case "reserve": reserve = setting.tokens
      case "warn":
        guard setting.tokens <= 100 else {
          throw Complaint(
            code: "bad_limit", message: "warn = \(setting.tokens) is no share of a window",
            place: "\(file.path.name):\(setting.line)", remedy: "warn = 80; from 0 to 100 percent", status: .badData)
        }
        warn = setting.tokens
      case "read": read = setting.tokens
      default:
        throw Complaint(
          code: "bad_limit", message: "[hook] has no setting \"\(setting.key)\"",
          place: "\(file.path.name):\(setting.line)", remedy: "window, reserve, warn or read", status: .badData)
      }
    }
    tools = file.hookTools.map { ($0.key, $0.tokens) }
  }

  /// What a result of the tool may bring; nil where nothing is said of it. A `*` at a pattern's end stands for any rest.
  package func most(of tool: String) -> Int? {
    tools.last { pattern, _ in
      pattern.hasSuffix("*") ? tool.hasPrefix(pattern.dropLast()) : tool == pattern
    }?.tokens
  }
}
