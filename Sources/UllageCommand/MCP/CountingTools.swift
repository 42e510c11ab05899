import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// The tools of `ullage mcp`. Their schemas are kept short: a client sends them with every request of its own.
struct CountingTools {
  var models: ModelChoice
  private var intake: RequestIntake
  /// The folders whose files may be read.
  var roots: AnnouncedRoots

  init(_ models: ModelChoice, roots: AnnouncedRoots = AnnouncedRoots()) {
    self.models = models
    self.roots = roots
    intake = RequestIntake(models, betas: nil, asOf: nil)
  }

  /// What `tools/list` answers.
  static let list = JSONValue(elements: bodyTools + fileTools)

  private static let bodyTools: [JSONValue] = [
    tool(
      "count_text", "Tokens of a text, without a message's frame.",
      ["text": ["type": "string"], "model": ["type": "string"]], required: ["text"]),
    tool(
      "count_request", "input_tokens of a Messages API request body, with bounds; parts=true: where they are.",
      [
        "request": ["type": "object"], "model": ["type": "string"],
        "betas": ["type": "array", "items": ["type": "string"]], "parts": ["type": "boolean"],
      ], required: ["request"]),
    tool(
      "plan_conversation",
      "Does a request fit its window? Verdict, headroom, what to do; next=true: what fits next.",
      [
        "request": ["type": "object"], "model": ["type": "string"], "max_tokens": ["type": "integer"],
        "betas": ["type": "array", "items": ["type": "string"]],
        "next": ["type": "boolean"],
      ], required: ["request"]),
  ]

  static func tool(
    _ name: JSONValue, _ description: JSONValue, _ properties: JSONValue, required: JSONValue
  ) -> JSONValue {
    [
      "name": name, "description": description,
      "inputSchema": ["type": "object", "properties": properties, "required": required],
      "annotations": ["readOnlyHint": true, "openWorldHint": false],
    ]
  }

  /// Calls a tool; nil where there is no such tool.
  ///
  /// What is wrong with its arguments is a result that says so, not an error of the protocol: the model sees it and can
  /// do better.
  mutating func call(_ name: String, _ arguments: JSONValue) -> JSONValue? {
    do throws(Complaint) {
      switch name {
      case "count_text": return Self.success(try countText(arguments))
      case "count_request": return Self.success(try countRequest(arguments))
      case "plan_conversation": return Self.success(try planConversation(arguments))
      case "count_files": return Self.success(try countFiles(arguments))
      case "plan_transcript": return Self.success(try planTranscript(arguments))
      case "what_fits": return Self.success(try whatFits(arguments))
      default: return nil
      }
    } catch {
      return ["content": [["type": "text", "text": JSONValue(error.text)]], "isError": true]
    }
  }

  /// The text is for clients older than 2025-06-18, which know no structured content.
  private static func success(_ result: JSONValue) -> JSONValue {
    [
      "content": [["type": "text", "text": JSONValue(result.sourceText)]], "structuredContent": result,
      "isError": false,
    ]
  }

  // MARK: Texts

  private mutating func countText(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    let model = try models.textCounter(.content, try Self.model(arguments))
    let text = arguments["text"]
    guard let count = text?.withUTF8({ (bytes: Span<UInt8>) in model.count(utf8: bytes) }) else {
      throw Self.wrongKind("text", text, "a string")
    }
    var writer = JSONWriter()
    writer.object { object in
      object.writeSchemaVersion()
      model.writeMembers(to: &object)
      count.writeMembers(to: &object)
    }
    return Self.value(writer.bytes)
  }

  // MARK: Requests

  private mutating func countRequest(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    let body = try Self.body(arguments)
    let answer = try intake.count(line: arguments, body, place: "arguments")
    let hasParts = arguments["parts"]?.bool == true
    return Self.value(answer.json(hasParts: hasParts, indent: nil).bytes)
  }

  // MARK: Plans

  private func planConversation(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    let body = try Self.body(arguments)
    let request: MessagesRequest
    do throws(DecodeError) {
      request = try MessagesRequest(decoding: body)
    } catch {
      throw Complaint(error, at: "", below: "arguments.request")
    }
    let policy = try policy(arguments, request)
    do throws(PlanError) {
      let plan = try Planner(catalog: models.catalog).plan(request, policy)
      return Self.value(PlanJSON(plan, modelIsDefault: policy.counting.modelIsDefault, indent: nil).bytes)
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message, place: "arguments.request", remedy: error.remedy,
        status: .incomplete)
    }
  }

  /// The model that stands in is the program's own choice; all else may be an argument, though the schema names few.
  private static let options = PlanOption.allCases.filter { ![.model, .assumeModel].contains($0) }

  /// What the arguments say of a plan.
  func policy(_ arguments: JSONValue, _ request: MessagesRequest) throws(Complaint) -> PlanPolicy {
    var policy = PlanPolicy()
    policy.model = try Self.model(arguments)
    policy.substitute = models.assumed
    for member in arguments.members where !member.value.isNull {
      guard let option = Self.options.first(where: { $0.rawValue == member.key }) else { continue }
      do throws(PlanError) { try option.set(member.value, in: &policy) } catch {
        throw Complaint(
          code: error.code.rawValue, message: error.message, place: "arguments.\(error.path)", remedy: error.remedy,
          status: .badData)
      }
    }
    policy.counting.modelIsDefault = policy.model == nil && request.model == nil && models.model == nil
    if policy.model == nil, request.model == nil { policy.model = models.model ?? models.catalog.defaultModel?.id }
    return policy
  }

  // MARK: Arguments

  private static func body(_ arguments: JSONValue) throws(Complaint) -> JSONValue {
    guard let given = arguments["request"] else { throw wrongKind("request", nil, "an object") }
    // Some clients hand objects on as JSON text.
    let body = given.string.flatMap { try? JSONDocument(parsing: Array($0.utf8)).root } ?? given
    guard body.isObject else { throw wrongKind("request", given, "an object") }
    return body
  }

  static func model(_ arguments: JSONValue) throws(Complaint) -> String? {
    guard let model = arguments["model"], !model.isNull else { return nil }
    guard let spelling = model.string else { throw wrongKind("model", model, "a string") }
    return spelling
  }

  static func wrongKind(_ name: String, _ value: JSONValue?, _ expected: String) -> Complaint {
    Complaint(
      code: value == nil ? "missing_argument" : "wrong_kind",
      message: value.map { "\"\(name)\" is not \(expected): \($0.excerpt)" } ?? "\"\(name)\" is missing",
      place: "arguments.\(name)", remedy: "give \(expected)", status: .badData)
  }

  /// What was written by a JSONWriter is JSON.
  static func value(_ bytes: [UInt8]) -> JSONValue {
    (try? JSONDocument(parsing: bytes).root) ?? .null
  }
}
