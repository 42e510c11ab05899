import JSONText
import MessagesAPI
import ModelCatalog

// Schemas that the API compiles: those of strict tools and of structured answers.

extension RequestCheck {
  mutating func checkStrict(_ tools: [(index: Int, schema: JSONValue)]) {
    if let most = limit("strict_tools"), tools.count > most {
      refuse(
        .strictToolLimits, at: .tools, ["count": "\(tools.count)", "most": "\(most)"],
        remedy: "Mark at most \(most) as strict.")
    }
    for (index, schema) in tools {
      let compiled = CompiledSchema(schema)
      if let fault = compiled.faults.first {
        refuse(
          .strictSchema, at: .tool(index).field("input_schema"),
          ["place": "tools.\(index).custom", "fault": fault],
          remedy: "Take it out of the schema, or do not mark the tool as strict.")
      } else if let fault = compiled.documentedFaults.first {
        refuse(
          .strictSchema, 1, at: .tool(index).field("input_schema"),
          ["place": "tools.\(index).custom", "fault": fault],
          remedy: "Take it out of the schema, or do not mark the tool as strict.")
      }
      compiledSize += compiled.size
    }
  }

  /// Strict tools and the answer's form share what may be costly.
  mutating func checkCompiledSize() {
    let size = compiledSize
    if size.optionals + size.unions == 0 { return }
    let isOfTools = request.tools.contains { $0.strict == true }
    let path = isOfTools ? RequestPath.tools : outputFormatPath
    if let most = limit("strict_optional_parameters"), size.optionals > most {
      refuse(
        .strictToolLimits, 1, at: path, ["count": "\(size.optionals)", "most": "\(most)"],
        remedy: "Require \(size.optionals - most) more of them.")
    }
    if let most = limit("strict_union_parameters"), size.unions > most {
      refuse(
        .strictToolLimits, 2, at: path, ["count": "\(size.unions)", "most": "\(most)"],
        remedy: "Give \(size.unions - most) of them one type.")
    }
  }

  // MARK: Structured answers

  mutating func checkOutputFormat() {
    // By its fields: what a request's own method is called on is copied whole.
    guard let schema = (request.outputConfig?.format ?? request.outputFormat)?.schema else { return }
    let compiled = CompiledSchema(schema)
    compiledSize += compiled.size
    if let fault = compiled.faults.first {
      refuse(
        .outputSchema, 1, at: outputFormatPath.field("schema"),
        ["place": "\(outputFormatName).schema", "fault": fault],
        remedy: "Take it out of the schema.")
    } else if let fault = compiled.documentedFaults.first {
      refuse(
        .outputSchema, 2, at: outputFormatPath.field("schema"),
        ["place": "\(outputFormatName).schema", "fault": fault],
        remedy: "Take it out of the schema.")
    }
    if let model, model.acceptsOutputFormat == false {
      refuse(
        .outputFormatSupported, at: outputFormatPath, ["model": request.model ?? model.id],
        remedy: "Ask for the form in words, or use a model from Opus 4.1 or the 4.5 generation on.")
    }
  }

  private var outputFormatPath: RequestPath {
    RequestPath(outputFormatName.split(separator: ".").map { .field(String($0)) })
  }
}
