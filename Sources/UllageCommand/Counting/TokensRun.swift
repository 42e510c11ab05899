import FileSelection
import JSONText
import RequestCounting
import TextEncodings
import Tokenization

/// Shows the tiling of one text.
struct TokensRun {
  private let options: CountOptions
  private let path: InputPath
  private let usesColor: Bool
  private let model: TextCounter
  /// Bytes: a tiling is held whole, and takes 50 times as much memory as a text of NULs and 150 times as random bytes.
  private static let limit = 8 << 20

  init(_ options: CountOptions, _ path: InputPath, usesColor: Bool) throws(Complaint) {
    self.options = options
    self.path = path
    self.usesColor = usesColor
    var choice = try ModelChoice(options.model)
    model = try choice.textCounter()
    if choice.isDefault, !options.isJSON { CountRun.nameDefault(model) }
  }

  func print() throws(Complaint) {
    if path.isStandardInput, Stream.inputIsTerminal {
      Stream.notice("note: reading standard input; end it with Control-D\n")
    }
    let bytes = try FileReader(path).all(limit: Self.limit)
    let reading = try reading(of: bytes)
    let text = reading?.text ?? options.rendering.text(of: bytes)
    var check = UTF8Check()
    check.append(text.span)
    check.finish()
    CountRun.noteOddities(
      of: CountedFile(
        path: path, length: bytes.count, count: TokenCount(0), encoding: reading?.label,
        firstIllFormed: check.firstIllFormed, firstNUL: text.firstIndex(of: 0)))
    let tiles = model.tokenizer.tiling(ofUTF8: text.span)
    var output = Stream.output
    if options.isJSON {
      let count = reading?.count(by: model) ?? model.count(utf8: text.span)
      output.write(json: report(tiles, bytes.count, count, reading?.label))
    } else {
      TokenTable(tiles: tiles, length: text.count, usesColor: usesColor).write(to: &output)
    }
    output.flush()
  }

  /// What is read of bytes that are not simply UTF-8; nil for those that are. Throws where they are no text.
  private func reading(of bytes: [UInt8]) throws(Complaint) -> TextReading? {
    switch options.encoding.content(of: bytes) {
    case .skipped(.binary(nil)) where UTF8Check.isUTF8(bytes.span):
      // A list of names that end in NULs, perhaps.
      fallthrough
    case .utf8: return nil
    case .decoded(var reading):
      reading.text = options.rendering.text(of: reading.text)
      reading.others = reading.others.map { options.rendering.text(of: $0) }
      return reading
    case .skipped(let reason): throw TextIntake.complaint(reason, nil, path)
    }
  }

  private func report(_ tiles: [Tile], _ length: Int, _ count: TokenCount, _ encoding: String?) -> [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      model.writeMembers(to: &object)
      object.member("bytes", length)
      if let encoding { object.member("encoding", encoding) }
      count.writeMembers(to: &object)
      object.array("tokens") { array in
        for tile in tiles {
          array.object { object in
            object.member("token", tile.piece)
            object.member("kind", tile.kind.rawValue)
            object.member("start", tile.source.lowerBound)
            object.member("end", tile.source.upperBound)
            object.member("tokens", tile.cost)
          }
        }
      }
    }
    writer.endLine()
    return writer.take()
  }
}
