import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("Tools of Anthropic's that were never recorded with a model")
struct UnrecordedToolTests {
  private func count(_ model: String, _ tools: String) throws -> TokenCount {
    try RequestCounter(catalog: Catalog.bundled()).count(
      MessagesRequest(
        decoding: Array(#"{"messages":[{"role":"user","content":"Hello"}],"tools":[\#(tools)]}"#.utf8)), model: model
    ).total
  }

  /// What a type adds with Sonnet 4.6, whose vocabulary is the older one, and is documented to add at most.
  static let rows: [(type: String, name: String, older: Int, documented: Int)] = [
    ("text_editor_20250728", "str_replace_based_edit_tool", 745, 745),
    ("memory_20250818", "memory", 1069, 1069),
    ("tool_search_tool_regex_20251119", "tool_search_tool_regex", 213, 213),
    ("code_execution_20260120", "code_execution", 1740, 1740),
    ("web_search_20260209", "web_search", 2136 + 1740, 3876),
    ("web_fetch_20260209", "web_fetch", 1197 + 1740, 2937),
    ("computer_toolset_20260801", "computer", 0, 4590),
    ("browser_toolset_20260801", "browser", 0, 6670 + 880),
  ]

  @Test(
    "Their likely price is in the number, above that of the older vocabulary and of the documentation; the basis is assumed",
    arguments: rows, ["claude-opus-4-7", "claude-opus-5", "claude-opus-5-5"])
  func guessed(row: (type: String, name: String, older: Int, documented: Int), model: String) throws {
    let plain = #"{"name":"read","input_schema":{"type":"object"}}"#
    let without = try count(model, plain)
    let with = try count(model, plain + #",{"type":"\#(row.type)","name":"\#(row.name)"}"#)
    let added = with.tokens - without.tokens
    #expect(added > row.older && added >= row.documented && added < 8000)
    #expect(with.bounds.upperBound - without.bounds.upperBound >= row.documented * 3 / 2)
    #expect(with.bounds.lowerBound <= without.tokens && with.basis == .assumed)
  }

  @Test("One of which nothing is known may cost what the dearest does")
  func unknown() throws {
    let plain = #"{"name":"read","input_schema":{"type":"object"}}"#
    let with = try count("claude-opus-5", plain + #",{"type":"telepathy_20270101","name":"telepathy"}"#)
    let dearest = try count("claude-opus-5", plain + #",{"type":"browser_toolset_20260801","name":"browser"}"#)
    #expect(with.bounds.upperBound >= dearest.bounds.upperBound && with.basis == .assumed)
  }
}
