import JSONText
import MessagesAPI

// What each kind of note says. A record of which a text is missing or of another kind, or which holds much more text than
// its kind is known to send, is as good as one of an unknown kind: its bounds cover its text.

extension PromptPricing {
  /// Kinds that are recorded and never sent (T: 9,287 steps of 229 sessions, 2026).
  private static let freeNotes: Set<String> = [
    "command_permissions", "hook_system_message", "hook_cancelled", "hook_non_blocking_error",
  ]

  /// What a note says; nil where nothing of it is sent.
  mutating func note(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let json = block.json
    if block.kind == "hook_success" { return hookSuccess(block, at: path) }
    if Self.freeNotes.contains(block.kind) { return nil }
    if let rendered = json["rendered"], !rendered.isNull {
      // As it was sent, whatever else the record holds; a text of nothing says nothing of that.
      if let text = rendered.string, !text.isEmpty { return ClientNote(text: Self.withoutTags(text)) }
      if rendered.isArray { return self.rendered(Array(rendered.elements), block, at: path) }
      if !rendered.isText("") || block.recordedBytes > Self.unnoticedBytes { return unknown(block, at: path) }
    }
    return checked(known(block, at: path), block, at: path)
  }

  /// A note of a kind whose wording is known; nil where nothing of it is sent.
  private mutating func known(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let json = block.json
    switch block.kind {
    case "total_tokens_reminder":
      return json["text"]?.string.map { ClientNote(text: $0) } ?? unknown(block, at: path)
    case "task_reminder", "todo_reminder": return reminder(of: block, at: path)
    case "queued_command": return queued(block, at: path)
    case "local_command": return command(block, at: path)
    case "date_change": return priced(block.kind, [], block, at: path)
    case "budget_usd":
      let amounts = ["used", "total", "remaining"].compactMap { json[$0]?.numberSpelling }
      return priced(block.kind, amounts, block, at: path)
    case "edited_text_file": return pricedMembers(block.kind, [json["filename"], json["snippet"]], block, at: path)
    case "nested_memory":
      return pricedMembers(block.kind, [json["path"], json["content"]?["content"] ?? json["content"]], block, at: path)
    case "skill_listing": return pricedMembers(block.kind, [json["content"]], block, at: path)
    case "hook_additional_context":
      guard let texts = Self.texts(in: json["content"]) else { return unknown(block, at: path) }
      return priced(block.kind, [json["hookName"]?.string ?? "", texts.joined(separator: "\n")], block, at: path)
    case "file": return file(block, at: path)
    case "mcp_instructions_delta": return instructions(block, at: path)
    case "deferred_tools_delta": return deferredTools(block, at: path)
    case "diagnostics":
      guard let text = Self.diagnostics(json) else { return unknown(block, at: path) }
      return priced(block.kind, [text], block, at: path)
    default: return unknown(block, at: path)
    }
  }

  /// Text beside a known one that is taken for the client's own affair: ids, paths, names.
  private static let unnoticedBytes = 400

  /// A record that holds much more text than was priced may be sent with it.
  private mutating func checked(_ note: ClientNote?, _ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let priced = note?.recordedBytes ?? 0
    let left = block.recordedBytes - priced
    guard left > max(priced, Self.unnoticedBytes) else { return note }
    guard var wider = note else { return unknown(block, at: path) }
    wider.above += recordedTokens(block)
    wider.basis = .assumed
    notice(block, at: path)
    return wider
  }

  /// The wording's price and the texts in it; unknown where one of them is no text.
  private mutating func pricedMembers(
    _ name: String, _ values: [JSONValue?], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    let texts = values.compactMap { $0?.string }
    return texts.count == values.count ? priced(name, texts, block, at: path) : unknown(block, at: path)
  }

  /// The wording's price and the texts in it.
  private mutating func priced(
    _ name: String, _ texts: [String], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    guard let price = rules.notes[name] else { return unknown(block, at: path) }
    let tokens = texts.reduce(0) { $0 + count($1, .enclosed) }
    var note = ClientNote(price.count(text: tokens, times: texts.count))
    note.recordedBytes = texts.reduce(0) { $0 + $1.utf8.count }
    return note
  }

  /// The texts of a member: one, a list of them, or blocks of text; nil where something else stands there. Media are no
  /// text.
  private static func texts(in value: JSONValue?) -> [String]? {
    guard let value else { return nil }
    if let text = value.string { return [text] }
    if value.isArray {
      var texts: [String] = []
      for element in value.elements {
        guard !element.isArray, let own = Self.texts(in: element) else { return nil }
        texts += own
      }
      return texts
    }
    let plain: Set<String> = ["type", "text", "cache_control", "citations"]
    if let text = value["text"]?.string { return value.members.allSatisfy { plain.contains($0.key) } ? [text] : nil }
    let source = value["source"]
    if source?["type"]?.isText("text") == true, let text = source?["data"]?.string {
      return [value["title"], value["context"]].compactMap { $0?.string } + [text]
    }
    return NoteMedia.all(in: value).isEmpty ? nil : []
  }

  /// What a hook printed is sent for two events and for no other (232 rows of others in T, all without content).
  private mutating func hookSuccess(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let json = block.json
    let content = json["content"] ?? .null
    if content.isText("") { return nil }
    let event = json["hookEvent"]?.string
    let isSent = event.map { ["UserPromptSubmit", "SessionStart"].contains($0) }
    if isSent == false || content.isNull && block.recordedBytes <= Self.unnoticedBytes { return nil }
    guard let text = content.string else { return unknown(block, at: path) }
    guard let event else { return unknown(block, at: path) }
    var note = ClientNote(text: "\(json["hookName"]?.string ?? event) hook success: \(text)")
    (note.below, note.above, note.basis) = (3, 3, .modelled)
    return note
  }

  /// A command of the client's own and what it printed: newer clients send it, and no row says so.
  private mutating func command(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    guard let texts = Self.texts(in: block.json["content"]) else { return unknown(block, at: path) }
    let text = texts.joined(separator: "\n")
    var note = ClientNote(text: text)
    (note.below, note.basis) = (count(text, .enclosed), .modelled)
    return note
  }

  private mutating func reminder(of block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let content = block.json["content"] ?? .null
    guard content.isArray || content.isNull else { return unknown(block, at: path) }
    var lines: [String] = []
    for (index, item) in content.elements.enumerated() {
      // Items of the older list of things to do have no id and no subject.
      guard let subject = (item["content"] ?? item["subject"])?.string else { return unknown(block, at: path) }
      let number = item["id"].map { "#\($0.string ?? $0.numberSpelling ?? "0")" } ?? "\(index + 1)"
      lines.append("\(number). [\(item["status"]?.string ?? "")] \(subject)")
    }
    let isOld = block.clientVersion.flatMap(ClientVersion.init).map { $0 <= ClientVersion(2, 1, 136) } ?? false
    let name = block.kind + (isOld ? "_until_2.1.136" : "")
    if lines.isEmpty { return priced(name, [], block, at: path) }
    guard let base = rules.notes[name], let heading = rules.notes["task_list"] else { return unknown(block, at: path) }
    let list = lines.joined(separator: "\n")
    var note = ClientNote(TokenCount(sumOf: [base.count(text: 0), heading.count(text: count(list, .enclosed))]))
    note.recordedBytes = list.utf8.count
    return note
  }

  private mutating func queued(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let version = block.clientVersion.flatMap(ClientVersion.init)
    let isLonger = version.map { $0 >= ClientVersion(2, 1, 209) && $0 <= ClientVersion(2, 1, 229) }
    let isPrompt = block.json["commandMode"]?.string != "task-notification"
    let name = (isPrompt ? "queued_prompt" : "queued_notification") + (isLonger == true ? "_from_2.1.209" : "")
    let prompt = block.json["prompt"]
    guard let texts = Self.texts(in: prompt) else { return unknown(block, at: path) }
    let pictures = media(in: prompt ?? .null, at: path)
    return priced(name, texts, block, at: path)?.adding(pictures)
  }

  /// Blocks as they were sent: texts and media; unknown where one is neither.
  private mutating func rendered(
    _ blocks: [JSONValue], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    var texts: [String] = []
    for sent in blocks {
      guard let own = Self.texts(in: sent) else { return unknown(block, at: path) }
      texts += own.map(Self.withoutTags)
    }
    if blocks.isEmpty { return unknown(block, at: path) }
    return ClientNote(text: texts.joined(separator: "\n\n"))
      .adding(media(in: block.json["rendered"] ?? .null, at: path))
  }

  /// Each file's base name, and a line for each finding; nil where a finding says nothing that can be read.
  private static func diagnostics(_ json: JSONValue) -> String? {
    let signs = ["Error": "✘", "Warning": "⚠", "Info": "ℹ", "Hint": "★"]
    guard let files = json["files"], files.isArray else { return nil }
    var texts: [String] = []
    for file in files.elements {
      var lines = ["\(file["uri"]?.string?.split(separator: "/").last.map(String.init) ?? ""):"]
      for finding in file["diagnostics"]?.elements.map({ $0 }) ?? [] {
        guard let message = finding["message"]?.string else { return nil }
        let start = finding["range"]?["start"]
        let place = "\((start?["line"]?.int ?? 0) &+ 1):\((start?["character"]?.int ?? 0) &+ 1)"
        let code = finding["code"]?.string.map { " [\($0)]" } ?? ""
        let source = finding["source"]?.string.map { " (\($0))" } ?? ""
        let sign = finding["severity"]?.string.flatMap { signs[$0] } ?? "•"
        lines.append("  \(sign) [Line \(place)] \(message)\(code)\(source)")
      }
      texts.append(lines.joined(separator: "\n"))
    }
    return texts.joined(separator: "\n\n")
  }

  /// The names of a list; nil where one is no text.
  private static func names(_ key: String, of block: ClientNoteBlock) -> [String]? {
    guard let list = block.json[key], !list.isNull else { return [] }
    let names = list.elements.compactMap(\.string)
    return list.isArray && names.count == list.count ? names : nil
  }

  /// Lists that each stand behind a wording of their own; nil where none has anything in it.
  private mutating func lists(
    _ lists: [(name: String, texts: [String], separator: String)], _ block: ClientNoteBlock, at path: RequestPath
  ) -> ClientNote? {
    var (counts, bytes): ([TokenCount], Int) = ([], 0)
    for list in lists where !list.texts.isEmpty {
      guard let price = rules.notes[list.name] else { return unknown(block, at: path) }
      let text = list.texts.joined(separator: list.separator)
      counts.append(price.count(text: count(text, .enclosed)))
      bytes += text.utf8.count
    }
    if counts.isEmpty { return nil }
    var note = ClientNote(TokenCount(sumOf: counts))
    note.recordedBytes = bytes
    return note
  }

  /// What servers say of their use, and servers that have gone.
  private mutating func instructions(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    guard let added = Self.names("addedBlocks", of: block), let gone = Self.names("removedNames", of: block) else {
      return unknown(block, at: path)
    }
    return lists(
      [("mcp_instructions_delta", added, "\n\n"), ("mcp_instructions_removed", gone, "\n")], block, at: path)
  }

  /// Tools that have come or gone, and servers that are not there yet: a wording before each list, a name a line. An empty
  /// change is not sent, nor are servers that wait for a login while none is being connected (6 steps on 4.8, 2026).
  private mutating func deferredTools(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    func names(_ key: String) -> [String]? { Self.names(key, of: block) }
    guard let pending = names("pendingMcpServers"), let waiting = names("needsAuthMcpServers"),
      let lines = names("addedLines"), let added = names("addedNames"), let removed = names("removedNames")
    else { return unknown(block, at: path) }
    return lists(
      [
        ("deferred_tools_added", lines.isEmpty ? added : lines, "\n"), ("deferred_tools_removed", removed, "\n"),
        ("servers_to_connect", pending.isEmpty ? [] : pending + waiting, "\n"),
      ], block, at: path)
  }

  /// A file that the user named: sent as the tool that reads files shows it, each line behind its number. The frame around
  /// it is recorded nowhere, nor whether a client has cut the text.
  private mutating func file(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote? {
    let file = block.json["content"]?["file"]
    let pictures = media(in: block.json["content"] ?? .null, at: path)
    let named = (file?["filePath"] ?? block.json["filename"])?.string ?? ""
    if let price = rules.notes[block.kind], !pictures.isEmpty {
      let frame = price.count(text: 2 * count(named, .enclosed))
      return ClientNote(frame.atMost(.assumed)).adding(pictures)
    }
    guard let text = file?["content"]?.string, let price = rules.notes[block.kind] else {
      return unknown(block, at: path)
    }
    let tokens = count(text, .enclosed) + 2 * count(named, .enclosed)
    let lines = text.utf8.reduce(into: 1) { $0 += $1 == UInt8(ascii: "\n") ? 1 : 0 }
    let sent = price.count(text: tokens, times: lines)
    var note = ClientNote(price.count(text: tokens, times: lines, below: sent.tokens))
    note.recordedBytes = text.utf8.count
    return note
  }

  /// Between nothing and three times the record.
  private mutating func unknown(_ block: ClientNoteBlock, at path: RequestPath) -> ClientNote {
    let tokens = recordedTokens(block)
    let pictures = media(in: block.json, at: path)
    notice(block, at: path)
    let price = rules[.unknownClientNote]
    var note = ClientNote(
      price.count(text: tokens / 2, below: tokens / 2, above: tokens * 5 / 2, basis: .assumed)
    ).adding(pictures)
    note.recordedBytes = block.recordedBytes
    return note
  }

  /// Tokens of the record as it stands; what is an image is no text.
  private mutating func recordedTokens(_ block: ClientNoteBlock) -> Int {
    let json = block.json
    let spelt = NoteMedia.all(in: json).reduce(0) { $0 + count($1.data, .enclosed) }
    return max(count(.inside) { PythonJSON().append(json, to: &$0) } - spelt, 0)
  }

  private mutating func notice(_ block: ClientNoteBlock, at path: RequestPath) {
    notices.append(
      Notice(
        code: .unknownNote, path: path,
        message: "what the client's note \"\(block.kind.prefix(64))\" said is not known: its text is not recorded"))
  }

  private static func withoutTags(_ text: String) -> String {
    let (open, close) = ("<system-reminder>\n", "\n</system-reminder>")
    guard text.hasPrefix(open), text.hasSuffix(close), text.utf8.count >= open.utf8.count + close.utf8.count else {
      return text
    }
    return String(text.dropFirst(open.count).dropLast(close.count))
  }
}
