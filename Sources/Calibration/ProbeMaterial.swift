import JSONText
import MessagesAPI

/// What the probes are made of. Nothing in it is anybody's text.
enum ProbeMaterial {
  /// Texts of several scripts and code: they count tens of tokens apart by family, frames a few.
  static let prose: RequestText =
    """
    The harbour-master's ledger, 1987: 42 crates of Ångström lamps — "fragile", it says. 日本語のテキスト、русский текст。
    fn main() { let share = 0.25 * total; println!("{share:>8.3}"); }
    Nobody remembers who unloaded them, although the warehouse-keeper's daughter wrote everything down conscientiously.
    """

  static let question = Message(role: .user, "What is 2 + 2?")
  static let begun = Message(role: .assistant, "It is")

  static let add = Tool(
    name: "add", description: "Add two numbers.",
    inputSchema: ["type": "object", "properties": ["a": ["type": "integer"], "b": ["type": "integer"]]])

  static let weather = Tool(
    name: "get_weather", description: "Das Wetter für einen Ort – heute, ☀ oder ☂.",
    inputSchema: [
      "type": "object",
      "properties": [
        "place": ["type": "string", "description": "Ort, z. B. Tromsø"],
        "unit": ["type": "string", "enum": ["°C", "°F"]],
        "days": ["type": "array", "items": ["type": "number", "maximum": 1.5]],
      ], "required": ["place"],
    ])

  static func call(_ number: Int) -> ContentBlock {
    .toolUse(id: "toolu_\(number)", name: "add", input: ["a": JSONValue(integerLiteral: number), "b": 2])
  }

  static func result(_ number: Int) -> ContentBlock {
    .toolResult(toolUseID: "toolu_\(number)", .text("The sum is four."))
  }

  /// Cut into patches of 28 it has 21 by 21, of 56 the room of 22 by 22.
  static let image = image(588, 588)
  /// Larger than what some models scale down to.
  static let largeImage = image(2000, 1500)

  private static func image(_ width: Int, _ height: Int) -> ContentBlock {
    .image(mediaType: "image/png", base64: BlankImage.base64(width: width, height: height))
  }

  static let thinking = Thinking(type: "enabled", budgetTokens: 1024)
  static let thinkingBetweenCalls = "interleaved-thinking-2025-05-14"
  static let format = OutputFormat(
    schema: [
      "type": "object", "properties": ["sum": ["type": "integer"]], "required": ["sum"], "additionalProperties": false,
    ])
}

/// The ways to let a model choose its tools: each has instructions of its own.
enum ToolForm: String, CaseIterable {
  case auto
  case any
  case tool
  case autoSerial = "auto_serial"
  case anySerial = "any_serial"
  case toolSerial = "tool_serial"

  /// The name of the probe that asks for its cost.
  var probe: String {
    switch self {
    case .auto: "tools"
    case .any: "tools, any forced"
    case .tool: "tools, one forced"
    case .autoSerial: "tools, one at a time"
    case .anySerial: "tools, any forced, one at a time"
    case .toolSerial: "tools, one forced, one at a time"
    }
  }

  var cost: Fact { Fact(stringLiteral: "tool_prompt.\(rawValue)") }

  var choice: ToolChoice {
    switch self {
    case .auto: ToolChoice(.auto)
    case .any: ToolChoice(.any)
    case .tool: ToolChoice(.tool, name: "add")
    case .autoSerial: ToolChoice(.auto, disableParallelToolUse: true)
    case .anySerial: ToolChoice(.any, disableParallelToolUse: true)
    case .toolSerial: ToolChoice(.tool, name: "add", disableParallelToolUse: true)
    }
  }
}
