import JSONText
import MessagesAPI

/// The probes that a model is learned from: at most 25 counts, each with a question of its own.
///
/// The first tells the vocabulary and the frame; later ones build on what earlier ones told. Every cost stands in two
/// probes at least, so that no single wrong answer passes for a constant: most of them in "everything", which has no
/// question of its own and must add up. What cannot stand there, since it excludes something else or may be refused, is
/// asked for by itself and then carried by a probe with another question: each way to choose tools by one with tools, a
/// begun reply by one of those ways, thinking by an image, the other settings by "settings together". A model that
/// refuses something is not asked for it again.
///
///     LearningPlan.probes.count                                       // 25
///     LearningPlan.probes(refused: ["thinking"]).map(\.name)          // without "thinking alone", for one
package enum LearningPlan {
  /// For a model that refuses nothing: the longest plan.
  package static let probes = probes(refused: [])

  /// For a model that has refused some, by name: what needs them is left out or put without them.
  package static func probes(refused: Set<String>) -> [Probe] {
    let plan = Plan(refused: refused)
    return plan.texts + plan.tools + plan.thinking + plan.media + plan.results + plan.settings + [plan.everything]
  }

  /// The next probe to ask; nil at the end.
  ///
  /// - Parameters:
  ///   - asked: the names of all that were asked, refused ones among them.
  ///   - refused: the names of those that the model refused.
  package static func next(asked: Set<String>, refused: Set<String>) -> Probe? {
    probes(refused: refused).first { !asked.contains($0.name) }
  }

  /// The few that are asked again to notice drift: vocabulary and frame, system prompt, tools, results, images.
  package static let watched: [Probe] = probes.filter {
    ["text", "system prompt", "tools", "result", "image", "everything"].contains($0.name)
  }

  /// The probe that confirms the settings.
  static let settingsTogether = "settings together"
  /// What ``settingsTogether`` carries, by the names of the probes.
  static let settings = ["thinking", "thinking between calls", "adaptive thinking", "low effort", "structured output"]
}

/// The probes as they are put to a model that has refused some.
private struct Plan {
  let refused: Set<String>

  private func accepts(_ probe: String) -> Bool { !refused.contains(probe) }

  private static func flags(_ fact: Fact) -> [[Constant]] { [[Constant(fact, false)], [Constant(fact, true)]] }

  // MARK: Texts

  var texts: [Probe] {
    [
      Probe(
        "text", "which vocabulary, and what the frame costs", [.number("prices.frame", -5...60)],
        messages: [Message(role: .user, .text(ProbeMaterial.prose))]),
      Probe(
        "system prompt", "what one costs, the white space around it included", [.number("prices.system", -5...20)],
        messages: [ProbeMaterial.question]
      ) { $0.system = "  \n You are terse. \n\n " },
      Probe(
        "reply begun", "what an answer saves that is begun already", [.number("prices.prefill", -20...20)],
        mayBeRefused: true, messages: [ProbeMaterial.question, ProbeMaterial.begun]),
    ]
  }

  // MARK: Tools

  var tools: [Probe] {
    ToolForm.allCases.map { form in
      // It carries the begun reply.
      let reply = form == .autoSerial && accepts("reply begun") ? [ProbeMaterial.begun] : []
      return Probe(
        form.probe, "what the instructions on tools cost", [.number(form.cost, 0...4_000)],
        mayBeRefused: form != .auto, messages: [ProbeMaterial.question] + reply
      ) { request in
        request.tools = [ProbeMaterial.add]
        request.toolChoice = form.choice
      }
    } + [
      Probe(
        "tool definitions", "how they are written, and whether white space at the end is free",
        [.choice(Self.flags("tokenizer.trailing_whitespace_free"))],
        messages: [Message(role: .user, "Count to three.  \n\n")]
      ) { request in
        request.tools = [ProbeMaterial.weather, ProbeMaterial.add]
        request.toolChoice = choice(.any)
      }
    ]
  }

  /// A way to choose tools that a probe with another question carries; nil where it is refused.
  private func choice(_ form: ToolForm) -> ToolChoice? { accepts(form.probe) ? form.choice : nil }

  // MARK: Thinking

  var thinking: [Probe] {
    let first = Probe(
      "thinking", "what the setting costs", [.number("thinking.enabled", 0...80)], mayBeRefused: true,
      messages: [ProbeMaterial.question]
    ) { request in
      request.thinking = ProbeMaterial.thinking
      request.system = "You are terse."
      request.tools = [ProbeMaterial.add]
    }
    guard accepts("thinking") else { return [first] }
    return [
      first,
      Probe(
        "thinking alone", "whether the setting costs the same without a system prompt", [], mayBeRefused: true,
        messages: [ProbeMaterial.question]
      ) { $0.thinking = ProbeMaterial.thinking },
      Probe(
        "thinking between calls", "what its beta costs", [.number("prices.interleaved_thinking", 0...600)],
        betas: [ProbeMaterial.thinkingBetweenCalls], mayBeRefused: true, messages: [ProbeMaterial.question]
      ) { request in
        request.thinking = ProbeMaterial.thinking
        request.tools = [ProbeMaterial.add]
      },
    ]
  }

  // MARK: Images

  var media: [Probe] {
    [
      Probe(
        "image", "how images are cut into patches",
        [.choice([[Constant("image.unit", 28)], [Constant("image.unit", 56)]]), .number("image.extra", 0...40)],
        messages: [Message(role: .user, [ProbeMaterial.image])]),
      Probe(
        "large image", "from which size on images are scaled down",
        [
          .choice([
            [Constant("image.edge", 1568), Constant("image.tokens", 1568)],
            [Constant("image.edge", 2576), Constant("image.tokens", 4784)],
          ])
        ], messages: [Message(role: .user, [ProbeMaterial.largeImage])]
      ) { request in
        if accepts("thinking"), accepts("thinking alone") { request.thinking = ProbeMaterial.thinking }
      },
    ]
  }

  // MARK: Calls and results

  private func results(
    _ name: String, _ question: String, _ unknowns: [Unknown], _ form: ToolForm, _ answer: [ContentBlock],
    _ results: [ContentBlock]
  ) -> Probe {
    Probe(
      name, question, unknowns,
      messages: [ProbeMaterial.question, Message(role: .assistant, answer), Message(role: .user, results)]
    ) { request in
      request.tools = [ProbeMaterial.add]
      if form != .auto { request.toolChoice = choice(form) }
    }
  }

  var results: [Probe] {
    let (call, result) = (ProbeMaterial.call, ProbeMaterial.result)
    return [
      results(
        "result", "what a call with its result costs",
        [.number("prices.ends_in_result", -20...40), .number("prices.call_and_result", -20...60)], .auto,
        [call(1)],
        [result(1)]),
      results(
        "text before a call", "what it costs besides its text", [.number("prices.text_before_call", -20...20)],
        .autoSerial, [.text("I add."), call(1)], [result(1)]),
      results(
        "text after a result", "what it costs besides its text",
        [.number("prices.after_results", -20...20), .number("prices.text_after_result", -20...20)], .tool, [call(1)],
        [result(1), .text("And now?")]),
      results(
        "two results", "what several results cost", [.number("prices.several_results.tokens", -20...80)], .anySerial,
        [call(1), call(2)], [result(1), result(2)]),
      results(
        "image in a result", "what it costs besides the image", [.number("prices.image_in_result", -20...60)],
        .toolSerial, [call(1)], [.toolResult(toolUseID: "toolu_1", .blocks([ProbeMaterial.image]))]),
    ]
  }

  // MARK: Settings

  var settings: [Probe] {
    [
      Probe(
        "adaptive thinking", "what the setting costs", [.number("prices.adaptive_thinking", 0...200)],
        mayBeRefused: true, messages: [ProbeMaterial.question]
      ) { $0.thinking = Thinking(type: "adaptive") },
      Probe(
        "low effort", "what it costs", [.number("effort.low", 0...400)], mayBeRefused: true,
        messages: [ProbeMaterial.question]
      ) { request in
        request.outputConfig = OutputConfig(effort: "low")
        // Where both kinds of thinking are known, the settings together have the other one.
        if accepts("thinking"), accepts("adaptive thinking") { request.thinking = Thinking(type: "adaptive") }
      },
      Probe(
        "structured output", "what it costs besides the schema", [.number("prices.structured_output", 0...600)],
        mayBeRefused: true, messages: [ProbeMaterial.question]
      ) { $0.outputConfig = OutputConfig(format: ProbeMaterial.format) },
    ] + (LearningPlan.settings.contains(where: accepts) ? [settingsTogether] : [])
  }

  private var settingsTogether: Probe {
    let isBetweenCalls = accepts("thinking") && accepts("thinking between calls")
    return Probe(
      LearningPlan.settingsTogether, "whether settings add up", [],
      betas: isBetweenCalls ? [ProbeMaterial.thinkingBetweenCalls] : [], mayBeRefused: true,
      messages: [ProbeMaterial.question]
    ) { request in
      if accepts("thinking") {
        request.thinking = ProbeMaterial.thinking
        request.tools = [ProbeMaterial.add]
      } else if accepts("adaptive thinking") {
        request.thinking = Thinking(type: "adaptive")
      }
      let effort = accepts("low effort") ? "low" : nil
      let format = accepts("structured output") ? ProbeMaterial.format : nil
      if effort != nil || format != nil { request.outputConfig = OutputConfig(format: format, effort: effort) }
    }
  }

  // MARK: The check

  /// What no model refuses, at once.
  var everything: Probe {
    let (call, result) = (ProbeMaterial.call, ProbeMaterial.result)
    return Probe(
      "everything", "whether all of it adds up", [],
      messages: [
        Message(role: .user, [.text("Look, and add."), ProbeMaterial.image, ProbeMaterial.largeImage]),
        Message(role: .assistant, [.text("I add twice."), call(1), call(2)]),
        Message(role: .user, [result(1), result(2)]), Message(role: .assistant, "Both are four."),
        Message(role: .user, .text(ProbeMaterial.prose)), Message(role: .assistant, [call(3)]),
        Message(role: .user, [.toolResult(toolUseID: "toolu_3", .blocks([ProbeMaterial.image]))]),
        Message(role: .assistant, [.text("Once more."), call(4)]),
        Message(role: .user, [result(4), .text("Thanks. Go on. \n\n")]),
      ]
    ) { request in
      request.system = "You are terse, and you add. \n\n "
      request.tools = [ProbeMaterial.add, ProbeMaterial.weather]
    }
  }
}
