package import FileSelection
package import RequestCounting
package import TextEncodings
import Tokenization

/// Which encoding a file without a byte-order mark is read in.
package enum EncodingChoice: Sendable, Hashable {
  /// UTF-8 where it fits, else what gives the likeliest text.
  case automatic
  /// The one that the user names.
  case named(TextEncoding)
}

/// What the bytes of a file are.
package enum FileContent: Sendable {
  /// A text in UTF-8: the bytes as they are.
  case utf8
  /// A text in another encoding, or in UTF-8 with faults.
  case decoded(TextReading)
  /// No text.
  case skipped(SkipReason)
}

/// The text of a file that is not simply UTF-8.
package struct TextReading: Sendable {
  /// In UTF-8.
  package var text: [UInt8]
  /// The name of the encoding: `windows-1251`; `utf-8` where some of it is not.
  package var encoding: String
  /// Sequences that stand for no character and count as U+FFFD.
  package var illFormed: Int
  /// What else it may be, where little speaks for the encoding.
  package var others: [[UInt8]] = []
  /// `modelled`, or `assumed` where little speaks for the encoding.
  package var basis = Basis.modelled

  package init(text: [UInt8], encoding: String, illFormed: Int, basis: Basis = .modelled) {
    (self.text, self.encoding, self.illFormed, self.basis) = (text, encoding, illFormed, basis)
  }

  /// The count of the text with bounds over what it may be. O(n).
  package func count(by model: TextCounter) -> TokenCount {
    bounded(model.count(SliceCount(of: text.span, by: model.tokenizer)), by: model)
  }

  /// The same, given what `text` itself counts.
  package func bounded(_ count: TokenCount, by model: TextCounter) -> TokenCount {
    var bounds = count.bounds
    for other in others {
      let count = model.count(utf8: other.span)
      bounds = min(bounds.lowerBound, count.bounds.lowerBound)...max(bounds.upperBound, count.bounds.upperBound)
    }
    return TokenCount(
      count.tokens, below: count.tokens - bounds.lowerBound, above: bounds.upperBound - count.tokens,
      basis: min(basis, count.basis))
  }

  /// What is said of it behind its name: `windows-1251`, or `utf-8 with 3 faults`.
  package var label: String { Self.label(encoding, illFormed) }

  static func label(_ encoding: String, _ illFormed: Int) -> String {
    illFormed == 0 ? encoding : "\(encoding) with \(illFormed) fault\(illFormed == 1 ? "" : "s")"
  }
}

extension EncodingChoice {
  /// Files and evidence below so many bytes leave doubt: the count is then assumed.
  private static let certainLength = 500
  private static let certainEvidence = 40

  /// What a file holds. O(n), for UTF-8 one fast pass over the bytes; for other texts see `EncodingDetection`.
  package func content(of bytes: [UInt8]) -> FileContent {
    if let mark = ByteOrderMark(startOf: bytes) {
      return mark.encoding == .utf8 && UTF8Check.isUTF8(bytes.span)
        ? .utf8 : .decoded(Self.reading(bytes, in: mark.encoding, from: mark.encoding == .utf8 ? 0 : mark.length))
    }
    if let reason = SkipReason(signatureOf: bytes) { return .skipped(reason) }
    if case .named(let encoding) = self {
      return encoding == .utf8 && UTF8Check.isUTF8(bytes.span) ? .utf8 : .decoded(Self.reading(bytes, in: encoding))
    }
    if UTF8Check.hasNUL(bytes.span.extracting(first: SkipReason.probeLength)) {
      guard let encoding = EncodingDetection.wide(bytes, cost: Self.cost) else { return .skipped(.binary(nil)) }
      return .decoded(Self.reading(bytes, in: encoding, isCertain: bytes.count >= Self.certainLength))
    }
    if UTF8Check.isUTF8(bytes.span) { return .utf8 }
    let detection = EncodingDetection(bytes, cost: Self.cost)
    guard let first = detection.encodings.first else { return .skipped(.binary("bytes that are no text")) }
    let isLong = bytes.count >= Self.certainLength
    var reading = Self.reading(bytes, in: first, isCertain: isLong)
    if !isLong || detection.evidence < Self.certainEvidence {
      reading.others = detection.encodings.dropFirst().map { $0.text(of: bytes[...]).utf8 }
    }
    return .decoded(reading)
  }

  private static func reading(
    _ bytes: [UInt8], in encoding: TextEncoding, from start: Int = 0, isCertain: Bool = true
  ) -> TextReading {
    let text = encoding.text(of: bytes[start...])
    return TextReading(
      // What is not UTF-8 is replaced by the count itself, in the same way.
      text: encoding == .utf8 ? bytes : text.utf8, encoding: encoding.name, illFormed: text.illFormed,
      basis: isCertain ? .modelled : .assumed)
  }

  /// Tokens by the largest vocabulary, whatever model counts: a file is in one encoding.
  private static func cost(_ text: Span<UInt8>) -> Int { detecting?.count(utf8: text) ?? text.count }

  private static let detecting = try? TextCounter(family: .v3).tokenizer
}
