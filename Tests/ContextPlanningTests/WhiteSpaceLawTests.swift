import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing
import Tokenization

@Suite("White space at the end of a text, counted by every entry")
struct WhiteSpaceLawTests {
  /// One model of each way to count, an unrecorded one, and one that nobody knows.
  static let models = [
    "claude-opus-5", "claude-opus-5-5", "claude-opus-4-8", "claude-sonnet-5", "claude-opus-4-7", "claude-haiku-4-5",
    "claude-2.1", "claude-nobody-9",
  ]

  /// Everything that Unicode calls white space, the controls that some languages' `strip` takes off, and what
  /// normalisation drops or turns into a space.
  static let ends: [String] = {
    let scalars =
      (0...0x10FFFF).compactMap(Unicode.Scalar.init).filter(\.properties.isWhitespace)
      + (0x1C...0x1F).compactMap(Unicode.Scalar.init) + "\u{200B}\u{FEFF}\u{1}\u{E000}\u{0}".unicodeScalars
    return scalars.flatMap { ["\($0)", " \($0)", "\($0) ", "\n\($0)\n", "\($0)\($0)\u{301}", "\t\($0)\r\n"] }
      + ["", " ", "  ", "\n", "\n\n", "\r\n"] + [" ", "\u{3000} "].map { String(repeating: $0, count: 60) }
  }()

  @Test("a message, the request of it, its parts and a ledger agree in number, bounds and basis", arguments: models)
  func agree(model: String) throws {
    let catalog = try Catalog.bundled()
    let substitute = "claude-opus-4-8"
    let counter = RequestCounter(catalog: catalog)
    let planner = Planner(catalog: catalog)
    let message = try TextCounter(model: model, unit: .message, catalog: catalog, substitute: substitute)
    let content = try TextCounter(model: model, catalog: catalog, substitute: substitute)
    var context = CountContext()
    context.substitute = substitute
    for start in ["the", "", "Der 3.", "漢"] {
      for end in Self.ends {
        let text = start + end
        let request = MessagesRequest(model: model, maxTokens: 1, messages: [Message(role: .user, text)])
        let whole = try counter.count(request, context: context).total
        #expect(message.count(text) == whole, "\(text.debugDescription)")
        for counter in [message, content] {
          var running = counter.makeRunningCount()
          for byte in text.utf8 { running.append(utf8: [byte].span) }
          #expect(running.count == counter.count(text), "\(counter.unit), \(text.debugDescription)")
          let slices = SliceCount(of: text.utf8.span, by: counter.tokenizer)
          #expect(counter.count(slices) == counter.count(text), "\(counter.unit), \(text.debugDescription)")
        }
        #expect(content.tokenizer.tiling(of: text).reduce(0) { $0 + $1.cost } == content.count(text).tokens)
        #expect(content.tokenizer.count(text) == content.count(text).tokens)
        if catalog.model(model)?.window != nil {
          let ledger = try ConversationLedger(request, planner: planner)
          #expect(ledger.input == whole, "\(text.debugDescription)")
        }
      }
    }
  }

  @Test(
    "Opus 5 charges nothing for spaces, TABs and line breaks at the end, certainly; for other white space perhaps",
    arguments: [
      ("the \t\r\n", 7...7, Basis.exact), ("the \u{A0}", 8...8, .exact), ("the \u{C}", 7...8, .modelled),
      ("the\u{C}", 7...7, .exact), ("the\u{2003}", 7...8, .modelled), ("the\u{3000}", 7...8, .modelled),
      ("the \u{85}\n", 7...8, .modelled), ("the \u{200B}", 9...9, .exact),
    ])
  func opus5(text: String, bounds: ClosedRange<Int>, basis: Basis) throws {
    let count = try TextCounter(model: "claude-opus-5", unit: .message).count(text)
    #expect(count.bounds == bounds)
    #expect(count.tokens == bounds.upperBound)
    #expect(count.basis == basis)
  }

  @Test("what follows white space at the end of a turn, and what stands beside it, leaves the recorded doubt")
  func notAlone() throws {
    let counter = RequestCounter(catalog: try Catalog.bundled())
    var request = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, "the ")])
    #expect(try counter.count(request).total.basis == .exact)
    request.system = "Be brief."
    #expect(try counter.count(request).total.basis == .modelled)
    request.system = nil
    request.messages = [Message(role: .user, "the "), Message(role: .assistant, "a"), Message(role: .user, "b ")]
    let doubt = try counter.count(request).parts.filter { $0.rule == .trailingWhiteSpace }
    #expect(doubt.map(\.count) == [TokenCount(0, above: 2, basis: .modelled)])
  }

  @Test("a prefix and chunks fit by their upper bounds", arguments: models)
  func fitting(model: String) throws {
    let counter = try TextCounter(model: model, substitute: "claude-opus-4-8")
    let text = String(repeating: "the \u{C}quick\u{2003}brown   \n", count: 20)
    for limit in 0..<60 {
      #expect(counter.count(counter.longestPrefix(of: text, fitting: limit)).bounds.upperBound <= limit)
    }
    let chunks = counter.chunks(of: text, maximum: 7)
    #expect(chunks.joined() == text)
    #expect(chunks.allSatisfy { counter.count($0).bounds.upperBound <= 7 || $0.count == 1 })
  }
}
