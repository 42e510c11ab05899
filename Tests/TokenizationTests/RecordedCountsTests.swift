import Foundation
import TestSupport
import Testing
import Tokenization

/// What the remote count API returned for 2,242 documents as one user message each, for `claude-opus-4-5` (v3),
/// `claude-opus-4-7` (v4.7) and `claude-opus-5`.
@Suite("Recorded counts", .enabled(if: Package.hasRecordedTexts, "the recorded counts are not beside this package"))
struct RecordedCountsTests {
  struct Corpus: Sendable, CustomTestStringConvertible {
    let name: String
    let key: String
    let documents: Int
    var testDescription: String { name }
  }

  @Test(
    "every recorded document counts as recorded",
    arguments: [Corpus(name: "rosetta", key: "id", documents: 1741), Corpus(name: "udhr", key: "f", documents: 501)],
    [("v3", "v3"), ("v4.7", "v4.7"), ("v5", "Opus 5")])
  func everyDocument(_ corpus: Corpus, _ family: (recorded: String, subject: String)) throws {
    let folder = Package.recordedTexts
    let all = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending(path: "\(corpus.name)_counts.json")))
    let counts = try #require(
      ((all as? [String: Any])?[family.recorded] as? [String: Any])?["counts"] as? [String: Int])
    let tokenizer = Subject.named(family.subject).tokenizer
    let lines = try Package.decompressed(folder.appending(path: "\(corpus.name).jsonl.gz"))
    var documents = 0
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let document = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
      let text = try #require((document["text"] ?? document["code"]) as? String)
      let key = try #require(document[corpus.key].map { "\($0)" })
      documents += 1
      #expect(tokenizer.messageCount(text) == counts[key], "document \(key)")
    }
    #expect(documents == corpus.documents)
  }
}
