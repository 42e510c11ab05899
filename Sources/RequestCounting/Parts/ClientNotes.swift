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
  /// Bytes of the record's own text that are in the price.
  var recordedBytes = 0

  /// A note whose text is known.
  init(text: String) {
    self.text = Array(text.utf8)
    recordedBytes = self.text.count
  }

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
}
