import JSONText

/// Texts as they are put together: pieces that the API reads as one.
struct GatheredTexts: Sendable {
  struct Text {
    var part: Int
    var place: TextPosition
    /// Where its pieces end; they begin where those of the text before end.
    var end: Int
  }

  enum Piece {
    /// A text of the document.
    case place(TextPlace)
    /// A text of another of ``documents``.
    case elsewhere(TextPlace, document: Int)
    /// Bytes of its own.
    case own(Range<Int>)

    var length: Int {
      switch self {
      case .place(let place), .elsewhere(let place, _): place.length
      case .own(let range): range.count
      }
    }
  }

  /// Shorter texts of other documents are copied, which is faster than to go to each.
  private static let leastElsewhere = 1024

  private(set) var texts: [Text] = []
  private(set) var pieces: [Piece] = []
  private(set) var bytes: [UInt8] = []
  /// Documents besides the one that most texts stand in: a session has one a row.
  private(set) var documents: [JSONDocument] = []
  /// Bytes of all pieces, as the document spells them.
  private(set) var length = 0

  var isEmpty: Bool { texts.isEmpty }

  mutating func append(_ place: TextPlace) {
    pieces.append(.place(place))
    length += place.length
  }

  /// Appends a text that stands in another document. O(1); O(n) for short ones.
  mutating func append(_ value: JSONValue, at place: TextPlace) {
    if place.length < Self.leastElsewhere { return append { value.appendUTF8(to: &$0) } }
    if documents.last !== value.document { documents.append(value.document) }
    pieces.append(.elsewhere(place, document: documents.count - 1))
    length += place.length
  }

  mutating func append(_ build: (inout [UInt8]) -> Void) {
    let start = bytes.count
    build(&bytes)
    length += bytes.count - start
    // What follows bytes of the same text is one piece with them.
    if pieces.count > texts.last?.end ?? 0, case .own(let range) = pieces[pieces.count - 1] {
      pieces[pieces.count - 1] = .own(range.lowerBound..<bytes.count)
    } else {
      pieces.append(.own(start..<bytes.count))
    }
  }

  mutating func close(_ place: TextPosition, part: Int) {
    texts.append(Text(part: part, place: place, end: pieces.count))
  }

  /// Appends one of other texts as it is. O(its pieces and bytes of its own).
  mutating func append(_ index: Int, of others: GatheredTexts) {
    let text = others.texts[index]
    for piece in others.pieces[others.firstPiece(of: index)..<text.end] {
      switch piece {
      case .place(let place): append(place)
      case .elsewhere(let place, let document):
        documents.append(others.documents[document])
        pieces.append(.elsewhere(place, document: documents.count - 1))
        length += place.length
      case .own(let range): append { $0 += others.bytes[range] }
      }
    }
    close(text.place, part: text.part)
  }

  /// Takes the last text away. O(its pieces).
  mutating func removeLast() {
    guard !texts.isEmpty else { return }
    let start = firstPiece(of: texts.count - 1)
    for piece in pieces[start...] {
      length -= piece.length
      if case .own(let range) = piece { bytes.removeLast(range.count) }
    }
    texts.removeLast()
    pieces.removeSubrange(start...)
  }

  /// Takes the last text away, by itself, if it has so many bytes. O(1) where it has not.
  mutating func takeLast(ifAtLeast least: Int) -> GatheredTexts? {
    guard length >= least, !texts.isEmpty else { return nil }
    let start = firstPiece(of: texts.count - 1)
    if pieces[start...].reduce(0, { $0 + $1.length }) < least { return nil }
    var own = GatheredTexts()
    own.append(texts.count - 1, of: self)
    removeLast()
    return own
  }

  /// Where the pieces of a text begin. O(1).
  func firstPiece(of text: Int) -> Int { text == 0 ? 0 : texts[text - 1].end }

  /// Whether two texts stand alike and are put together from the same pieces. O(pieces and bytes of their own).
  func text(_ index: Int, isSameAs other: Int, in others: GatheredTexts) -> Bool {
    let (start, otherStart) = (firstPiece(of: index), others.firstPiece(of: other))
    let count = texts[index].end - start
    guard texts[index].place == others.texts[other].place, others.texts[other].end - otherStart == count else {
      return false
    }
    for piece in 0..<count {
      switch (pieces[start + piece], others.pieces[otherStart + piece]) {
      case (.place(let left), .place(let right)): if left.key != right.key { return false }
      case (.elsewhere(let left, let document), .elsewhere(let right, let otherDocument)):
        guard left.key == right.key, documents[document] === others.documents[otherDocument] else { return false }
      case (.own(let left), .own(let right)):
        let (own, other) = (bytes.span.extracting(left), others.bytes.span.extracting(right))
        guard own.equals(other) else { return false }
      case (.place, _), (.elsewhere, _), (.own, _): return false
      }
    }
    return true
  }

  /// All pieces together, decoded. O(bytes).
  func whole(from document: JSONDocument?) -> [UInt8] {
    var whole: [UInt8] = []
    whole.reserveCapacity(length)
    let source = document?.source ?? []
    for piece in pieces {
      switch piece {
      case .place(let place): place.appendUTF8(of: source.span, to: &whole)
      case .elsewhere(let place, let document):
        let source = documents[document].source
        place.appendUTF8(of: source.span, to: &whole)
      case .own(let range): whole += bytes[range]
      }
    }
    return whole
  }
}

/// The texts of a batch, each put together from its pieces.
///
/// Safe: it is made and used up inside the closures that lend it the bytes; pieces are ranges of the document's own texts,
/// or those that ``GatheredTexts`` appended.
@safe
struct TextPieces {
  let texts: GatheredTexts
  private let bytes: UnsafeBufferPointer<UInt8>
  private let source: UnsafeBufferPointer<UInt8>
  private var scratch: [UInt8] = []

  /// - Parameters:
  ///   - bytes: those of `texts`.
  ///   - source: the document's.
  init(texts: GatheredTexts, bytes: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>) {
    self.texts = texts
    unsafe self.bytes = unsafe bytes
    unsafe self.source = unsafe source
  }

  /// Lends the bytes of a text: where they lie, or put together where there are several pieces.
  mutating func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let start = texts.firstPiece(of: index)
    let end = texts.texts[index].end
    if end == start + 1 {
      if let whole = unsafe bytes(of: texts.pieces[start]) { return unsafe body(whole) }
      if case .elsewhere(let place, let document) = texts.pieces[start], let range = place.range {
        return unsafe texts.documents[document].source.withUnsafeBufferPointer {
          unsafe body(UnsafeBufferPointer(rebasing: $0[range]))
        }
      }
    }
    scratch.removeAll(keepingCapacity: true)
    for piece in start..<end {
      switch texts.pieces[piece] {
      case .place(let place): unsafe place.appendUTF8(of: source.span, to: &scratch)
      case .elsewhere(let place, let document):
        let source = texts.documents[document].source
        place.appendUTF8(of: source.span, to: &scratch)
      case .own(let range): unsafe scratch.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
      }
    }
    return unsafe scratch.withUnsafeBufferPointer { unsafe body($0) }
  }

  /// A piece's bytes where they lie; nil where they must be decoded, or stand in another document.
  private func bytes(of piece: GatheredTexts.Piece) -> UnsafeBufferPointer<UInt8>? {
    switch piece {
    case .place(let place): unsafe place.range.map { unsafe UnsafeBufferPointer(rebasing: source[$0]) }
    case .elsewhere: nil
    case .own(let range): unsafe UnsafeBufferPointer(rebasing: bytes[range])
    }
  }
}
