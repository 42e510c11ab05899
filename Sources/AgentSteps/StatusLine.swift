package import Console
import FileReporting
import JSONText
package import ModelCatalog
import RequestCounting

/// One line for a coding agent's foot: what is used of the window, what the last call added, and what is left.
package struct StatusLine: Sendable {
  /// What the client tells a status line.
  package struct Report: Sendable {
    package let session: String?
    package let transcript: InputPath?
    package let model: String?
    package let modelName: String?
    package let window: Int?
    package let dollars: Double?
    package let folder: [UInt8]

    /// Throws where the bytes are no report.
    package init(_ bytes: [UInt8]) throws(Complaint) {
      let root: JSONValue
      do { root = try JSONDocument(parsing: bytes).root } catch {
        throw Complaint(error, at: "standard input:\(error.line):\(error.column)")
      }
      session = root["session_id"]?.string
      transcript = root["transcript_path"]?.string.flatMap { $0.isEmpty ? nil : InputPath(bytes: Array($0.utf8)) }
      model = root["model"]?["id"]?.string
      modelName = root["model"]?["display_name"]?.string
      window = root["context_window"]?["context_window_size"]?.int.flatMap { $0 > 0 ? $0 : nil }
      dollars = root["cost"]?["total_cost_usd"]?.double
      folder = Array((root["cwd"]?.string ?? root["workspace"]?["current_dir"]?.string ?? ".").utf8)
    }
  }

  package static let usualFormat = "{model}  {used}/{window} {percent}  {growth}  {left} left{calls}{cost}"

  private let report: Report
  private let fill: WindowFill
  private let warn: Int

  /// Reads the transcript's end. Remembers the window, for the hook is not told it.
  package init(_ report: Report, _ catalog: Catalog, state: AgentState?) throws(Complaint) {
    let policy = try HookPolicy(near: report.folder)
    // Before its first message a session has no file.
    let seen =
      try report.transcript.map { path throws(Complaint) -> TranscriptTail in
        do throws(Complaint) { return try TranscriptTail(path) } catch {
          if error.code == "no_such_file" { return .empty }
          throw error
        }
      } ?? .empty
    guard let pricing = StepPricing(report.model ?? seen.calls.first?.model, catalog) else {
      throw .usage("the catalogue has no model to count for", remedy: "ullage models")
    }
    if let window = report.window { state?.update { $0.window = window } }
    do throws(CountError) {
      fill = try WindowFill(
        seen, window: report.window ?? HookDecision.window(policy, seen, state), reserve: policy.reserve, pricing)
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message, place: report.transcript?.name, remedy: error.remedy,
        status: .incomplete)
    }
    self.report = report
    warn = policy.warn
  }

  /// The line without a line feed. Fields that are not known are empty; words in braces that name no field stay.
  package func text(format: String = Self.usualFormat, usesColor: Bool) -> String {
    var line = format
    for (name, value) in fields { line = line.writing(value, for: "{\(name)}") }
    let shown = ShownText.line(line)
    guard usesColor else { return shown }
    let code = fill.percent >= (warn + 100) / 2 ? "31" : fill.percent >= warn ? "33" : "32"
    return "\u{1B}[\(code)m\(shown)\u{1B}[0m"
  }

  private var fields: [(String, String)] {
    [
      ("model", report.modelName ?? report.model ?? ""),
      ("used", (fill.isAnchored ? "" : "≥") + Self.short(fill.used.tokens)), ("window", Self.short(fill.window)),
      ("percent", "\(fill.percent)%"), ("growth", fill.lastGrowth.map { "+\(Self.short($0))" } ?? ""),
      ("left", Self.short(fill.left)), ("calls", fill.callsLeft.map { ", ~\($0) calls" } ?? ""),
      ("cost", report.dollars.map { "  $\(Self.cents($0))" } ?? ""),
    ]
  }

  /// `812`, `8.4k`, `84k`, `1.0M`, in integers: the same on every machine.
  static func short(_ tokens: Int) -> String {
    switch tokens {
    case ..<1000: "\(tokens)"
    case ..<10_000: "\(tokens / 1000).\(tokens / 100 % 10)k"
    case ..<1_000_000: "\(tokens / 1000)k"
    default: "\(tokens / 1_000_000).\(tokens / 100_000 % 10)M"
    }
  }

  private static func cents(_ dollars: Double) -> String {
    guard dollars.isFinite, dollars >= 0, dollars < 1e9 else { return "?" }
    let cents = Int((dollars * 100).rounded())
    return "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
  }
}
