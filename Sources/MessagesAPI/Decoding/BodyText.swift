import JSONText

/// A body as people paste it: in a block of Markdown, in the text of a curl command.
///
///     curl https://api.anthropic.com/v1/messages -H "anthropic-beta: …" -d '{"model": …}'
///
/// Looked at only where the text is not JSON itself.
struct BodyText {
  /// The body's bytes, as the shell would send them.
  private(set) var bytes: ArraySlice<UInt8>
  /// Where it was found: `a fenced block of Markdown`.
  let place: String
  /// Values of an `anthropic-beta` header that stands beside the body.
  private(set) var betas: [String] = []
  /// From where the body stands in the text.
  private let start: Int
  private let text: ArraySlice<UInt8>

  /// Nil for a text that is neither. O(n).
  ///
  /// - Throws: where the text names where the body is, and does not have it.
  init?(_ text: ArraySlice<UInt8>) throws(DecodeError) {
    self.text = text
    if let words = ShellWords(curl: text), let found = try Self.body(of: words, in: text) {
      place = "the text of a curl command"
      (bytes, start) = found
      betas = words.values(of: ["-H", "--header"]).flatMap { Self.betas(inHeader: $0.text) }
    } else if let block = Self.fenced(text) {
      place = "a fenced block of Markdown"
      (bytes, start) = (block, block.startIndex - text.startIndex)
    } else {
      return nil
    }
  }

  /// The request in it.
  func request(shape: RequestShape?, limits: JSONLimits) throws(DecodeError) -> MessagesRequest {
    do throws(DecodeError) {
      let document: JSONDocument
      do { document = try JSONDocument(parsing: bytes, limits: limits) } catch {
        throw DecodeError(error, in: bytes)
      }
      var request = try MessagesRequest(decoding: document.root, shape: shape)
      request.betas += betas
      request.reading.notices.insert(
        Notice(code: .foundBody, path: .root, message: "the body is read from \(place), line \(line)"), at: 0)
      return request
    } catch {
      throw DecodeError(
        code: error.code, path: error.path, message: "\(error.message), in \(place)", offset: start + error.offset,
        line: line + error.line - 1, column: error.column, excerpt: error.excerpt, remedy: error.remedy)
    }
  }

  /// The line of the text that the body begins in, from 1.
  private var line: Int { text.prefix(start).count { $0 == 0x0A } + 1 }

  // MARK: Markdown

  /// What stands in the first fenced block that begins as an object does.
  private static func fenced(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var open: Int?
    var line = text.startIndex
    while line < text.endIndex {
      let end = text[line...].firstIndex(of: 0x0A) ?? text.endIndex
      let content = text[line..<end].drop { $0 == 0x20 || $0 == 0x09 }
      if content.starts(with: "```".utf8) || content.starts(with: "~~~".utf8) {
        if let start = open {
          let block = text[start..<line]
          if block.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { return block }
          open = nil
        } else {
          open = min(end + 1, text.endIndex)
        }
      }
      line = end + 1
    }
    return nil
  }

  // MARK: curl

  private static let dataOptions = ["-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"]

  private static func body(
    of words: ShellWords, in text: ArraySlice<UInt8>
  ) throws(DecodeError) -> (ArraySlice<UInt8>, Int)? {
    guard let data = words.values(of: dataOptions).first else { return nil }
    if data.bytes.first != UInt8(ascii: "@") { return (data.bytes[...], data.offset) }
    let file = String(decoding: data.bytes.dropFirst(), as: UTF8.self)
    if file == "-", let document = words.hereDocument {
      return (document, document.startIndex - text.startIndex)
    }
    let position = SourcePosition.lineAndColumn(of: data.offset, in: text)
    throw DecodeError(
      code: .otherFormat, path: "", message: "this is a curl command, whose body stands elsewhere", offset: data.offset,
      line: position.line, column: position.column, excerpt: String(decoding: data.bytes.prefix(40), as: UTF8.self),
      remedy: file == "-" ? "Give what the command reads from standard input." : "Give the file \(file.prefix(64)).")
  }

  private static func betas(inHeader header: String) -> [String] {
    guard let colon = header.utf8.firstIndex(of: UInt8(ascii: ":")),
      header[..<colon].lowercased() == "anthropic-beta"
    else { return [] }
    return RequestDecoder.betas(in: String(header[header.utf8.index(after: colon)...]))
  }
}

extension SourcePosition {
  /// Line and column of an offset, both from 1. O(offset).
  fileprivate static func lineAndColumn(of offset: Int, in text: ArraySlice<UInt8>) -> (line: Int, column: Int) {
    let before = text.prefix(offset)
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
    return (before.count { $0 == 0x0A } + 1, before[start...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
