import _CTextEncodings

/// What the head of a text says of it.
package enum HeadSearch {
  /// Whether a program made the text, by the words that generators use: `@generated`, `Code generated`,
  /// `auto-generated`, `DO NOT EDIT`. O(n).
  ///
  /// Safe: C reads the bytes that it is told of, for this one call.
  package static func saysGenerated(_ head: Span<UInt8>) -> Bool {
    if head.isEmpty { return false }
    return unsafe head.withUnsafeBufferPointer { unsafe ullage_says_generated($0.baseAddress, $0.count) }
  }
}
