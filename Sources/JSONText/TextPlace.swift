/// Where a string's text stands in a document, as a number: for passes over thousands of texts of one document that
/// need not keep it alive one by one, or that run on several threads.
///
/// Ask only the document it comes from: in another one it names other bytes, or ends the program. Safe: a
/// span checks every access.
package struct TextPlace: Sendable {
  private let word: TapeWord

  /// Bytes as the document spells them, without the quotes. O(1).
  package var length: Int { word.length }

  /// What tells it from every other text of the document. O(1).
  package var key: UInt64 { word.bits }

  /// Where the text stands in the document, from its start; nil where the document spells it in another way. O(1).
  package var range: Range<Int>? { word.needsDecoding ? nil : word.range }

  fileprivate init(_ word: TapeWord) { self.word = word }

  /// Appends the text as UTF-8, as `JSONValue.appendUTF8(to:)` does. O(n).
  package func appendUTF8(of source: Span<UInt8>, to bytes: inout [UInt8]) {
    unsafe StringText.decode(word, of: source.bytes, into: &bytes)
  }
}

extension JSONValue {
  /// Where a string's text stands; nil for other kinds. O(1).
  package var textPlace: TextPlace? { isString ? TextPlace(word) : nil }
}
