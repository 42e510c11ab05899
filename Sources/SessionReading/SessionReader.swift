import JSONText
import MessagesAPI

/// Reads a session as it comes, chunk by chunk, in one pass.
///
/// Of each row only the message is kept, not what the client notes beside it: a session of 100 MB takes less memory than
/// its size.
///
///     var reader = SessionReader()
///     reader.append(bytes)
///     let session = try reader.finish()
public struct SessionReader: Sendable {
  /// The most bytes of a row: twice the largest body that the API takes. What a longer one holds is no message that was
  /// sent.
  public static let mostOfRow = 64 << 20

  private var lines: JSONLines
  private let rowLimit: Int
  /// The whole text, where it is one document and not a row a line.
  private var document: [UInt8]?
  private var hasBegun = false
  private var adapter = RowAdapter.undecided
  private var table = RowTable()
  private var readRows = 0
  private var failure: SessionError?

  /// A session of which nothing has come yet.
  ///
  /// - Parameter rowLimit: the most bytes of a row. Of a longer one nothing is read or kept but its length: each of its
  ///   bytes may be a token.
  public init(rowLimit: Int = SessionReader.mostOfRow) {
    self.rowLimit = rowLimit
    lines = JSONLines(limit: rowLimit)
  }

  /// The same in one go.
  public static func session(_ bytes: [UInt8]) throws(SessionError) -> Session {
    var reader = SessionReader()
    reader.append(bytes)
    return try reader.finish()
  }

  /// Takes the next part of the file. O(n).
  public mutating func append(_ chunk: [UInt8]) {
    if !hasBegun { begin(chunk) }
    if document != nil {
      document?.append(contentsOf: chunk)
    } else {
      lines.append(chunk)
      readLines()
    }
  }

  /// Ends the file, and says what is in the context. O(rows + what is in the context).
  ///
  /// - Throws: where no row is JSON, none is a message, or another program's log was given.
  public consuming func finish() throws(SessionError) -> Session {
    if let document {
      readDocument(document)
      self.document = nil
    } else {
      lines.finish()
      readLines()
    }
    if let failure { throw failure }
    let session = try ContextAssembly(table, adapter.format).session()
    if let session { return session }
    if readRows == 0 {
      throw SessionError(
        code: .notJSON, line: nil, message: "no row of the file is JSON",
        remedy: "Give a session as the agent stores it, or an array of messages.")
    }
    throw SessionError(
      code: .noMessages, line: nil, message: "no row of the file is a message",
      remedy: "Give a session as the agent stores it, or an array of messages.")
  }

  /// One document is an array, or an object whose first line is nothing but its bracket.
  private mutating func begin(_ chunk: [UInt8]) {
    var start = chunk.prefix(3) == [0xEF, 0xBB, 0xBF] ? chunk[3...] : chunk[...]
    start = start.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard let first = start.first else { return }
    hasBegun = true
    let rest = start.dropFirst().prefix { $0 != 0x0A }
    let isAlone = start.count > rest.count + 1 && rest.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") && isAlone { document = [] }
  }

  private mutating func readLines() {
    while let line = lines.next() {
      if failure != nil { continue }
      if line.bytes.count > rowLimit {
        readRows += 1
        table.addUnread(line: line.number, bytes: line.length, reason: "the row is longer than \(rowLimit)")
        continue
      }
      do {
        read(try JSONDocument(parsing: line.bytes).root, line: line.number)
      } catch {
        readBroken(line, error)
      }
    }
  }

  private mutating func readDocument(_ bytes: [UInt8]) {
    let root: JSONValue
    do { root = try JSONDocument(parsing: bytes).root } catch {
      // A file of rows may begin with a bracket too, where its start was lost.
      document = nil
      lines.append(bytes)
      lines.finish()
      return readLines()
    }
    guard root.isArray else { return read(root, line: 1) }
    for (index, element) in root.elements.enumerated() {
      if failure != nil { return }
      read(element, line: index + 1)
    }
  }

  private mutating func read(_ row: JSONValue, line: Int) {
    readRows += 1
    if LoneSurrogate.isIn(row.sourceBytes) {
      table.note(
        SessionNote(
          .loneSurrogate, line: line, "half of a surrogate pair is no text; U+FFFD is counted in its place"))
    }
    do { try adapter.read(row, line: line, into: &table) } catch { failure = error }
  }

  /// A line that is no JSON: several rows in one, a row that was cut off, or both.
  private mutating func readBroken(_ line: JSONLines.Line, _ error: JSONError) {
    let pieces = BrokenLine(line.bytes)
    for row in pieces.rows { read(row, line: line.number) }
    if pieces.rows.count > 1 || !pieces.rows.isEmpty && pieces.lostBytes == 0 {
      table.note(SessionNote(.gluedRows, line: line.number, "\(pieces.rows.count) rows stand on one line"))
    }
    if pieces.lostBytes > 0 {
      let bytes = line.length - (line.bytes.count - pieces.lostBytes)
      table.addUnread(line: line.number, bytes: bytes, reason: error.message)
    }
  }
}

/// Looks for halves of surrogate pairs in JSON text.
enum LoneSurrogate {
  /// Whether an escape stands for one half without the other. O(n).
  static func isIn(_ text: ArraySlice<UInt8>) -> Bool {
    var index = text.startIndex
    var isAfterHigh = false
    while let slash = text[index...].firstIndex(of: UInt8(ascii: "\\")) {
      if isAfterHigh, slash != index { return true }
      guard let unit = unit(text[slash...]) else {
        if isAfterHigh { return true }
        index = min(slash + 2, text.endIndex)
        continue
      }
      let isLow = 0xDC00...0xDFFF ~= unit
      if isLow != isAfterHigh { return true }
      isAfterHigh = 0xD800...0xDBFF ~= unit
      index = slash + 6
    }
    return isAfterHigh
  }

  /// The UTF-16 unit that an escape at the start stands for; nil for other escapes.
  private static func unit(_ text: ArraySlice<UInt8>) -> UInt32? {
    guard text.count >= 6, text[text.startIndex + 1] == UInt8(ascii: "u") else { return nil }
    return UInt32(String(decoding: text[(text.startIndex + 2)..<(text.startIndex + 6)], as: UTF8.self), radix: 16)
  }
}
