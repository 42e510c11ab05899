import Foundation
import JSONText
import TestSupport
import Testing

/// Python's own json module, if there is one: what it says is what the rendering has to be.
enum Python {
  private static let script = """
    import json, sys
    def show(value, **options):
        text = json.dumps(value, **options)
        return ''.join('\\ufffd' if 0xd800 <= ord(c) <= 0xdfff else c for c in text).encode().hex()
    for line in sys.stdin:
        text = bytes.fromhex(line.strip()).decode('utf-8', 'replace')
        try: value = json.loads(text)
        except (ValueError, RecursionError): print('error'); continue
        print(show(value), show(value, sort_keys=True, ensure_ascii=False), show(value, ensure_ascii=False),
              show(value, indent=2, ensure_ascii=False))
    """

  private static func run(_ arguments: [String], _ input: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    try process.run()
    // Both sides write a lot: feeding and reading must not wait for each other.
    let feeder = Thread { [handle = stdin.fileHandleForWriting] in
      try? handle.write(contentsOf: Data(input.utf8))
      try? handle.close()
    }
    feeder.start()
    let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  static let isPresent = (try? run(["-c", "print('yes')"], "")) == "yes\n"

  /// What Python makes of each text: the four renderings in hexadecimal, or `error`.
  static func renderings(of texts: [[UInt8]]) throws -> [String] {
    let lines = texts.map { text in text.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
    return try run(["-c", script], lines.joined(separator: "\n") + "\n").split(separator: "\n").map(String.init)
  }
}

@Suite(.enabled(if: Python.isPresent, "python3 is not installed"))
struct PythonDifferentialTests {
  private static let options = [
    PythonJSON(ensureASCII: true), PythonJSON(sortKeys: true), PythonJSON(), PythonJSON(indent: 2),
  ]

  private static func ours(_ text: [UInt8]) -> String {
    guard let document = try? JSONDocument(parsing: text) else { return "error" }
    return options.map { options in
      options.string(document.root).utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }.joined(separator: " ")
  }

  @Test("random values are written as Python writes them")
  func randomValuesAreWrittenAs() throws {
    var maker = RandomJSON(random: SeededRandom(seed: 1))
    try check((0..<4000).map { _ in maker.space() + maker.value() + maker.space() })
  }

  @Test("damaged texts are refused if and only if Python refuses them")
  func damagedTextsAreRefusedIf() throws {
    var maker = RandomJSON(random: SeededRandom(seed: 2))
    let texts = (0..<8000).map { _ in
      let text = maker.value()
      return maker.mutated(text)
    }
    // Python takes a few words that JSON has not, and no byte order mark in a string.
    try check(texts.filter { !$0.contains(UInt8(ascii: "N")) && !$0.contains(UInt8(ascii: "I")) && !$0.isEmpty })
  }

  @Test("numbers are written as Python writes them")
  func numbersAreWrittenAsPython() throws {
    var random = SeededRandom(seed: 3)
    var numbers = (-330...310).flatMap { ["1e\($0)", "9.999999999999999e\($0)", "-1.7976931348623157e\($0)"] }
    numbers += (0..<5000).map { _ in
      let number = Double(bitPattern: random.next())
      return number.isFinite ? "\(number)" : "0.1"
    }
    numbers += (0..<2000).map { _ in "\(random.next()).0" }
    try check(numbers.map { Array($0.utf8) })
  }

  private func check(_ texts: [[UInt8]]) throws {
    let expected = try Python.renderings(of: texts)
    try #require(expected.count == texts.count)
    for (text, expected) in zip(texts, expected) {
      let isSame = Self.ours(text) == expected
      #expect(isSame, "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
