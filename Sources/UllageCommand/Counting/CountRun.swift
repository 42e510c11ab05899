import FileSelection
import JSONText
import ModelCatalog
import RequestCounting

/// Counts what `ullage count` was asked to, and answers.
struct CountRun {
  private let options: CountOptions
  private var choice: ModelChoice

  init(_ options: CountOptions) throws(Complaint) {
    self.options = options
    choice = try ModelChoice(options.model)
  }

  /// Counts, prints, and returns the exit status.
  var status: ExitStatus {
    get throws(Complaint) {
      var run = self
      let paths = try run.paths()
      let requests = RequestIntake(choice, betas: options.betas, asOf: options.asOf)
      if options.isJSONLines { return try LineRun(paths, choice, requests, isQuiet: options.isQuiet).status() }
      if options.isRequest { return try RequestRun(options, requests, choice.catalog).status(paths) }
      return try run.count(paths)
    }
  }

  // MARK: Files

  /// The inputs in order: the arguments, then what the lists name; standard input where there is neither.
  private func paths() throws(Complaint) -> [InputPath] {
    var paths = options.files
    for (list, separator) in [(options.filesFrom, UInt8(ascii: "\n")), (options.files0From, 0)] {
      guard let list else { continue }
      let names = try FileReader(list).all().split(separator: separator)
      if names.isEmpty {
        throw Complaint(
          code: "empty_list", message: "the list names no files", place: list.name, remedy: "give at least one name",
          status: .badData)
      }
      paths += names.map { InputPath(bytes: Array($0)) }
    }
    if !paths.isEmpty || options.filesFrom != nil || options.files0From != nil { return paths }
    if Stream.inputIsTerminal { Stream.notice("note: reading standard input; end it with Control-D\n") }
    return [.standardInput]
  }

  private mutating func count(_ paths: [InputPath]) throws(Complaint) -> ExitStatus {
    let model = try choice.textCounter(options.unit)
    if choice.isDefault, !options.isJSON, !options.isQuiet { Self.nameDefault(model) }
    let intake = TextIntake(model, options.encoding, options.rendering, MediaCost(catalog: choice.catalog))
    var counted: [CountedFile] = []
    var skipped: [Complaint] = []
    for path in paths {
      do {
        counted.append(try file(path, intake))
      } catch {
        skipped.append(error)
        Stream.notice(error.text)
      }
    }
    var output = Stream.output
    if options.isJSON {
      output.write(json: report(counted, skipped, model))
    } else if !counted.isEmpty {
      if !options.isQuiet {
        let sum = TokenCount(counted.map(\.count), by: model)
        Stream.notice(sum.notice(modelIsDefault: model.isDefault))
      }
      print(counted, isTable: paths.count > 1 && !options.isQuiet, to: &output)
    }
    output.flush()
    return skipped.isEmpty ? .fine : .incomplete
  }

  private func file(_ path: InputPath, _ intake: TextIntake) throws(Complaint) -> CountedFile {
    let counted = try intake.counted(path)
    if !options.isQuiet {
      Self.noteOddities(of: counted)
      if !options.isJSON, Self.looksLikeBody(counted.start) {
        Stream.notice("note: \(path.name) looks like the body of a request: --request counts what the API counts\n")
      }
    }
    return counted
  }

  /// Whether a text is an object with messages of some role: a body that was to be counted as one.
  private static func looksLikeBody(_ start: [UInt8]) -> Bool {
    let opening = start.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    guard opening == UInt8(ascii: "{") else { return false }
    return start.position(of: "\"messages\"".utf8) != nil
      && start.position(of: "\"role\"".utf8) != nil
  }

  // MARK: Answers

  private func print(_ counted: [CountedFile], isTable: Bool, to output: inout Stream) {
    if isTable {
      let rows = counted.map { CountTable.Row(tokens: $0.count.tokens, name: $0.path.bytes) }
      CountTable(rows: rows, groupsDigits: Stream.outputIsTerminal).write(to: &output)
    } else {
      output.write("\(counted.reduce(0) { $0 + $1.count.tokens })\n")
    }
  }

  private func report(_ counted: [CountedFile], _ skipped: [Complaint], _ model: TextCounter) -> [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      model.writeMembers(to: &object)
      object.member("unit", options.unit.rawValue)
      TokenCount(counted.map(\.count), by: model).writeMembers(to: &object)
      object.array("files") { files in
        for file in counted {
          files.object { object in
            object.member("path", file.path.isStandardInput ? "-" : file.path.name)
            object.member("bytes", file.length)
            if let medium = file.medium { object.member("medium", medium.code) }
            if let encoding = file.encoding { object.member("encoding", encoding) }
            file.count.writeMembers(to: &object)
          }
        }
      }
      object.array("skipped") { files in
        for complaint in skipped { files.object { complaint.writeMembers(to: &$0) } }
      }
    }
    writer.endLine()
    return writer.take()
  }

  // MARK: Notices

  static func nameDefault(_ model: TextCounter) { nameDefault(model.modelID ?? model.familyName) }

  static func nameDefault(_ model: String) {
    Stream.notice("note: counted for \(model), the default; --model chooses another\n")
  }

  /// Says what a reader of the number would not expect of the input.
  static func noteOddities(of file: CountedFile) {
    let name = file.path.name
    if let medium = file.medium {
      Stream.notice("note: \(name) is \(medium == .pdf ? "a PDF" : "an image"), counted by its cost rules\n")
    }
    if let place = file.firstIllFormed {
      Stream.notice("note: \(name) is not UTF-8, first at byte \(place); such bytes count as U+FFFD\n")
    } else if let encoding = file.encoding {
      Stream.notice("note: \(name) is \(encoding), counted as the text it holds\n")
    }
    if let nul = file.firstNUL {
      Stream.notice("note: \(name) has a NUL, first at byte \(nul), which counts as a space; is it a text?\n")
    }
  }
}

/// One input that was counted.
struct CountedFile {
  var path: InputPath
  /// Length in bytes.
  var length: Int
  var count: TokenCount
  /// What it is where it is no text.
  var medium: SkipReason?
  /// The encoding where it is not simply UTF-8, as `TextReading.label`.
  var encoding: String?
  /// Where a text that is taken for UTF-8 is not, and the first NUL of one that is.
  var firstIllFormed: Int?
  var firstNUL: Int?
  /// Its first bytes.
  var start: [UInt8] = []
}
