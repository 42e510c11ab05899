public import JSONText
import MessagesAPI
public import ModelCatalog

/// An edit that the API itself makes before the model sees a conversation, with all its parameters.
///
/// Defaults are the catalogue's (`shared.context_editing`).
public enum ContextEdit: Sendable, Equatable {
  /// `clear_tool_uses_20250919`: old tool results are taken out.
  case clearToolUses(ClearToolUses)
  /// `clear_thinking_20251015`: old thinking is taken out.
  case clearThinking(ClearThinking)
  /// `compact_20260112`: old turns are summarised.
  case compact(Compact)

  /// `clear_tool_uses_20250919`: the oldest results go, a placeholder stays.
  public struct ClearToolUses: Sendable, Equatable {
    /// When it begins: at so many tokens of input, or so many calls.
    public enum Trigger: Sendable, Equatable {
      /// More input tokens than this.
      case inputTokens(Int)
      /// More tool uses than this.
      case toolUses(Int)
    }

    /// From when on the API clears.
    public var trigger = Trigger.inputTokens(100_000)
    /// Calls at the end that are left alone.
    public var keep = 3
    /// Tokens; where less can be cleared, nothing is.
    public var clearAtLeast: Int?
    /// Tools whose calls are left alone.
    public var excludeTools: Set<String> = []
    /// Whose inputs are cleared with the results.
    public var clearInputs = Inputs.none

    /// Whose arguments are cleared with the results.
    public enum Inputs: Sendable, Equatable {
      /// Inputs stay.
      case none
      /// The inputs of every cleared call.
      case all
      /// The inputs of calls of these tools.
      case of(Set<String>)
    }

    /// The edit with the API's own defaults.
    public init() {}
  }

  /// `clear_thinking_20251015`: the thinking of earlier turns goes.
  public struct ClearThinking: Sendable, Equatable {
    /// Turns of the assistant that keep their thinking, from the end; nil keeps all.
    public var keep: Int?

    /// The edit that keeps so much thinking.
    public init(keep: Int?) { self.keep = keep }
  }

  /// `compact_20260112`: everything so far becomes a summary.
  public struct Compact: Sendable, Equatable {
    /// Tokens of input, at least 50,000.
    public var trigger = ContextManagement.Edit.usualCompactionTrigger
    /// What the summary should hold, in place of the API's own instructions.
    public var instructions: String?

    /// The edit with the API's own defaults.
    public init() {}
  }

  /// Reads an edit; nil for a type that is not known here. What is missing or odd takes its default.
  ///
  /// - Parameter keepsThinking: what the model does with earlier thinking unless told: the default of `clear_thinking`.
  init?(_ edit: ContextManagement.Edit, keepsThinking: Bool) {
    if let kept = edit.thinkingKept {
      switch kept {
      case .all: self = .clearThinking(ClearThinking(keep: nil))
      case .turns(let turns): self = .clearThinking(ClearThinking(keep: turns))
      case .modelDefault: self = .clearThinking(ClearThinking(keep: keepsThinking ? nil : 1))
      }
      return
    }
    let json = edit.json
    switch edit.type {
    case "clear_tool_uses_20250919":
      var own = ClearToolUses()
      if let value = json["trigger"]?["value"]?.int.map({ max($0, 0) }) {
        own.trigger = json["trigger"]?["type"]?.isText("tool_uses") == true ? .toolUses(value) : .inputTokens(value)
      }
      if let value = json["keep"]?["value"]?.int { own.keep = max(value, 0) }
      own.clearAtLeast = json["clear_at_least"]?["value"]?.int.map { max($0, 0) }
      own.excludeTools = Set(json["exclude_tools"]?.elements.compactMap(\.string) ?? [])
      if let names = json["clear_tool_inputs"], names.isArray {
        own.clearInputs = .of(Set(names.elements.compactMap(\.string)))
      } else if json["clear_tool_inputs"]?.bool == true {
        own.clearInputs = .all
      }
      self = .clearToolUses(own)
    case "compact_20260112":
      var own = Compact()
      if let trigger = edit.compactionTrigger { own.trigger = trigger }
      own.instructions = json["instructions"]?.string
      self = .compact(own)
    default: return nil
    }
  }

  /// The edit as a request asks for it.
  public var json: JSONValue {
    switch self {
    case .clearToolUses(let edit):
      let (type, value) =
        switch edit.trigger {
        case .inputTokens(let tokens): ("input_tokens", tokens)
        case .toolUses(let calls): ("tool_uses", calls)
        }
      var members: [(String, JSONValue)] = [
        ("type", "clear_tool_uses_20250919"),
        ("trigger", ["type": JSONValue(type), "value": JSONValue(integerLiteral: value)]),
        ("keep", ["type": "tool_uses", "value": JSONValue(integerLiteral: edit.keep)]),
      ]
      if let least = edit.clearAtLeast {
        members.append(("clear_at_least", ["type": "input_tokens", "value": JSONValue(integerLiteral: least)]))
      }
      if !edit.excludeTools.isEmpty { members.append(("exclude_tools", Self.names(edit.excludeTools))) }
      switch edit.clearInputs {
      case .none: break
      case .all: members.append(("clear_tool_inputs", true))
      case .of(let tools): members.append(("clear_tool_inputs", Self.names(tools)))
      }
      return JSONValue(members: members)
    case .clearThinking(let edit):
      let keep: JSONValue =
        edit.keep.map { ["type": "thinking_turns", "value": JSONValue(integerLiteral: $0)] } ?? "all"
      return ["type": "clear_thinking_20251015", "keep": keep]
    case .compact(let edit):
      var members: [(String, JSONValue)] = [
        ("type", "compact_20260112"),
        ("trigger", ["type": "input_tokens", "value": JSONValue(integerLiteral: edit.trigger)]),
      ]
      if let instructions = edit.instructions { members.append(("instructions", JSONValue(instructions))) }
      return JSONValue(members: members)
    }
  }

  private static func names(_ tools: Set<String>) -> JSONValue {
    JSONValue(elements: tools.sorted().map { JSONValue($0) })
  }

  /// The beta header that the edit takes, by the catalogue.
  public func header(in catalog: Catalog) -> String? {
    switch self {
    case .clearToolUses, .clearThinking: catalog.beta(neededBy: "context_management")
    case .compact: catalog.beta(neededBy: "compact_20260112")
    }
  }
}
