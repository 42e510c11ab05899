import JSONText
import SessionReading

/// A session as it lies in a file: rows, one a line, which are read as they come.
enum SessionRows {
  /// Whether a text's first two lines are each an object, and the first one is no request. O(first line).
  static func begin(_ start: [UInt8]) -> Bool {
    guard let end = start[...].lineFeed,
      start[end...].first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      let row = (try? JSONDocument(parsing: start[..<end]))?.root, row.isObject
    else { return false }
    return !["messages", "request", "body", "params"].contains { row[$0] != nil }
  }

  /// The session whose first bytes were read already; nil where the rows are no messages, or are requests. O(bytes), and
  /// the memory that the session takes.
  ///
  /// - Throws: where the file cannot be read, or is another program's log.
  static func session(_ input: borrowing FileReader, after start: [UInt8]) throws(Complaint) -> Session? {
    var reader = SessionReader()
    reader.append(start)
    while let chunk = try input.next() { reader.append(chunk) }
    do throws(SessionError) {
      let session = try reader.finish()
      return session.format == .requests ? nil : session
    } catch {
      if error.code == .otherProgram { throw Complaint(error, in: input.path.name) }
      return nil
    }
  }
}
