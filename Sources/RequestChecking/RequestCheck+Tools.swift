import JSONText
import MessagesAPI
import ModelCatalog

// Tools, and the schemas of tools and of structured answers.

extension RequestCheck {
  /// Where the body has the form of the answer.
  var outputFormatName: String { request.outputConfig?.format == nil ? "output_format" : "output_config.format" }

  /// A schema is an object of type object.
  mutating func checkToolSchemas() {
    // Other shapes have other words for it.
    guard [.messages, .bedrockInvoke, .vertex].contains(request.shape) else { return }
    for (index, tool) in request.tools.enumerated() where tool.isCustom {
      guard let schema = tool.inputSchema else { continue }
      let place = "tools.\(index).custom.input_schema"
      let words: String
      if !schema.isObject {
        words = "\(place): Input does not match the expected shape."
      } else if schema["type"] == nil {
        words = "\(place).type: Field required"
      } else if schema["type"]?.isText("object") == false {
        words = "\(place).type: Input should be 'object'"
      } else {
        continue
      }
      refuse(
        .toolSchema, at: .tool(index).field("input_schema"), words,
        remedy: "Begin the schema with \"type\": \"object\".")
    }
  }

  mutating func checkTools() {
    var deferred = 0
    var strict: [(index: Int, schema: JSONValue)] = []
    for (index, tool) in request.tools.enumerated() {
      if tool.deferLoading == true { deferred += 1 }
      if tool.isCustom, !Self.isName(tool.name) {
        refuse(
          .toolName, at: .tool(index).field("name"), isVerbatim: false,
          "tools.\(index).custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
          remedy: "Name it with at most 64 letters, digits, _ and -.")
      }
      if tool.strict == true, let schema = tool.inputSchema, schema.isObject { strict.append((index, schema)) }
    }
    if let most = limit("deferred_tools"), deferred > most {
      refuse(
        .deferredToolCount, at: .tools, isVerbatim: false,
        "tools: at most \(most) tools may be deferred, not \(deferred)",
        remedy: "Leave out \(deferred - most) of them.")
    }
    checkStrict(strict)
  }

  private static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  // MARK: Strict tools

  private mutating func checkStrict(_ tools: [(index: Int, schema: JSONValue)]) {
    if let most = limit("strict_tools"), tools.count > most {
      refuse(
        .strictToolLimits, at: .tools,
        "Too many strict tools (\(tools.count)). The maximum number of strict tools supported is \(most). Try reducing the "
          + "number of tools marked as strict.", remedy: "Mark at most \(most) as strict.")
    }
    var size = CompiledSchema.Size()
    for (index, schema) in tools {
      let compiled = CompiledSchema(schema)
      if let fault = compiled.faults.first {
        refuse(
          .strictSchema, at: .tool(index).field("input_schema"), "tools.\(index).custom: \(fault)",
          remedy: "Take it out of the schema, or do not mark the tool as strict.")
      }
      size += compiled.size
    }
    if let most = limit("strict_optional_parameters"), size.optionals > most {
      refuse(
        .strictToolLimits, at: .tools,
        "Schemas contains too many optional parameters (\(size.optionals)), which would make grammar compilation "
          + "inefficient. Reduce the number of optional parameters in your tool schemas (limit: \(most)).",
        remedy: "Require \(size.optionals - most) more of them.")
    }
    if let most = limit("strict_union_parameters"), size.unions > most {
      refuse(
        .strictToolLimits, at: .tools,
        "Schemas contains too many parameters with union types (\(size.unions) parameters with type arrays or anyOf). This "
          + "causes exponential compilation cost. Reduce the number of nullable or union-typed parameters (limit: \(most) "
          + "parameters with unions).", remedy: "Give \(size.unions - most) of them one type.")
    }
  }

  // MARK: Structured answers

  mutating func checkOutputFormat() {
    guard let schema = request.outputSchema else { return }
    let path = RequestPath(outputFormatName.split(separator: ".").map { .field(String($0)) })
    if let fault = CompiledSchema(schema).faults.first {
      refuse(
        .outputSchema, at: path.field("schema"), "\(outputFormatName).schema: \(fault)",
        remedy: "Take it out of the schema.")
    }
    if let model, model.acceptsOutputFormat == false {
      refuse(
        .outputFormatSupported, at: path, "'\(request.model ?? model.id)' does not support output format.",
        remedy: "Ask for the form in words, or use a model from Opus 4.1 or the 4.5 generation on.")
    }
  }
}
