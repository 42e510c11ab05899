import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// Parts that cannot be read here are bounded by the most that the API would take for them.
@Suite("What is not read is bounded by the most it may cost")
struct UnreadPartsTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  private func count(
    _ blocks: [String], _ model: String, _ context: CountContext = CountContext()
  ) throws -> RequestCount {
    let body = #"{"messages": [{"role": "user", "content": [\#(blocks.joined(separator: ", "))]}]}"#
    return try counter.count(try MessagesRequest(decoding: Array(body.utf8)), model: model, context: context)
  }

  // MARK: Pages

  @Test(
    "Pages of US Letter cost 1,552 each and their text, whatever the model sees of images",
    arguments: [("claude-opus-4-8", 31), ("claude-sonnet-4-6", 29)])
  func letter(model: String, frame: Int) throws {
    for pages in [1, 3, 25] {
      let count = try count([MadePDF(pages: pages).block], model)
      #expect(count.total.tokens == frame + 1552 * pages)
      #expect(count.total.bounds.upperBound < count.total.tokens + 10 + 2 * pages)
    }
    let text = try count([#"{"type": "text", "text": "a b c"}"#], model).total.tokens
    let empty = try count([#"{"type": "text", "text": "x"}"#], model).total.tokens - 1
    // Each page's text is priced apart.
    let written = try count([MadePDF(pages: 3, text: "a b c").block], model)
    #expect(written.total.tokens == frame + 3 * (1552 + text - empty))
  }

  @Test("250 nearly empty pages fit a window of a million tokens", arguments: ["claude-opus-4-8", "claude-opus-5"])
  func manyPages(model: String) throws {
    let count = try count([MadePDF(pages: 250, text: "Page").block], model)
    #expect((250 * 1552..<400_000).contains(count.total.bounds.upperBound))
  }

  @Test("Pages of other sizes are modelled", arguments: [(842.0, 595.0), (960, 540), (200, 200), (2384, 3000)])
  func otherSizes(width: Double, height: Double) throws {
    for model in ["claude-opus-5", "claude-sonnet-4-5"] {
      let count = try count([MadePDF(pages: 2, width: width, height: height).block], model)
      let page = try #require(count.parts.first { $0.rule == .pdfPage })
      #expect(page.count.basis == .modelled && page.count.bounds.contains(page.count.tokens))
      #expect(page.count.bounds.upperBound >= 1568)
    }
  }

  // MARK: Unread

  @Test(
    "What lies behind a URL or an id counts as one of its kind",
    arguments: [("claude-opus-5", 4784), ("claude-sonnet-4-5", 1568)])
  func numbers(model: String, image: Int) throws {
    let nothing = try count([#"{"type": "text", "text": "x"}"#], model).total.tokens
    for source in Unreadable.sources {
      let picture = try count([#"{"type": "image", "source": \#(source)}"#], model).total
      #expect((image..<image + 10).contains(picture.tokens - nothing + 1))
      #expect(picture.basis == .assumed && picture.bounds.upperBound == picture.tokens)
      let document = try count([#"{"type": "document", "source": \#(source)}"#], model).total
      #expect((1552..<3000).contains(document.tokens - nothing))
    }
  }

  @Test("A PDF whose pages are hidden is never bounded by one page", arguments: ["claude-opus-5", "claude-sonnet-4-5"])
  func encrypted(model: String) throws {
    let window = model == "claude-opus-5" ? 1_000_000 : 200_000
    let one = try count([Unreadable.hiddenPages], model).total
    #expect((window - 3000...window + 100).contains(one.bounds.upperBound))
    // All together at most the window, beyond what each is taken to be.
    let three = try count([Unreadable.hiddenPages, Unreadable.hiddenPages, Unreadable.document], model).total
    #expect(three.bounds.upperBound <= window + three.tokens)
  }

  @Test(
    "To replace a readable part by an unreadable one never lowers the upper bound below what was read",
    arguments: 0..<40)
  func replacing(seed: Int) throws {
    var random = SeededRandom(seed: Effort.seed(UInt64(seed)))
    let model = random.pick(["claude-opus-5", "claude-opus-4-7", "claude-sonnet-4-6", "claude-haiku-4-5"])
    let text = #"{"type": "text", "text": "Look at this."}"#
    let isImage = random.below(2) == 0
    let made = MadePDF(
      pages: 1 + random.below(4), width: random.pick([612, 595, 842, 1440, 300]), height: random.pick([792, 842, 500]),
      text: String(repeating: "All work and no play. ", count: random.below(100)))
    let readable = isImage ? Self.image(1 + random.below(4000), 1 + random.below(4000)) : made.block
    var around = [[], [text]][random.below(2)] + [""] + [[], [text]][random.below(2)]
    let place = try #require(around.firstIndex(of: ""))
    around[place] = readable
    let read = try count(around, model).total
    let source = random.pick(Unreadable.sources)
    let kind = isImage ? "image" : "document"
    var replaced = [#"{"type": "\#(kind)", "source": \#(source)}"#, #"{"type": "hologram", "source": \#(source)}"#]
    if !isImage { replaced += [Unreadable.hiddenPages, made.encrypted] }
    for block in replaced {
      around[place] = block
      #expect(try count(around, model).total.bounds.upperBound >= read.tokens, "\(block.prefix(80))")
    }
    // And where the work that is allowed ends anywhere.
    if isImage { return }
    around[place] = readable
    for _ in 0..<8 {
      var context = CountContext()
      context.readings = DocumentReadings(base: -random.below(128 * made.bytes.count))
      #expect(try count(around, model, context).total.bounds.upperBound >= read.tokens)
    }
  }

  /// The head of a PNG of that size.
  private static func image(_ width: Int, _ height: Int) -> String {
    func big(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 0xFF) } }
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    let data = RequestText(base64Of: head + big(width) + big(height) + [8, 2, 0, 0, 0, 0, 0, 0]).string
    return #"{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "\#(data)"}}"#
  }
}

/// A PDF of equal pages, in plain objects.
private struct MadePDF {
  let bytes: [UInt8]
  private let encryptedBytes: [UInt8]

  init(pages: Int, width: Double = 612, height: Double = 792, text: String = "") {
    let content = text.isEmpty ? "" : "BT /F 9 Tf 72 700 Td (\(text)) Tj ET"
    let kids = (0..<pages).map { "\(10 + $0) 0 R" }.joined(separator: " ")
    var file = "%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[\(kids)]/MediaBox[0 0 \(width) \(height)]"
    file += "/Resources<</Font<</F 3 0 R>>>>>>endobj 3 0 obj<</Type/Font/Subtype/Type1>>endobj "
    file += "4 0 obj<</Length \(content.utf8.count)>>stream\n\(content)\nendstream endobj\n"
    for page in 0..<pages { file += "\(10 + page) 0 obj<</Type/Page/Contents 4 0 R>>endobj " }
    bytes = Array((file + "trailer<</Root 1 0 R>>").utf8)
    encryptedBytes = Array((file + "trailer<</Root 1 0 R/Encrypt 5 0 R>>").utf8)
  }

  var block: String { Unreadable.block(bytes) }
  var encrypted: String { Unreadable.block(encryptedBytes) }
}

private enum Unreadable {
  static let sources = [#"{"type": "url", "url": "https://example.com/x"}"#, #"{"type": "file", "file_id": "file_1"}"#]
  static let document = #"{"type": "document", "source": \#(sources[0])}"#

  /// Its page tree lies in an object stream that is encrypted.
  static let hiddenPages = block(
    Array(
      """
      %PDF-1.5
      1 0 obj<</Type/ObjStm/N 1300/First 9000/Filter/FlateDecode/Length 9>>stream
      abcdefghi
      endstream endobj 2 0 obj<</Type/XRef/Root 9 0 R/Encrypt 10 0 R>>stream x endstream endobj
      """.utf8))

  static func block(_ pdf: [UInt8]) -> String {
    let data = RequestText(base64Of: pdf).string
    return #"{"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "\#(data)"}}"#
  }
}
