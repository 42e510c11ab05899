import Foundation
import JSONText
import TestSupport

/// Inputs to start from: the recorded answers of our own making under Tests/Golden, and small ones made here.
enum Seeds {
  /// Texts of many kinds.
  static func texts() -> [[UInt8]] {
    var mutator = TextMutator(seed: 1)
    return goldenLines("texts.jsonl").compactMap { $0["text"]?.string }.filter { $0.utf8.count < 2000 }
      .map { Array($0.utf8) } + (0..<100).map { _ in Array(mutator.next().utf8) }
  }

  /// Bodies of requests, each once.
  static func requests() -> [[UInt8]] {
    var seen: Set<[UInt8]> = []
    return goldenLines("requests.jsonl").compactMap { $0["request"].map { Array($0.sourceBytes) } }
      .filter { $0.count < 4000 && seen.insert($0).inserted }
  }

  /// Values of JSON in every spelling.
  static func json() -> [[UInt8]] {
    let spelt = [
      #"{"a": [1, -0, 0.50, 1E5, -1e-7, 5e-324, 1e400, 18446744073709551616], "b": "\u00e9\ud83d\ude00\ud800\n\/", "": null}"#,
      #"[true,false,null,[],{},[[[]]],{"a":{"a":1},"a":2}]"#, " \"\u{7F}é😀\\\\\\\"\" ", "\u{FEFF}\t[ ]\r\n", "0", "-",
      "\"",
      "{\"a\":1}\n{\"b\":2}\r\n\n[3]",
    ]
    return spelt.map { Array($0.utf8) } + [[0x22, 0xF0, 0x9F, 0x98, 0x22], [0x22, 0xED, 0xA0, 0x80, 0xC0, 0x22]]
      + requests().prefix(20)
  }

  private static func goldenLines(_ name: String) -> [JSONValue] {
    let file = Package.root.appending(path: "Tests/Golden/\(name)")
    guard let bytes = try? [UInt8](Data(contentsOf: file)) else { return [] }
    var lines = JSONLines()
    lines.append(bytes)
    lines.finish()
    var values: [JSONValue] = []
    while let line = lines.next() {
      if let document = try? JSONDocument(parsing: line.bytes) { values.append(document.root) }
    }
    return values
  }
}
