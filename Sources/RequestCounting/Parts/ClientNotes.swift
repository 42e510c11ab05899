import JSONText
import MessagesAPI
import Tokenization

// What clients put beside messages: reminders, queued prompts, texts of hooks.
//
// The client's wording is carried as its price (the catalogue's `client_notes`); what varies is counted as text. On 4.8 and
// later all notes of a turn are one system turn behind it; before that each stands in tags of its own at the end of the
// turn's last result:
//
//     RESULT\n\n<system-reminder>\nNOTE\n</system-reminder>

/// A note as it is priced.
struct ClientNote {
  /// Text that is counted where it stands; a letter where the wording is only known by its price.
  var text: [UInt8]
  /// What the wording costs beyond that letter.
  var wording = 0
  var below = 0
  var above = 0
  var basis = Basis.exact

  /// A note whose text is known.
  init(text: String) { self.text = Array(text.utf8) }

  /// A note of so many tokens.
  init(_ price: TokenCount) {
    text = [UInt8(ascii: "x")]
    wording = price.tokens - 1
    below = price.tokens - price.bounds.lowerBound
    above = price.bounds.upperBound - price.tokens
    basis = price.basis
  }
}

extension PromptPricing {
  /// Kinds that are recorded and never sent (T: 9,287 steps of 229 sessions, 2026).
  private static let freeNotes: Set<String> = [
    "command_permissions", "hook_success", "hook_system_message", "hook_cancelled", "hook_non_blocking_error",
  ]

  /// The notes of a turn, in order.
  mutating func notes(of turn: Turn) -> [ClientNote] {
    var notes: [ClientNote] = []
    for case .block(.clientNote(let block), let path) in turn.items {
      if let note = note(block, at: path) { notes.append(note) }
    }
    return notes
  }

  /// Appends the notes of a question to its text; true where there are any. The client ends the question with a newline and
  /// lets the first note follow (6 of 6 questions on 4.7, 2026).
  mutating func appendNotes(of turn: Turn, to question: inout TextRun) -> Bool {
    if rules.notesAreTurns || turn.results > 0 || question.isEmpty || turn.role != .user { return false }
    let notes = notes(of: turn)
    for (index, note) in notes.enumerated() {
      question.append(markup: index > 0 ? "\n\n" : "\n", at: turn.path)
      append(note, to: &question)
    }
    addWording(of: notes, at: turn.path)
    return !notes.isEmpty
  }

  /// Adds the notes of a turn that stand in no result of it and behind no text.
  mutating func addNotes(of turn: Turn) {
    let isInResult = turn.results > 0 && !rules.notesAreTurns
    let notes = resultNotes.isEmpty && isInResult || turn.items.isEmpty ? [] : notes(of: turn)
    resultNotes = []
    if notes.isEmpty { return }
    var run = TextRun(.inside)
    if rules.notesAreTurns { add(.turn, at: turn.path, role: .system, text: rules.systemTurn) }
    for (index, note) in notes.enumerated() {
      if rules.notesAreTurns {
        if index > 0 { run.append(markup: "\n\n") }
        run.append(note.text)
      } else {
        if index > 0 { run.append(markup: "\n\n") }
        append(note, to: &run)
      }
    }
    add(&run, as: .clientNoteText, at: turn.path, role: turn.role)
    addWording(of: notes, at: turn.path)
  }

  /// Appends the notes that stand at the end of a result; true where there are any.
  mutating func appendResultNotes(to run: inout TextRun, at path: RequestPath, isList: Bool) {
    if resultNotes.isEmpty { return }
    run.dropEnd(.widest)
    for note in resultNotes {
      run.append(markup: "\n\n")
      append(note, to: &run)
    }
    addWording(of: resultNotes, at: path)
    if isList { addIfPriced(.clientNoteBehindList, at: path, role: .user) }
    resultNotes = []
  }

  private func append(_ note: ClientNote, to run: inout TextRun) {
    run.append(markup: "<system-reminder>\n")
    run.append(note.text)
    run.append(markup: "\n</system-reminder>")
  }

  private mutating func addWording(of notes: [ClientNote], at path: RequestPath) {
    for note in notes where note.wording != 0 || note.basis != .exact || rules[.clientNote] != Price() {
      add(
        .clientNote, at: path, role: .user, text: note.wording, below: note.below, above: note.above, basis: note.basis)
    }
  }

  // MARK: Kinds

  /// What a note says; nil where nothing of it is sent.
  private mutating func note(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let json = block.json
    if Self.freeNotes.contains(block.kind) { return nil }
    if let rendered = json["rendered"]?.string { return ClientNote(text: Self.withoutTags(rendered)) }
    if let blocks = json["rendered"]?.elements, let note = rendered(Array(blocks), block, at: path) { return note }
    switch block.kind {
    case "total_tokens_reminder":
      return json["text"]?.string.map { ClientNote(text: $0) } ?? unknown(block, at: path)
    case "task_reminder", "todo_reminder": return reminder(of: block, at: path)
    case "queued_command": return queued(block, at: path)
    case "date_change": return priced(block.kind, [], block, at: path)
    case "budget_usd":
      let amounts = ["used", "total", "remaining"].compactMap { json[$0]?.numberSpelling }
      return priced(block.kind, amounts, block, at: path)
    case "edited_text_file":
      return priced(block.kind, [json["filename"], json["snippet"]].compactMap { $0?.string }, block, at: path)
    case "nested_memory":
      let content = json["content"]?["content"] ?? json["content"]
      return priced(block.kind, [json["path"], content].compactMap { $0?.string }, block, at: path)
    case "skill_listing": return priced(block.kind, [json["content"]].compactMap { $0?.string }, block, at: path)
    case "hook_additional_context":
      let texts = json["content"]?.elements.compactMap(\.string) ?? []
      return priced(block.kind, [json["hookName"]?.string ?? "", texts.joined(separator: "\n")], block, at: path)
    case "file": return file(block, at: path)
    case "mcp_instructions_delta":
      let texts = json["addedBlocks"]?.elements.compactMap(\.string) ?? []
      return texts.isEmpty ? nil : priced(block.kind, [texts.joined(separator: "\n\n")], block, at: path)
    case "deferred_tools_delta": return deferredTools(block, at: path)
    case "diagnostics": return priced(block.kind, Self.diagnostics(json), block, at: path)
    default: return unknown(block, at: path)
    }
  }

  /// The wording's price and the texts in it.
  private mutating func priced(
    _ name: String, _ texts: [String], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    guard let price = rules.notes[name] else { return unknown(block, at: path) }
    let tokens = texts.reduce(0) { $0 + count($1, .enclosed) }
    return ClientNote(price.count(text: tokens, times: texts.count))
  }

  private mutating func reminder(of block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let tasks = block.json["content"].map { Array($0.elements) } ?? []
    let lines = tasks.map { task in
      "#\(task["id"]?.string ?? "0"). [\(task["status"]?.string ?? "")] \(task["subject"]?.string ?? "")"
    }
    let isOld = block.clientVersion.flatMap(ClientVersion.init).map { $0 <= ClientVersion(2, 1, 136) } ?? false
    let name = block.kind + (isOld ? "_until_2.1.136" : "")
    if lines.isEmpty { return priced(name, [], block, at: path) }
    guard let base = rules.notes[name], let heading = rules.notes["task_list"] else { return unknown(block, at: path) }
    let text = count(lines.joined(separator: "\n"), .enclosed)
    return ClientNote(TokenCount(sumOf: [base.count(text: 0), heading.count(text: text)]))
  }

  private mutating func queued(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let version = block.clientVersion.flatMap(ClientVersion.init)
    let isLonger = version.map { $0 >= ClientVersion(2, 1, 209) && $0 <= ClientVersion(2, 1, 229) }
    let isPrompt = block.json["commandMode"]?.string != "task-notification"
    let name = (isPrompt ? "queued_prompt" : "queued_notification") + (isLonger == true ? "_from_2.1.209" : "")
    let prompt = block.json["prompt"]
    let texts = prompt?.string.map { [$0] } ?? prompt?.elements.compactMap { $0["text"]?.string } ?? []
    let pictures = media(in: prompt ?? .null, at: path)
    return priced(name, texts, block, at: path)?.adding(pictures)
  }

  /// Blocks as they were sent: texts and media; nil where one is neither.
  private mutating func rendered(
    _ blocks: [JSONValue], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    var texts: [String] = []
    for sent in blocks {
      if let text = sent.string ?? sent["text"]?.string {
        texts.append(Self.withoutTags(text))
      } else if NoteMedia.all(in: sent).isEmpty {
        return nil
      }
    }
    if blocks.isEmpty { return nil }
    return ClientNote(text: texts.joined(separator: "\n\n"))
      .adding(media(in: block.json["rendered"] ?? .null, at: path))
  }

  /// Each file's base name, and a line for each finding.
  private static func diagnostics(_ json: JSONValue) -> [String] {
    let signs = ["Error": "✘", "Warning": "⚠", "Info": "ℹ", "Hint": "★"]
    let files = json["files"]?.elements.map { file in
      let name = file["uri"]?.string?.split(separator: "/").last.map(String.init) ?? ""
      let lines = file["diagnostics"]?.elements.map { finding in
        let start = finding["range"]?["start"]
        let place = "\((start?["line"]?.int ?? 0) &+ 1):\((start?["character"]?.int ?? 0) &+ 1)"
        let code = finding["code"]?.string.map { " [\($0)]" } ?? ""
        let source = finding["source"]?.string.map { " (\($0))" } ?? ""
        let sign = finding["severity"]?.string.flatMap { signs[$0] } ?? "•"
        return "  \(sign) [Line \(place)] \(finding["message"]?.string ?? "")\(code)\(source)"
      }
      return ([name + ":"] + (lines ?? [])).joined(separator: "\n")
    }
    return [(files ?? []).joined(separator: "\n\n")]
  }

  /// Tools that have come or gone, and servers that are not there yet: a wording before each list, a name a line. An empty
  /// change is not sent, nor are servers that wait for a login while none is being connected (6 steps on 4.8, 2026).
  private mutating func deferredTools(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    func names(_ key: String) -> [String] { block.json[key]?.elements.compactMap(\.string) ?? [] }
    let pending = names("pendingMcpServers")
    let servers = pending.isEmpty ? [] : pending + names("needsAuthMcpServers")
    let lines = names("addedLines")
    let lists = [
      ("deferred_tools_added", lines.isEmpty ? names("addedNames") : lines),
      ("deferred_tools_removed", names("removedNames")), ("servers_to_connect", servers),
    ]
    var counts: [TokenCount] = []
    for (name, list) in lists where !list.isEmpty {
      guard let price = rules.notes[name] else { return unknown(block, at: path) }
      counts.append(price.count(text: count(list.joined(separator: "\n"), .enclosed)))
    }
    return counts.isEmpty ? nil : ClientNote(TokenCount(sumOf: counts))
  }

  /// A file that the user named: sent as the tool that reads files shows it, each line behind its number. The frame around
  /// it is recorded nowhere, nor whether a client has cut the text.
  private mutating func file(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let file = block.json["content"]?["file"]
    let pictures = media(in: block.json["content"] ?? .null, at: path)
    if let price = rules.notes[block.kind], !pictures.isEmpty {
      let named = (file?["filePath"] ?? block.json["filename"])?.string ?? ""
      let frame = price.count(text: 2 * count(named, .enclosed))
      return ClientNote(frame.atMost(.assumed)).adding(pictures)
    }
    guard let text = file?["content"]?.string, let price = rules.notes[block.kind] else {
      return unknown(block, at: path)
    }
    let named = (file?["filePath"] ?? block.json["filename"])?.string ?? ""
    let tokens = count(text, .enclosed) + 2 * count(named, .enclosed)
    let lines = text.utf8.reduce(into: 1) { $0 += $1 == UInt8(ascii: "\n") ? 1 : 0 }
    let sent = price.count(text: tokens, times: lines)
    return ClientNote(price.count(text: tokens, times: lines, below: sent.tokens))
  }

  /// Between nothing and three times the record.
  private mutating func unknown(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote {
    let json = block.json
    // What is an image is no text.
    let pictures = media(in: json, at: path)
    let spelt = pictures.isEmpty ? 0 : NoteMedia.all(in: json).reduce(0) { $0 + count($1.data, .enclosed) }
    let tokens = max(count(.inside) { PythonJSON().append(json, to: &$0) } - spelt, 0)
    notices.append(
      Notice(
        code: .unknownNote, path: path,
        message: "what the client's note \"\(block.kind.prefix(64))\" said is not known: its text is not recorded"))
    let price = rules[.unknownClientNote]
    return ClientNote(
      price.count(text: tokens / 2, below: tokens / 2, above: tokens * 5 / 2, basis: .assumed)
    ).adding(pictures)
  }

  private static func withoutTags(_ text: String) -> String {
    let (open, close) = ("<system-reminder>\n", "\n</system-reminder>")
    guard text.hasPrefix(open), text.hasSuffix(close), text.utf8.count >= open.utf8.count + close.utf8.count else {
      return text
    }
    return String(text.dropFirst(open.count).dropLast(close.count))
  }
}

/// A version of three numbers.
struct ClientVersion: Comparable, Sendable {
  private let numbers: [Int]

  init(_ major: Int, _ minor: Int, _ patch: Int) { numbers = [major, minor, patch] }

  /// Nil where the text does not begin with three numbers.
  init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 3).prefix(3).compactMap { part in
      Int(part.prefix { $0.isASCII && $0.isNumber })
    }
    guard parts.count == 3 else { return nil }
    numbers = parts
  }

  static func < (left: ClientVersion, right: ClientVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
