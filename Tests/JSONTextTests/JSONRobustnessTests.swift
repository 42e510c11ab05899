import Foundation
import JSONText
import TestSupport
import Testing

@Suite struct JSONRobustnessTests {
  @Test("no text, however damaged, traps, and every value of one that is read can be used")
  func noTextHoweverDamagedTraps() {
    var maker = RandomJSON(random: SeededRandom(seed: 4))
    for _ in 0..<20_000 {
      let whole = maker.value()
      let text = maker.mutated(whole)
      guard let document = try? JSONDocument(parsing: text) else { continue }
      visit(document.root)
    }
  }

  private func visit(_ value: JSONValue) {
    _ = (value.string, value.int, value.double, value.bool, value.numberSpelling, value.excerpt, value.sourceText)
    _ = PythonJSON(sortKeys: true, ensureASCII: true).string(value)
    for element in value.elements { visit(element) }
    for member in value.members { visit(member.value) }
  }

  @Test("what is read has the values Foundation reads")
  func whatIsReadHasThe() throws {
    var maker = RandomJSON(random: SeededRandom(seed: 5))
    for _ in 0..<2000 {
      let text = maker.value()
      guard String(validating: text, as: UTF8.self) != nil, !text.contains(UInt8(ascii: "\\")),
        let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
      else { continue }
      #expect(isSame(try JSONDocument(parsing: text).root, theirs), "\(String(decoding: text, as: UTF8.self))")
    }
  }

  private func isSame(_ ours: JSONValue, _ theirs: Any) -> Bool {
    switch ours.kind {
    case .null: return theirs is NSNull
    case .bool: return (theirs as? NSNumber)?.boolValue == ours.bool
    case .integer, .float:
      // Foundation reads some numbers as decimals and is off in the last digits; Python's reading is the exact test.
      guard let number = (theirs as? NSNumber)?.doubleValue, let own = ours.double else { return false }
      return number == own || abs(number - own) <= abs(own) * 1e-12
    case .string: return theirs as? String == ours.string
    case .array:
      guard let list = theirs as? [Any], list.count == ours.count else { return false }
      return zip(ours.elements, list).allSatisfy(isSame)
    case .object:
      guard let object = theirs as? [String: Any] else { return false }
      // Which of duplicate keys Foundation keeps is its own affair.
      let keys = ours.members.map(\.key)
      return Set(keys) == Set(object.keys)
        && object.allSatisfy { key, value in
          keys.count { $0 == key } > 1 || ours[key].map { isSame($0, value) } == true
        }
    }
  }

  @Test(
    "eight times the text takes about eight times as long",
    arguments: ["wide", "deep", "long", "keys", "escapes", "duplicates"])
  func eightTimesTheTextTakes(shape: String) throws {
    func text(_ size: Int) -> [UInt8] {
      switch shape {
      case "wide": Array(("[" + String(repeating: "1,", count: size) + "1]").utf8)
      case "deep": Array((String(repeating: "[", count: size) + String(repeating: "]", count: size)).utf8)
      case "long": Array(("\"" + String(repeating: "abé ", count: size) + "\"").utf8)
      case "keys": Array(("{" + (0..<size / 4).map { "\"k\($0)\":0" }.joined(separator: ",") + "}").utf8)
      case "duplicates": Array(("{" + (0..<size / 4).map { "\"k\($0 % 2)\":0" }.joined(separator: ",") + "}").utf8)
      default: Array(("\"" + String(repeating: "\\n\\u00e9", count: size) + "\"").utf8)
      }
    }
    func time(_ bytes: [UInt8]) throws -> Double {
      try (0..<3).map { _ in
        let start = Self.processorTime()
        let root = try JSONDocument(parsing: bytes, limits: JSONLimits(depth: .max)).root
        _ = PythonJSON(sortKeys: true).string(root)
        return Self.processorTime() - start
      }.min() ?? 0
    }
    // A quadratic reader would take 64 times as long. The thread's own time is taken, since other tests run beside this
    // one; caches are shared with them, so the best of three attempts counts.
    let ratios = try (0..<3).map { _ in try time(text(80_000)) / time(text(10_000)) }
    #expect(ratios.contains { $0 < 30 }, "\(ratios)")
  }

  /// Seconds that this thread has had a processor.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
