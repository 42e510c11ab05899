import Foundation
import TestSupport
import Testing
import Tokenization

/// `Tests/Golden/texts.jsonl`: texts with the message counts that PyPI `ctok` 1.3.0 gives for them.
@Suite("Golden texts")
struct GoldenTests {
  @Test("every golden text counts as the oracle counted it")
  func everyText() throws {
    let lines = try Data(contentsOf: Package.root.appending(path: "Tests/Golden/texts.jsonl"))
    var texts = 0
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let row = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      let text = try #require(row["text"] as? String)
      texts += 1
      for family in TokenizerFamily.all {
        let count = Subject.named(family.name).tokenizer.messageCount(text)
        #expect(count == row[family.name] as? Int, "\(family): \(text.debugDescription)")
      }
    }
    #expect(texts > 3000)
  }
}
