import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// What holds for every request, whole or damaged, on every model.
@Suite struct CountingLawTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  @Test("parts add up to the total, in tokens and in bounds")
  func partsAddUpToThe() throws {
    for body in Bodies.all {
      let request = try MessagesRequest(decoding: Array(body.utf8))
      for model in Bodies.models { try check(request, model) }
    }
  }

  @Test("bodies with bytes changed, cut, moved and doubled are counted or refused, and never more")
  func bodiesWithBytesChangedCut() throws {
    var random = SeededRandom(seed: Effort.seed(3))
    for _ in 0..<Effort.texts(usual: 4000) {
      var body = Array((Bodies.all.randomElement(using: &random) ?? "").utf8)
      for _ in 0...Int.random(in: 0..<3, using: &random) where !body.isEmpty {
        let place = Int.random(in: 0..<body.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: body.remove(at: place)
        case 1: body[place] = Array("\"\\{}[]:,01.eE+- ntu".utf8).randomElement(using: &random) ?? 0
        case 2: body[place] = UInt8.random(in: 0...255, using: &random)
        case 3: body.removeSubrange(place...)
        case 4: body.insert(contentsOf: body[place...].prefix(80), at: Int.random(in: 0...body.count, using: &random))
        default: body.insert(contentsOf: Array("\\ud800".utf8), at: place)
        }
      }
      try use(body, &random)
    }
  }

  @Test("bodies with values of another type, in another place, and with keys doubled are counted or refused")
  func bodiesWithValuesOfAnother()
    throws
  {
    var random = SeededRandom(seed: Effort.seed(4))
    let roots = try Bodies.all.map { try JSONValue(parsing: $0) }
    var values: [JSONValue] = [
      .null, true, 0, -1, 1.5, "", "text", "enabled", [], [:], [[]], ["type": "text"], "\u{0}é😀",
      try JSONValue(parsing: "1e999"), try JSONValue(parsing: String(repeating: "9", count: 400)),
      try JSONValue(parsing: String(repeating: "[", count: 400) + String(repeating: "]", count: 400)),
      try JSONValue(parsing: #"{"a": 1, "a": 2}"#),
    ]
    for root in roots { Self.collect(root, into: &values) }
    for _ in 0..<Effort.texts(usual: 4000) {
      var body = roots.randomElement(using: &random) ?? .null
      for _ in 0...Int.random(in: 0..<3, using: &random) { body = Self.replacing(in: body, with: values, &random) }
      try use(Array(body.sourceBytes), &random)
    }
  }

  private func use(_ body: [UInt8], _ random: inout SeededRandom) throws {
    guard let request = try? MessagesRequest(decoding: body) else { return }
    try check(request, Bodies.models.randomElement(using: &random) ?? "")
  }

  private func check(_ request: MessagesRequest, _ model: String) throws {
    var context = CountContext(substitute: "claude-opus-5")
    context.isRecording = true
    let count = try counter.count(request, model: model, context: context)
    let (total, sum) = (count.total, TokenCount(sumOf: count.parts.lazy.map(\.count)))
    #expect(total.tokens == sum.tokens)
    #expect(total.basis == sum.basis)
    #expect(total.bounds.lowerBound == max(sum.bounds.lowerBound, 0))
    #expect(total.bounds.contains(total.tokens))
    for part in count.parts {
      #expect(part.count.basis != .exact || part.count.bounds.lowerBound == part.count.bounds.upperBound, "\(part)")
      #expect(!part.rule.explanation.isEmpty)
    }
    if total.basis == .exact { #expect(total.bounds == total.tokens...total.tokens) }
    for notice in count.notices { #expect(!notice.message.isEmpty) }
  }

  private static func collect(_ value: JSONValue, into values: inout [JSONValue]) {
    values.append(value)
    for element in value.elements { collect(element, into: &values) }
    for member in value.members { collect(member.value, into: &values) }
  }

  /// One value somewhere replaced, or one member doubled or renamed.
  private static func replacing(
    in value: JSONValue, with values: [JSONValue], _ random: inout SeededRandom
  ) -> JSONValue {
    guard value.count > 0, Int.random(in: 0..<6, using: &random) > 0 else {
      return values.randomElement(using: &random) ?? .null
    }
    let place = Int.random(in: 0..<value.count, using: &random)
    if value.isArray {
      var elements = Array(value.elements)
      elements[place] = replacing(in: elements[place], with: values, &random)
      if Int.random(in: 0..<8, using: &random) == 0 { elements.append(elements[place]) }
      return JSONValue(elements: elements)
    }
    var members = value.members.map { ($0.key, $0.value) }
    switch Int.random(in: 0..<8, using: &random) {
    case 0: members.remove(at: place)
    case 1: members.append((members[place].0, values.randomElement(using: &random) ?? .null))
    case 2: members[place].0 += "x"
    default: members[place].1 = replacing(in: members[place].1, with: values, &random)
    }
    return JSONValue(members: members)
  }
}
