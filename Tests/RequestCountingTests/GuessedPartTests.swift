import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("Parts that were never recorded as they stand")
struct GuessedPartTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  static let models = ["claude-sonnet-4-5", "claude-opus-4-7", "claude-opus-5"]

  private func count(_ body: String, _ model: String) throws -> RequestCount {
    try counter.count(try MessagesRequest(decoding: Array(body.utf8)), model: model)
  }

  private func count(user blocks: String, _ model: String) throws -> RequestCount {
    try count(#"{"messages":[{"role":"user","content":[\#(blocks)]}]}"#, model)
  }

  private static let long = String(repeating: "All work and no play makes a dull day. ", count: 30)

  // MARK: Inputs of calls

  private func call(_ input: String, _ model: String) throws -> RequestCount {
    try count(
      """
      {"messages":[{"role":"user","content":"x"},
       {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"look","input":\(input)}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"y"}]}]}
      """, model)
  }

  /// What stands in an input's place, the input that it reads as, if any, and the basis.
  static let inputs: [(input: String, like: String?, basis: Basis)] = [
    (#""{\"at\": \"\#(long)\", \"n\": [1, 2]}""#, #"{"at": "\#(long)", "n": [1, 2]}"#, .modelled),
    (#""{}""#, "{}", .modelled),
    (#""{\"at\": \"\#(long)""#, nil, .assumed),
    (#""\#(long)""#, nil, .assumed),
    (#"["\#(long)", 2]"#, nil, .assumed),
    ("17", nil, .assumed),
    ("null", "{}", .exact),
    (#""""#, "{}", .exact),
  ]

  @Test("A call's input that is no object is read, and not taken for empty", arguments: inputs, models)
  func input(row: (input: String, like: String?, basis: Basis), model: String) throws {
    let count = try call(row.input, model)
    #expect(count.total.basis == row.basis)
    let isTold = count.notices.contains { $0.code == .oddInput }
    #expect(isTold == (row.basis != .exact))
    if let like = row.like {
      #expect(count.total.tokens == (try call(like, model).total.tokens))
    } else {
      let empty = try call("{}", model).total
      #expect(count.total.bounds.contains(empty.tokens))
      let text = try call(#"{"a": \#(row.input)}"#, model).total
      #expect(count.total.tokens > empty.tokens && count.total.bounds.contains(text.tokens))
    }
  }

  // MARK: Documents

  private static let image =
    #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"\#(Bodies.png)"}}"#

  @Test("Blocks of a document that are no text cost what they do elsewhere", arguments: models, [true, false])
  func contentDocument(model: String, inResult: Bool) throws {
    func document(_ blocks: String) throws -> RequestCount {
      let block =
        #"{"type":"document","source":{"type":"content","content":[{"type":"text","text":"One."}\#(blocks)]}}"#
      if !inResult { return try count(user: block, model) }
      return try count(
        """
        {"messages":[{"role":"user","content":"x"},
         {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"look","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[\(block)]}]}]}
        """, model)
    }
    let plain = try document("").total
    let image = try count(user: Self.image, model).total
    let one = try document("," + Self.image).total
    #expect(one.tokens - plain.tokens >= 414 && one.tokens - plain.tokens <= image.tokens)
    #expect(one.basis == .assumed)
    let two = try document("," + Self.image + "," + Self.image).total
    #expect(two.tokens - one.tokens == one.tokens - plain.tokens)
    let far = try document(#",{"type":"image","source":{"type":"url","url":"https://example.com/x.png"}}"#).total
    #expect(far.tokens > plain.tokens + 1000)
    let odd = try document(#",{"type":"hologram","what":"\#(Self.long)"}"#).total
    #expect(odd.basis == .assumed && odd.bounds.upperBound > plain.tokens + 250)
  }

  /// What stands before the file's mark, its media type, and whether the pages are read.
  static let files: [(head: [UInt8], type: String, isRead: Bool)] = [
    ([], "application/pdf", true), ([0x0A], "application/pdf", true), ([0xEF, 0xBB, 0xBF], "application/pdf", true),
    (Array(repeating: 0x20, count: 900), "application/pdf", true), ([0x0A], "", true), ([], "text/plain", true),
    (Array(repeating: 0x20, count: 1100), "application/pdf", false),
  ]

  @Test("A PDF is one wherever its mark stands in the first kilobyte", arguments: files, models)
  func pdf(row: (head: [UInt8], type: String, isRead: Bool), model: String) throws {
    func block(_ data: String) -> String {
      #"{"type":"document","source":{"type":"base64","media_type":"\#(row.type)","data":"\#(data)"}}"#
    }
    let whole = try count(
      user: #"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"\#(Bodies.pdf)"}}"#,
      model)
    let data = RequestText(base64Of: row.head + RequestText(Bodies.pdf).base64Decoded).string
    for data in [data, "data:application/pdf;base64," + data, "DATA:application/pdf;name=a;BASE64," + data] {
      let count = try count(user: block(data), model)
      if row.isRead {
        #expect(count.total == whole.total)
      } else {
        #expect(count.total.basis == .assumed && count.total.bounds.upperBound > 90 * whole.total.tokens)
      }
    }
  }

  /// A media type and data that is no PDF.
  static let others = [
    ("application/pdf", "[omitted]"), ("application/pdf", "SGVsbG8="), ("application/msword", "SGVsbG8="),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "UEsDBBQ="),
  ]

  @Test("What is not read of a document is bounded, and no text", arguments: others, models)
  func unread(row: (type: String, data: String), model: String) throws {
    let count = try count(
      user:
        #"{"type":"document","source":{"type":"base64","media_type":"\#(row.type)","data":"\#(row.data)"}}"#, model)
    #expect(count.total.basis == .assumed && count.total.tokens > 1500 && count.total.bounds.upperBound > 100_000)
    #expect(count.notices.contains { $0.code == .unknownSize })
  }

  @Test("A text that mentions PDF's mark stays a text", arguments: models)
  func mention(model: String) throws {
    let data = RequestText(base64Of: Array("It begins with %PDF-1.4.".utf8)).string
    let count = try count(
      user: #"{"type":"document","source":{"type":"base64","media_type":"text/plain","data":"\#(data)"}}"#, model)
    #expect(count.total.tokens < 100)
  }

  @Test("The head of a data URL is no part of an image", arguments: models)
  func dataURL(model: String) throws {
    let plain = try count(user: Self.image, model).total
    let url = Self.image.replacing(#""data":""#, with: #""data":"data:image/png;base64,"#)
    #expect(try count(user: url, model).total == plain)
  }

  // MARK: Citations

  private func cited(_ type: String, _ times: Int, _ model: String) throws -> TokenCount {
    let citations = Array(repeating: #"{"type":"\#(type)","cited_text":"y"}"#, count: times).joined(separator: ",")
    return try count(
      """
      {"messages":[{"role":"user","content":"x"},
       {"role":"assistant","content":[{"type":"text","text":"y","citations":[\(citations)]}]},
       {"role":"user","content":"z"}]}
      """, model
    ).total
  }

  @Test("Citations are exact where their kind is recorded, and on the models that it is recorded with")
  func citations() throws {
    for type in ["char_location", "content_block_location", "web_search_result_location", "page_location"] {
      for model in Self.models {
        let isKnown = ["char_location", "content_block_location"].contains(type)
        let isRecorded = isKnown && model == "claude-sonnet-4-5"
        let one = try cited(type, 1, model)
        #expect(one.basis == (isRecorded ? .exact : .modelled), "\(type) \(model)")
        #expect(one.tokens == (try cited("char_location", 1, model).tokens))
        if isRecorded { continue }
        #expect(one.bounds.contains(try cited(type, 0, model).tokens))
      }
    }
    let three = try cited("web_search_result_location", 3, "claude-opus-5")
    #expect(three.bounds.upperBound >= three.tokens + 40)
  }

  // MARK: Tools

  /// A field of a tool, and the basis on each model.
  static let fields: [(field: String, basis: [Basis])] = [
    (#""allowed_callers":["direct"]"#, [.exact, .exact, .exact]),
    (#""allowed_callers":["code_execution_20250825"]"#, [.assumed, .assumed, .assumed]),
    (#""allowed_callers":["direct","code_execution_20260120"]"#, [.assumed, .assumed, .assumed]),
    (#""strict":true"#, [.exact, .modelled, .modelled]), (#""strict":false"#, [.exact, .exact, .exact]),
    (#""eager_input_streaming":true"#, [.exact, .modelled, .modelled]),
  ]

  @Test("Fields of tools are exact on the models that they are recorded with", arguments: fields)
  func tool(row: (field: String, basis: [Basis])) throws {
    func tool(_ field: String, _ model: String) throws -> TokenCount {
      try count(
        """
        {"messages":[{"role":"user","content":"x"}],
         "tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"}\(field)}]}
        """, model
      ).total
    }
    for (model, basis) in zip(Self.models, row.basis) {
      let with = try tool("," + row.field, model)
      let without = try tool("", model)
      #expect(with.basis == basis, "\(model)")
      #expect(with.tokens == without.tokens)
      #expect((with.bounds.upperBound > without.bounds.upperBound) == (basis != .exact))
    }
  }

  @Test("A page of a server's tools is not all of them", arguments: ["abc", ""])
  func page(cursor: String) throws {
    let tools = #"{"tools":[{"name":"look","inputSchema":{"type":"object"}}],"nextCursor":"\#(cursor)"}"#
    for bytes in [tools, #"{"jsonrpc":"2.0","id":1,"result":\#(tools)}"#] {
      let page = try Tool.page(mcp: Array(bytes.utf8))
      #expect(page.hasMore == !cursor.isEmpty && page.tools.count == 1)
      var request = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, "x")], tools: page.tools)
      let whole = try counter.count(request).total
      request.hasMoreTools = page.hasMore
      let count = try counter.count(request)
      #expect(count.total.tokens == whole.tokens)
      #expect(count.total.basis == (page.hasMore ? .assumed : .exact))
      #expect((count.total.bounds.upperBound > whole.tokens + 100) == page.hasMore)
      #expect(count.notices.contains { $0.code == .missingTools } == page.hasMore)
    }
  }

  // MARK: The form of the answer

  @Test("Of two schemas the dearer one is counted", arguments: models)
  func twoSchemas(model: String) throws {
    let short = #"{"type":"json_schema","schema":{"type":"object"}}"#
    let long = #"{"type":"json_schema","schema":{"type":"object","description":"\#(Self.long)"}}"#
    func count(_ fields: String) throws -> RequestCount {
      try self.count(#"{"messages":[{"role":"user","content":"x"}],\#(fields)}"#, model)
    }
    let dear = try count(#""output_config":{"format":\#(long)}"#).total
    let cheap = try count(#""output_config":{"format":\#(short)}"#).total
    for (format, other) in [(short, long), (long, short)] {
      let both = try count(#""output_config":{"format":\#(format)},"output_format":\#(other)"#)
      #expect(both.total.tokens == dear.tokens && both.total.bounds.contains(cheap.tokens))
      #expect(both.total.basis == .modelled && both.notices.contains { $0.code == .twoOutputFormats })
    }
    let same = try count(#""output_config":{"format":\#(long)},"output_format":\#(long)"#)
    #expect(same.total == dear)
  }
}
