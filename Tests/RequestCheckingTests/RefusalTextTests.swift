import Foundation
import JSONText
import RequestChecking
import TestSupport
import Testing

/// Every text by which the API was seen to refuse a request is one of a rule's, or has a reason why no rule has it.
@Suite("A text of the API")
struct RefusalTextTests {
  /// What no body decides, by the start of the text.
  static let reasons = [
    ("This endpoint's maximum context length is", "a gateway's own words for a prompt that is too long"),
    ("Provider returned error", "a gateway's, which says nothing"),
    ("Invalid request: model is required.", "a gateway's"),
    ("Could not process image", "the image's pixels decide"),
    ("Unable to download the file.", "what is behind an address decides"),
    ("Invocation of model ID", "Bedrock's way of serving a model decides"),
    ("Your credit balance is too low", "the account decides"),
    ("Schema is too complex for compilation.", "the compiler of schemas decides, whose limit is not known"),
    ("invalid x-api-key", "the account decides"),
    ("x-api-key header is required", "the account decides"),
    ("model: ", "what is served on that day decides"),
    ("Overloaded", "the service decides"),
  ]

  /// Whether a rule has the text, in the API's own words.
  static func hasRule(_ text: String) -> Bool {
    RequestRule.allCases.contains { rule in rule.words.contains { $0.isVerbatim && Self.matches(text, $0.template) } }
  }

  /// Whether a text is a template with its names in braces filled in.
  private static func matches(_ text: String, _ template: String) -> Bool {
    var rest = text[...]
    var isFirst = true
    for part in template.split(separator: #/\{[a-z]+\}/#, omittingEmptySubsequences: false) {
      guard let found = part.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: part),
        !isFirst || found.lowerBound == rest.startIndex
      else { return false }
      rest = rest[found.upperBound...]
      isFirst = false
    }
    return template.hasSuffix("}") || rest.isEmpty
  }

  @Test(
    "that was recorded has a rule or a reason",
    .enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
  func recorded() throws {
    var texts: Set<String> = []
    for line in try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      guard record["status"]?.int ?? 400 == 400, let error = record["error"] else { continue }
      let inner = error["error"] ?? error
      texts.insert(inner["message"]?.string ?? error["message"]?.string ?? inner.string ?? "")
    }
    #expect(texts.count > 50)
    for text in texts {
      let words = text.replacingOccurrences(of: "The model returned the following errors: ", with: "")
      let isQuoted = RequestRule.allCases.contains { rule in
        rule.words.contains { text.contains($0.template.replacingOccurrences(of: "{place}", with: "")) }
      }
      #expect(Self.hasRule(words) || isQuoted || Self.reasons.contains { words.hasPrefix($0.0) }, "\(text)")
    }
  }

  /// Quoted by public reports of 2024 to 2026.
  @Test(
    "that a report quotes has a rule",
    arguments: [
      "too many images and documents: 126 + 0 > 100", "Too much media: 50 document pages + 60 images > 100",
      "prompt is too long: 1000032 tokens > 1000000 maximum", "max_tokens: Extra inputs are not permitted",
      "messages: text content blocks must contain non-whitespace text",
      "messages: text content blocks must be non-empty",
      "messages: final assistant content cannot end with trailing whitespace",
      "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level",
      "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
      "tools.15.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
      "tools.18.custom.name: String should have at most 128 characters",
      "The request body is not valid JSON: no low surrogate in string: line 1 column 9 (char 8)",
      "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an "
        + "input message role.",
      "messages.1.content.0.tool_use.index: Extra inputs are not permitted",
      "tool_choice may only be specified while providing tools.",
      "This model does not support the effort parameter.",
      "stop_sequences: each stop sequence must contain non-whitespace",
      "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each `tool_result` block must "
        + "have a corresponding `tool_use` block in the previous message.",
      "messages.1: The final block in an assistant message cannot be `thinking`.",
      "messages.1.content.0: Invalid `signature` in `thinking` block",
      "messages.23.content.2: Invalid `data` in `redacted_thinking` block",
      "messages.5.content.0: If an assistant message contains any thinking blocks, the first block must be `thinking` or "
        + "`redacted_thinking`. Found `text`.",
      "messages.118.content.4.image.source.base64: image cannot be empty",
      "messages.0.content.1.image.source.base64: invalid base64 data",
      "messages.18.content.1.image.source.base64.data: Image does not match the provided media type image/png",
      "messages.0.content.0.document.source.base64.data: The PDF specified was not valid.",
      "messages.7.content.0: unexpected `tool_use_id` found in `advisor_tool_result` blocks: srvtoolu_1. Each "
        + "`advisor_tool_result` block must have a corresponding `server_tool_use` block before it.",
      "messages.4.content.0.tool_result: content cannot be empty if `is_error` is true",
      "messages.2.content.0.tool_result: all content must be type `text` if `is_error` is true",
      "tools.0.web_search_20250305.blocked_domains: Empty list of domains is ambiguous. Provide at least one domain or "
        + "null.",
      "MCP server 'mcp' is defined but not referenced by any mcp_toolset in tools.",
      "container: skills can only be used when a code execution tool is enabled",
      "messages.5.content.1.tool_use.name: String should have at least 1 character",
      "messages.16.content.2.image.source.base64.media_type: Field required",
      "A maximum of 4 blocks with cache_control may be provided. Found 5.",
      "messages.303.content.1.tool_use.input: Input should be an object",
    ])
  func reported(text: String) { #expect(Self.hasRule(text)) }
}
