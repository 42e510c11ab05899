// What is tested: every family, and Opus 5, whose trailing white space is free.

import Foundation
package import Tokenization
import VocabularyCompilation

/// One tokenizer with its specification beside it.
package struct Subject: Sendable {
  package let tokenizer: Tokenizer
  package let reference: ReferenceTokenizer
  package let name: String

  /// v3, v4.7, v4.8 and Opus 5.
  package static let all: [Subject] = [
    Subject(.v3, "v3"), Subject(.v4_7, "v4.7"), Subject(.v4_8, "v4.8"),
    Subject(.v4_8, freeEnd: .recorded, "Opus 5"),
  ]

  /// The subject of that description.
  package static func named(_ name: String) -> Subject { all.first { $0.name == name }! }

  /// Tokens by the specification, as `Tokenizer.count` counts them.
  package func referenceCount(_ text: String) -> Int {
    text.isEmpty ? 0 : reference.count(text, edges: tokenizer.messageEdges)
  }

  /// ICU's properties of every scalar, as the compiler takes them.
  package static let records = ScalarProperties.records()
  private static let pieces: [String: PieceList] = ["v3": "v3", "v4.7": "v4_7"].mapValues { name in
    try! PieceList(String(contentsOf: Package.root.appending(path: "Vocab/\(name).pieces"), encoding: .utf8))
  }

  private init(_ family: TokenizerFamily, freeEnd: FreeWhiteSpace = .none, _ description: String) {
    tokenizer = try! Tokenizer.bundled(family, freeEnd: freeEnd)
    reference = ReferenceTokenizer(
      family, pieces: Self.pieces[family.name] ?? Self.pieces["v4.7"]!, records: Self.records)
    name = description
  }
}
