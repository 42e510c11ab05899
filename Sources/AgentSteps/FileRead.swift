package import Console
import FileReporting
import FileSelection
package import JSONText
package import RequestCounting

/// What the tool `Read` would bring into the conversation: lines of a file, each behind its number.
package struct FileRead: Sendable {
  /// What the tool is asked for, as a call has it.
  package struct Request: Sendable, Hashable {
    package let path: InputPath
    /// The first line, from 1.
    package let offset: Int
    /// At most so many lines.
    package let limit: Int

    /// Nil where the call names no file.
    package init?(_ input: JSONValue) {
      guard let path = input["file_path"]?.string, !path.isEmpty else { return nil }
      self.path = InputPath(bytes: Array(path.utf8))
      offset = min(max(input["offset"]?.int ?? 1, 1), Self.most)
      limit = min(max(input["limit"]?.int ?? Self.defaultLimit, 1), Self.most)
    }

    /// Lines that the tool shows where the call does not say how many (the tool's own description, 2026).
    private static let defaultLimit = 2000
    /// No file that is read has as many lines.
    private static let most = 1_000_000_000
  }

  package let request: Request
  /// The first line that is shown, and the last.
  package let lines: ClosedRange<Int>
  /// What the conversation grows by.
  package let count: TokenCount
  private let shown: [UInt8]

  /// Characters of a line that are shown (the tool's own description, 2026).
  private static let lineLength = 2000
  /// More bytes than the lines of one call can show are not read.
  private static let most = 16 << 20

  /// Reads what the tool would show.
  ///
  /// Nil where there is no such file, where it is a folder, a pipe or a device, or no text (the tool then says so, or
  /// shows an image or a document), or where it ends before the first line that is asked for. Cost: O(the lines).
  package init?(_ request: Request, _ pricing: StepPricing) throws(CountError) {
    guard let reader = try? FileReader(request.path, wasFound: true),
      let bytes = try? reader.bytes(in: 0..<min(reader.size, Self.most)), let text = Self.text(bytes)
    else { return nil }
    let first = request.offset
    var shown: [UInt8] = []
    var number = 0
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      if number < first { continue }
      if number >= first + request.limit { break }
      shown += Self.numbered(number, line)
    }
    guard !shown.isEmpty else { return nil }
    self.request = request
    lines = first...min(number, first + request.limit - 1)
    self.shown = shown
    count = try Self.count(shown, pricing)
  }

  /// What the file holds as UTF-8; nil where it is no text.
  private static func text(_ bytes: [UInt8]) -> [UInt8]? {
    switch EncodingChoice.automatic.content(of: bytes) {
    case .utf8: bytes
    case .decoded(let reading): reading.text
    case .skipped: nil
    }
  }

  /// The most lines from the first on that bring at most `tokens`; nil where not even ten do.
  package func lines(fitting tokens: Int, _ pricing: StepPricing) throws(CountError) -> ClosedRange<Int>? {
    let ends = shown.indices.filter { shown[$0] == 0x0A }
    var (fits, tooMany) = (0, ends.count)
    while fits + 1 < tooMany {
      let middle = (fits + tooMany) / 2
      let part = try Self.count(Array(shown[...ends[middle - 1]]), pricing)
      if part.bounds.upperBound <= tokens { fits = middle } else { tooMany = middle }
    }
    return fits < 10 ? nil : lines.lowerBound...lines.lowerBound + fits - 1
  }

  private static func count(_ shown: [UInt8], _ pricing: StepPricing) throws(CountError) -> TokenCount {
    let text = JSONValue(String(decoding: shown, as: UTF8.self))
    let result: JSONValue = ["type": "tool_result", "tool_use_id": "toolu_0", "content": text]
    let call: JSONValue = ["type": "tool_use", "id": "toolu_0", "name": "Read", "input": [:]]
    return try pricing.count([["role": "user", "content": [result]]], behind: [call])
  }

  /// `     7→the line`: the number to the right in six places.
  private static func numbered(_ number: Int, _ line: ArraySlice<UInt8>) -> [UInt8] {
    let digits = String(number)
    let gap = String(repeating: " ", count: max(6 - digits.utf8.count, 0))
    // No character is shorter than a byte: what is longer is cut by characters.
    let text =
      line.count <= lineLength
      ? Array(line) : Array(String(decoding: line, as: UTF8.self).prefix(lineLength).utf8)
    return Array("\(gap)\(digits)→".utf8) + text + [0x0A]
  }
}
