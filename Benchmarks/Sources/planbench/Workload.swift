import Glibc
import JSONText
import MessagesAPI

/// An agent's conversation made of a text: 10,000 messages, cycles of calls and results, about a million tokens.
struct Workload {
  static let messages = 10_000
  let request: MessagesRequest
  let body: [UInt8]
  /// More of the same text, 2 KB a piece.
  let pieces: [String]

  /// - Parameter hasLongResults: whether one result in 40 has 16 KB.
  init(path: String, hasLongResults: Bool = false) throws {
    let bytes = try Self.read(path)
    // What the conversation does not use is for appending.
    guard bytes.count >= 8_000_000 else { throw Failure("\(path) is too short: 8 MB are needed") }
    var cutter = Cutter(bytes: bytes)
    var messages: [Message] = []
    messages.reserveCapacity(Self.messages)
    while messages.count < Self.messages - 3 {
      let id = "call_\(messages.count)"
      messages.append(Message(role: .user, cutter.next(210)))
      messages.append(
        Message(
          role: .assistant,
          [.text(cutter.next(130)), .toolUse(id: id, name: "read", input: ["path": JSONValue(cutter.next(40))])]))
      let result = cutter.next(hasLongResults && (messages.count - 2).isMultiple(of: 160) ? 16_384 : 500)
      messages.append(Message(role: .user, [.toolResult(toolUseID: id, .text(RequestText(result)))]))
      messages.append(Message(role: .assistant, cutter.next(210)))
    }
    messages.append(Message(role: .user, "Go on."))
    let tool = Tool(name: "read", description: "Reads a file", inputSchema: ["type": "object"])
    let made = MessagesRequest(
      model: "claude-sonnet-4-6", maxTokens: 8000, system: "Be brief.", messages: messages, tools: [tool])
    body = made.encoded()
    request = try MessagesRequest(decoding: body)
    pieces = (0..<1000).map { _ in cutter.next(2048) }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Failure("\(path) cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}

/// Takes texts off the front of a longer one.
private struct Cutter {
  let bytes: [UInt8]
  private var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func next(_ length: Int) -> String {
    let end = min(place + length, bytes.count)
    defer { place = end }
    return String(decoding: bytes[place..<end], as: UTF8.self)
  }
}
