import JSONText
import MessagesAPI

/// The probes that a model is learned from: at most 25, each with a question of its own, the last one a check of all.
///
/// The first tells the vocabulary and the frame: texts of several scripts and of code count tens of tokens apart by family,
/// frames a few. Later probes build on what earlier ones told.
public enum LearningPlan {
  /// What is asked, in the order in which it is asked.
  public static let probes: [Probe] = texts + tools + results + media + settings + [everything]

  /// The few that are asked again to notice drift: vocabulary and frame, system prompt, tools, results, images.
  public static let watched: [Probe] = probes.filter {
    ["text", "system prompt", "tools", "result", "image", "everything"].contains($0.name)
  }

  // MARK: Material

  private static let prose: RequestText =
    """
    The harbour-master's ledger, 1987: 42 crates of Ångström lamps — "fragile", it says. 日本語のテキスト、русский текст。
    fn main() { let share = 0.25 * total; println!("{share:>8.3}"); }
    Nobody remembers who unloaded them, although the warehouse-keeper's daughter wrote everything down conscientiously.
    """

  private static let add = Tool(
    name: "add", description: "Add two numbers.",
    inputSchema: ["type": "object", "properties": ["a": ["type": "integer"], "b": ["type": "integer"]]])

  private static let weather = Tool(
    name: "get_weather", description: "Das Wetter für einen Ort – heute, ☀ oder ☂.",
    inputSchema: [
      "type": "object",
      "properties": [
        "place": ["type": "string", "description": "Ort, z. B. Tromsø"],
        "unit": ["type": "string", "enum": ["°C", "°F"]],
        "days": ["type": "array", "items": ["type": "number", "maximum": 1.5]],
      ], "required": ["place"],
    ])

  private static let question = Message(role: .user, "What is 2 + 2?")

  private static func call(_ number: Int) -> ContentBlock {
    .toolUse(id: "toolu_\(number)", name: "add", input: ["a": JSONValue(integerLiteral: number), "b": 2])
  }

  private static func result(_ number: Int) -> ContentBlock {
    .toolResult(toolUseID: "toolu_\(number)", .text("The sum is four."))
  }

  // MARK: Texts

  private static let texts = [
    Probe(
      "text", "which vocabulary, and what the frame costs", [.number("prices.frame", -5...60)],
      messages: [Message(role: .user, .text(prose))]),
    Probe(
      "white space at the end", "whether it is free", [.choice(flags("trailing_white_space_is_free"))],
      messages: [Message(role: .user, "Count to three.  \n\n")]),
    Probe(
      "system prompt", "what one costs, whether white space around it counts, and what stands before it",
      [
        .choice(
          flags("strips_system").flatMap { strips in flags("breaks_before_parts").map { strips + $0 } }),
        .number("prices.system", -5...20),
      ], messages: [question]
    ) { $0.system = "  \n You are terse. \n\n " },
    Probe(
      "reply begun", "what an answer saves that is begun already", [.number("prices.prefill", -20...20)],
      mayBeRefused: true, messages: [question, Message(role: .assistant, "It is")]),
  ]

  private static func flags(_ fact: Fact) -> [[Constant]] { [[Constant(fact, false)], [Constant(fact, true)]] }

  // MARK: Tools

  private static func tools(_ name: String, _ form: String, _ choice: ToolChoice) -> Probe {
    Probe(
      name, "what the instructions on tools cost", [.number(Fact(stringLiteral: "tool_prompt.\(form)"), 0...4_000)],
      mayBeRefused: form != "auto", messages: [question]
    ) { request in
      request.tools = [add]
      request.toolChoice = choice
    }
  }

  private static let tools = [
    tools("tools", "auto", ToolChoice(.auto)),
    tools("tools, any forced", "any", ToolChoice(.any)),
    tools("tools, one forced", "tool", ToolChoice(.tool, name: "add")),
    tools("tools, one at a time", "auto_serial", ToolChoice(.auto, disableParallelToolUse: true)),
    tools("tools, any forced, one at a time", "any_serial", ToolChoice(.any, disableParallelToolUse: true)),
    tools(
      "tools, one forced, one at a time", "tool_serial", ToolChoice(.tool, name: "add", disableParallelToolUse: true)),
    Probe(
      "tool definitions", "how they are written", [.choice(flags("escapes_tool_json"))], messages: [question]
    ) { request in
      request.system = "You are terse."
      request.tools = [weather, add]
    },
  ]

  // MARK: Calls and results

  private static func results(
    _ name: String, _ question: String, _ unknowns: [Unknown], _ answer: [ContentBlock], _ results: [ContentBlock]
  ) -> Probe {
    Probe(
      name, question, unknowns,
      messages: [Self.question, Message(role: .assistant, answer), Message(role: .user, results)]
    ) { $0.tools = [add] }
  }

  private static let results = [
    results(
      "result", "what a call with its result costs",
      [.number("prices.ends_in_result", -20...40), .number("prices.call_and_result", -20...60)], [call(1)], [result(1)]),
    results(
      "text before a call", "what it costs besides its text", [.number("prices.text_before_call", -20...20)],
      [.text("I add."), call(1)], [result(1)]),
    results(
      "text after a result", "what it costs besides its text",
      [.number("prices.after_results", -20...20), .number("prices.text_after_result", -20...20)], [call(1)],
      [result(1), .text("And now?")]),
    results(
      "two results", "what several results cost", [.number("prices.several_results.tokens", -20...80)],
      [call(1), call(2)], [result(1), result(2)]),
  ]

  // MARK: Images

  private static func image(_ width: Int, _ height: Int) -> ContentBlock {
    .image(mediaType: "image/png", base64: BlankImage.base64(width: width, height: height))
  }

  /// Cut into patches of 28 it has 21 by 21, of 56 the room of 22 by 22.
  private static let small = image(588, 588)

  private static let media = [
    Probe(
      "image", "how images are cut into patches",
      [.choice([[Constant("image.unit", 28)], [Constant("image.unit", 56)]]), .number("image.extra", 0...40)],
      messages: [Message(role: .user, [small])]),
    Probe(
      "large image", "from which size on images are scaled down",
      [
        .choice([
          [Constant("image.edge", 1568), Constant("image.tokens", 1568)],
          [Constant("image.edge", 2576), Constant("image.tokens", 4784)],
        ])
      ], messages: [Message(role: .user, [image(2000, 1500)])]
    ) { $0.system = "Look closely." },
    results(
      "image in a result", "what it costs besides the image", [.number("prices.image_in_result", -20...60)], [call(1)],
      [.toolResult(toolUseID: "toolu_1", .blocks([small]))]),
  ]

  // MARK: Settings

  private static let schema: JSONValue = [
    "type": "object", "properties": ["sum": ["type": "integer"]], "required": ["sum"], "additionalProperties": false,
  ]

  private static let settings = [
    Probe(
      "thinking", "what the setting costs", [.number("thinking.enabled", 0...80)], mayBeRefused: true,
      messages: [question]
    ) { request in
      request.thinking = Thinking(type: "enabled", budgetTokens: 1024)
      request.system = "You are terse."
      request.tools = [add]
    },
    Probe(
      "thinking alone", "what the setting costs without a system prompt", [.choice(flags("thinking.joins_always"))],
      mayBeRefused: true, messages: [question]
    ) { $0.thinking = Thinking(type: "enabled", budgetTokens: 1024) },
    Probe(
      "thinking between calls", "what its beta costs", [.number("prices.interleaved_thinking", 0...600)],
      betas: ["interleaved-thinking-2025-05-14"], mayBeRefused: true, messages: [question]
    ) { request in
      request.thinking = Thinking(type: "enabled", budgetTokens: 1024)
      request.tools = [add]
    },
    Probe(
      "adaptive thinking", "what the setting costs", [.number("prices.adaptive_thinking", 0...200)], mayBeRefused: true,
      messages: [question]
    ) { $0.thinking = Thinking(type: "adaptive") },
    Probe(
      "low effort", "what it costs", [.number("effort.low", 0...400)], mayBeRefused: true, messages: [question]
    ) { $0.outputConfig = OutputConfig(effort: "low") },
    Probe(
      "structured output", "what it costs besides the schema", [.number("prices.structured_output", 0...600)],
      mayBeRefused: true, messages: [question]
    ) { $0.outputConfig = OutputConfig(format: OutputFormat(schema: schema)) },
  ]

  // MARK: The check

  /// Everything that most requests have, at once: what was learned one by one must add up.
  private static let everything = Probe(
    "everything", "whether all of it adds up", [],
    messages: [
      Message(role: .user, [.text("Look, and add."), image(300, 200)]),
      Message(role: .assistant, [.text("I add twice."), call(1), call(2)]),
      Message(role: .user, [result(1), result(2)]), Message(role: .assistant, "Both are four."),
      Message(role: .user, .text(prose)), Message(role: .assistant, [.text("Once more."), call(3)]),
      Message(role: .user, [result(3), .text("Thanks. Go on. \n\n")]),
    ]
  ) { request in
    request.system = "You are terse, and you add."
    request.tools = [add, weather]
  }
}
