import JSONText
import MessagesAPI
import Tokenization

/// Texts of one request whose tokens are counted in one go when all its parts are known: the walk over the request
/// stays on one thread, and the texts, which take most of the time, are shared between several.
struct TextBatch {
  /// A text: pieces that the API reads as one, and the part that it is the text of.
  private struct Text {
    var part: Int
    var place: RequestCounting.Place
    /// Where its pieces end; they begin where those of the text before end.
    var end: Int
  }

  /// What a text is put together from.
  private enum Piece {
    case place(TextPlace)
    /// Bytes of the batch's own.
    case own(Range<Int>)

    var length: Int {
      switch self {
      case .place(let place): place.length
      case .own(let range): range.count
      }
    }
  }

  /// The document most texts stand in, which stay there; texts from elsewhere are copied.
  private let document: JSONDocument?
  private var texts: [Text] = []
  private var pieces: [Piece] = []
  private var bytes: [UInt8] = []

  init(_ document: JSONDocument?) { self.document = document }

  // MARK: Putting texts together

  mutating func append(_ text: RequestText) {
    if let json = text.json, json.document === document, let place = json.textPlace {
      pieces.append(.place(place))
    } else {
      append { text.appendUTF8(to: &$0) }
    }
  }

  mutating func append(_ own: [UInt8]) { append { $0 += own } }

  mutating func append(markup: StaticString) { append { $0.append(markup) } }

  /// Appends what `build` appends to the bytes it is given.
  mutating func append(_ build: (inout [UInt8]) -> Void) {
    let start = bytes.count
    build(&bytes)
    // What follows bytes of the same text is one piece with them.
    if pieces.count > texts.last?.end ?? 0, case .own(let range) = pieces[pieces.count - 1] {
      pieces[pieces.count - 1] = .own(range.lowerBound..<bytes.count)
    } else {
      pieces.append(.own(start..<bytes.count))
    }
  }

  /// Ends a text: all pieces since the one before.
  mutating func close(_ place: RequestCounting.Place, part: Int) {
    texts.append(Text(part: part, place: place, end: pieces.count))
  }

  // MARK: Counting

  /// Below this many bytes of text for each, threads cost more than they save: starting one takes about 0.05 ms, the
  /// time in which 20 KB are counted, and its caches are cold.
  private static let leastForThread = 65_536
  /// Bytes of text that a thread takes at a time.
  private static let shiftLength = 32_768

  /// Calls `body` with the part and the tokens of every text, in order. O(bytes).
  func count(by rules: ModelRules, threads: Int, _ body: (_ part: Int, _ tokens: Int) -> Void) {
    if texts.isEmpty { return }
    let length = pieces.reduce(0) { $0 + $1.length }
    let crew = max(min(threads, length / Self.leastForThread), 1)
    let source = document?.source ?? []
    let tokens = [Int](unsafeUninitializedCapacity: texts.count) { tokens, initialized in
      texts.withUnsafeBufferPointer { texts in
        pieces.withUnsafeBufferPointer { pieces in
          bytes.withUnsafeBufferPointer { bytes in
            source.withUnsafeBufferPointer { source in
              let pass = Pass(
                texts: texts, pieces: pieces, bytes: bytes, source: source, tokens: tokens, edges: Edges(rules))
              pass.run(by: rules.tokenizer, threads: crew)
            }
          }
        }
      }
      initialized = texts.count
    }
    for index in texts.indices { body(texts[index].part, tokens[index]) }
  }

  /// The edges of texts by place.
  private struct Edges {
    let behindMark: TextEdges
    let inside: TextEdges
    /// Whether an empty text costs nothing, whatever its edges.
    let emptyIsFree: Bool

    init(_ rules: ModelRules) {
      behindMark = rules.edges(.behindMark)
      inside = rules.edges(.inside)
      emptyIsFree = rules.law == .recent
    }
  }

  /// The texts as all threads see them.
  ///
  /// Safe to share: the buffers outlive the pass, which returns when all threads are done; nobody writes to them but
  /// `tokens`, and each of its places is written once, by the one thread that was handed its shift.
  private struct Pass: @unchecked Sendable {
    let texts: UnsafeBufferPointer<Text>
    let pieces: UnsafeBufferPointer<Piece>
    let bytes: UnsafeBufferPointer<UInt8>
    let source: UnsafeBufferPointer<UInt8>
    let tokens: UnsafeMutableBufferPointer<Int>
    let edges: Edges

    func run(by tokenizer: Tokenizer, threads: Int) {
      let shifts = threads > 1 ? self.shifts : [texts.indices]
      WorkCrew.run(shifts.count, threads: threads) { shift in
        tokenizer.withCounter { counter in
          var scratch: [UInt8] = []
          for index in shifts[shift] { (tokens.baseAddress! + index).initialize(to: count(index, counter, &scratch)) }
        }
      }
    }

    /// Texts that follow each other, cut where a shift has enough bytes.
    private var shifts: [Range<Int>] {
      var shifts: [Range<Int>] = []
      var (start, piece, length) = (0, 0, 0)
      for index in texts.indices {
        while piece < texts[index].end {
          length += pieces[piece].length
          piece += 1
        }
        if length >= TextBatch.shiftLength || index == texts.count - 1 {
          shifts.append(start..<index + 1)
          (start, length) = (index + 1, 0)
        }
      }
      return shifts
    }

    private func count(_ index: Int, _ counter: TextCounter, _ scratch: inout [UInt8]) -> Int {
      let text = texts[index]
      let start = index == 0 ? 0 : texts[index - 1].end
      let edges = text.place == .behindMark ? edges.behindMark : edges.inside
      if text.end == start + 1, let whole = bytes(of: pieces[start]) { return count(whole, edges, counter) }
      scratch.removeAll(keepingCapacity: true)
      for piece in pieces[start..<text.end] {
        switch piece {
        case .place(let place): place.appendUTF8(of: source.span, to: &scratch)
        case .own(let range): scratch.append(contentsOf: bytes[range])
        }
      }
      return scratch.withUnsafeBufferPointer { count($0, edges, counter) }
    }

    /// A piece's bytes where they lie; nil where they must be decoded.
    private func bytes(of piece: Piece) -> UnsafeBufferPointer<UInt8>? {
      switch piece {
      case .place(let place): place.range.map { UnsafeBufferPointer(rebasing: source[$0]) }
      case .own(let range): UnsafeBufferPointer(rebasing: bytes[range])
      }
    }

    private func count(_ text: UnsafeBufferPointer<UInt8>, _ edges: TextEdges, _ counter: TextCounter) -> Int {
      text.isEmpty && self.edges.emptyIsFree ? 0 : counter.count(text, edges)
    }
  }
}
