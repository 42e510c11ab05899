import JSONText
import MessagesAPI
import TestSupport
import Testing

/// Whatever a body looks like, reading it ends in a request or an error, and a request can be used and written.
@Suite struct DamagedBodyTests {
  static let bodies = PlatformTests.rows.flatMap { [$0.body, $0.same] } + [RequestEditingTests.body]
  static let shapes: [RequestShape?] = [nil, nil, .messages, .bedrockConverse, .chatCompletions]

  @Test("bodies with bytes changed, cut, moved and doubled")
  func bodiesWithBytesChangedCut() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<6000 {
      var body = Array(random.pick(Self.bodies).utf8)
      for _ in 0...random.below(3) where !body.isEmpty {
        let place = random.below(body.count)
        switch random.below(6) {
        case 0: body.remove(at: place)
        case 1: body[place] = random.pick(Array("\"\\{}[]:,01.eE+- ntu".utf8))
        case 2: body[place] = UInt8(truncatingIfNeeded: random.next())
        case 3: body.removeSubrange(place...)
        case 4: body.insert(contentsOf: body[place...].prefix(random.below(60)), at: random.below(body.count + 1))
        default: body.insert(contentsOf: Array("\\ud800".utf8), at: place)
        }
      }
      use(body, shape: random.pick(Self.shapes))
    }
  }

  @Test("bodies with values of another type, another place, and keys doubled")
  func bodiesWithValuesOfAnother() throws {
    var random = SeededRandom(seed: 7)
    let roots = try Self.bodies.map { try JSONValue(parsing: $0) }
    var values: [JSONValue] = [
      .null, true, 0, -1, 1.5, "", "text", "tool_use", [], [:], [[]], [.null], ["type": "text"], ["type": 1],
      try JSONValue(parsing: "1e999"), try JSONValue(parsing: String(repeating: "9", count: 400)),
      try JSONValue(parsing: String(repeating: "[", count: 400) + String(repeating: "]", count: 400)), "\u{0}é😀",
    ]
    for root in roots { collect(root, into: &values) }
    for _ in 0..<6000 {
      var body = random.pick(roots)
      for _ in 0...random.below(3) { body = replacing(in: body, with: values, &random) }
      use(Array(body.sourceBytes), shape: random.pick(Self.shapes))
    }
  }

  @Test("a deep body is an error or a request, never a crash")
  func aDeepBodyIsAn() throws {
    for depth in [10, 500, 511, 513, 100_000] {
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let body =
        #"{"messages":[{"role":"user","content":[{"type":"tool_use","id":"1","name":"n","input":\#(nested)}]}]}"#
      if depth > 507 {
        #expect(throws: DecodeError.self) { try MessagesRequest(decoding: Array(body.utf8)) }
      }
      let request = try MessagesRequest(decoding: Array(body.utf8), limits: JSONLimits(depth: .max))
      #expect(request.encoded() == Array(body.utf8))
    }
    // Blocks within blocks are read one within the other, so their depth is bounded.
    let results = String(repeating: #"[{"type":"tool_result","content":"#, count: 10_000)
    let body = #"{"messages":[{"role":"user","content":\#(results)"x""# + String(repeating: "}]", count: 10_000) + "}]}"
    #expect(throws: DecodeError.self) { try MessagesRequest(decoding: Array(body.utf8)) }
    let error = #expect(throws: DecodeError.self) {
      try MessagesRequest(decoding: Array(body.utf8), limits: JSONLimits(depth: .max))
    }
    #expect(error?.code == .tooDeep)
  }

  @Test("media that is damaged has a size or a reason")
  func mediaThatIsDamagedHas() {
    var random = SeededRandom(seed: 8)
    let images = ImageSizeTests.rows.map(\.bytes) + [Array("%PDF-1.4\n".utf8)]
    let document = Array(
      """
      %PDF-1.4
      1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Kids [3 0 R 4 0 R] /MediaBox [0 0 6 7] >> endobj
      3 0 obj << /Type /Page /Rotate 90 /Contents 7 0 R /Resources << /Font << /F 8 0 R >> >> >> endobj 4 0 obj << /Kids 5 0 R >> endobj 5 0 obj [3 0 R 2 0 R] endobj
      6 0 obj << /Length 3 >> stream abc endstream endobj
      7 0 obj << /Length 44 >> stream BT /F 12 Tf 3 4 Td [(ab) -300 <6364>] TJ T* (e) ' ET endstream endobj
      8 0 obj << /Subtype /Type1 /Encoding << /Differences [65 /fi] >> /ToUnicode 6 0 R >> endobj (a \\( b) <61> trailer << /Root 1 0 R >>
      """.utf8)
    for _ in 0..<4000 {
      var bytes = random.below(2) == 0 ? document : random.pick(images)
      for _ in 0...random.below(6) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] = random.pick(Array("<>[]()/0129 R".utf8))
        case 2: bytes.removeSubrange(place..<min(place + random.below(20), bytes.count))
        default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
        }
      }
      _ = try? PDFPages(bytes, readingText: true)
      let text = RequestText(base64(bytes))
      _ = try? ImageSize(base64: text)
      _ = ThinkingSignature(base64: text).payloadBytes
    }
  }

  // MARK: Using what was read

  private func use(_ body: [UInt8], shape: RequestShape?) {
    guard let request = try? MessagesRequest(decoding: body, shape: shape) else { return }
    _ = request.notices.map(\.description)
    _ = request.outputSchema
    for message in request.messages { look(message.blocks) }
    look(request.systemBlocks)
    let encoded = request.encoded()
    // A damaged body of another platform may keep fields that mean something else in the API's own shape.
    if request.shape == .bedrockConverse || request.shape == .chatCompletions { return }
    let again = try? MessagesRequest(decoding: encoded, shape: .messages)
    #expect(again == request, "\(String(decoding: body, as: UTF8.self))")
    var edited = request
    edited.messages.append(Message(role: .user, "more"))
    let read = try? MessagesRequest(decoding: edited.encoded(), shape: .messages)
    #expect(read?.messages.last == Message(role: .user, "more"), "\(String(decoding: body, as: UTF8.self))")
  }

  private func look(_ blocks: [ContentBlock]) {
    for block in blocks {
      _ = (block.type, block.cacheControl?.ttl, block.json?.excerpt, block.otherFields)
      switch block {
      case .text(let text): _ = text.text.string
      case .image(let image): _ = try? ImageSize(of: image.source)
      case .document(let document): _ = try? PDFPages(of: document.source)
      case .toolUse(let call): _ = PythonJSON(sortKeys: true).string(call.input)
      case .toolResult(let result): look(result.content?.blocks ?? [])
      case .thinking(let thinking): _ = thinking.signature.map { ThinkingSignature(base64: $0) }
      default: break
      }
    }
  }

  private func collect(_ value: JSONValue, into values: inout [JSONValue]) {
    values.append(value)
    for element in value.elements { collect(element, into: &values) }
    for member in value.members { collect(member.value, into: &values) }
  }

  /// One value somewhere replaced, or one member doubled or renamed.
  private func replacing(in value: JSONValue, with values: [JSONValue], _ random: inout SeededRandom) -> JSONValue {
    guard value.count > 0, random.below(6) > 0 else { return random.pick(values) }
    let place = random.below(value.count)
    if value.isArray {
      var elements = Array(value.elements)
      elements[place] = replacing(in: elements[place], with: values, &random)
      if random.below(8) == 0 { elements.append(elements[place]) }
      return JSONValue(elements: elements)
    }
    var members = value.members.map { ($0.key, $0.value) }
    switch random.below(8) {
    case 0: members.remove(at: place)
    case 1: members.append((members[place].0, random.pick(values)))
    case 2: members[place].0 = random.pick(members).0 + "x"
    default: members[place].1 = replacing(in: members[place].1, with: values, &random)
    }
    return JSONValue(members: members)
  }
}
