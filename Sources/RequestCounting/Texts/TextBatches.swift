import JSONText
import MessagesAPI
import Synchronization
import Tokenization

/// The texts of one request, gathered while its parts are listed. They are counted in batches: by the same thread if there
/// is only one; otherwise batches run on a work queue while the walk over the request goes on.
struct TextBatches: Sendable {
  /// A full batch has so many bytes: they take about 0.1 ms, twice what it takes to start a thread.
  private static let batchLength = 32_768

  private let rules: ModelRules
  /// The document most texts stand in, which stay there; texts from elsewhere are copied.
  private let document: JSONDocument?
  private let queue: WorkQueue?
  private var open = GatheredTexts()
  private var batches: [TextBatch] = []
  private var longTexts: [LongText] = []

  init(_ rules: ModelRules, _ document: JSONDocument?, threads: Int) {
    self.rules = rules
    self.document = document
    queue = threads > 1 ? WorkQueue(threads: threads) : nil
  }

  // MARK: Putting texts together

  mutating func append(_ text: RequestText) {
    if let json = text.json, json.document === document, let place = json.textPlace {
      open.append(place)
    } else {
      open.append { text.appendUTF8(to: &$0) }
    }
  }

  mutating func append(_ own: [UInt8]) { open.append { $0 += own } }

  mutating func append(markup: StaticString) { open.append { $0.append(markup) } }

  /// Appends what `build` appends to the bytes it is given.
  mutating func append(_ build: (inout [UInt8]) -> Void) { open.append(build) }

  /// Ends a text: all that was appended since the one before. It is the text of the part at that index.
  mutating func close(_ place: TextPosition, part: Int) {
    open.close(place, part: part)
    if let queue, let bytes = open.takeLast(from: document, ifAtLeast: LongText.least) {
      let text = LongText(bytes, rules.edges(place), part: part, by: rules.tokenizer)
      longTexts.append(text)
      for slice in 0..<text.slices { queue.add { text.count(slice: slice) } }
    }
    if open.length >= Self.batchLength { handOver() }
  }

  // MARK: Counting

  /// Calls `body` with the part and the tokens of every text. O(bytes).
  mutating func finish(_ body: (_ part: Int, _ tokens: Int) -> Void) {
    handOver()
    queue?.finish()
    for batch in batches { batch.read(body) }
    for text in longTexts { body(text.part, text.tokens) }
    (batches, longTexts) = ([], [])
  }

  private mutating func handOver() {
    if open.isEmpty { return }
    let batch = TextBatch(open, rules, document)
    batches.append(batch)
    open = GatheredTexts()
    // The counter throws in the end: nobody sees that these were left out.
    if Task.isCancelled { return batch.leaveOut() }
    if let queue { queue.add { batch.count() } } else { batch.count() }
  }
}

/// Texts as they are put together: pieces that the API reads as one.
private struct GatheredTexts: Sendable {
  struct Text {
    var part: Int
    var place: TextPosition
    /// Where its pieces end; they begin where those of the text before end.
    var end: Int
  }

  enum Piece {
    /// A text of the document.
    case place(TextPlace)
    /// Bytes of its own.
    case own(Range<Int>)

    var length: Int {
      switch self {
      case .place(let place): place.length
      case .own(let range): range.count
      }
    }
  }

  private(set) var texts: [Text] = []
  private(set) var pieces: [Piece] = []
  private(set) var bytes: [UInt8] = []
  /// Bytes of all pieces, as the document spells them.
  private(set) var length = 0

  var isEmpty: Bool { texts.isEmpty }

  mutating func append(_ place: TextPlace) {
    pieces.append(.place(place))
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

  /// Takes the last text away, put together, if it has so many bytes. O(1) where it has not.
  mutating func takeLast(from document: JSONDocument?, ifAtLeast least: Int) -> [UInt8]? {
    if length < least { return nil }
    let start = texts.count > 1 ? texts[texts.count - 2].end : 0
    let own = pieces[start...].reduce(0) { $0 + $1.length }
    if own < least { return nil }
    var whole: [UInt8] = []
    whole.reserveCapacity(own)
    let source = document?.source ?? []
    for piece in pieces[start...] {
      switch piece {
      case .place(let place): place.appendUTF8(of: source.span, to: &whole)
      case .own(let range): whole += bytes[range]
      }
    }
    texts.removeLast()
    pieces.removeSubrange(start...)
    length -= own
    return whole
  }
}

/// Texts that one thread counts.
private final class TextBatch: Sendable {
  private let texts: GatheredTexts
  private let rules: ModelRules
  private let source: ArraySlice<UInt8>
  private let tokens = Mutex<[Int]>([])

  init(_ texts: GatheredTexts, _ rules: ModelRules, _ document: JSONDocument?) {
    self.texts = texts
    self.rules = rules
    source = document?.source ?? []
  }

  /// Counts all texts. O(bytes).
  func count() {
    let counts = unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe source.withUnsafeBufferPointer { source in
        rules.tokenizer.withCounter { counter in
          var pass = unsafe Pass(texts: texts, bytes: bytes, source: source, rules: rules, counter: counter)
          return texts.texts.indices.map { pass.count($0) }
        }
      }
    }
    tokens.withLock { $0 = counts }
  }

  /// Counts nothing, since nobody waits for it any more.
  func leaveOut() { tokens.withLock { $0 = [Int](repeating: 0, count: texts.texts.count) } }

  func read(_ body: (_ part: Int, _ tokens: Int) -> Void) {
    let counts = tokens.withLock { $0 }
    for index in texts.texts.indices { body(texts.texts[index].part, counts[index]) }
  }

  /// What counting needs at hand.
  ///
  /// Safe: it is made and used up inside the closures that lend it the bytes; pieces are ranges of the document's own
  /// texts, or those that `GatheredTexts` appended.
  @safe
  private struct Pass {
    let texts: GatheredTexts
    let bytes: UnsafeBufferPointer<UInt8>
    let source: UnsafeBufferPointer<UInt8>
    let counter: BatchCounter
    private let behindMark: TextEdges
    private let inside: TextEdges
    private let enclosed: TextEdges
    /// Whether an empty text costs nothing, whatever its edges.
    private let emptyIsFree: Bool
    private var scratch: [UInt8] = []

    init(
      texts: GatheredTexts, bytes: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>, rules: ModelRules,
      counter: BatchCounter
    ) {
      self.texts = texts
      unsafe self.bytes = unsafe bytes
      unsafe self.source = unsafe source
      self.counter = counter
      behindMark = rules.edges(.behindMark)
      inside = rules.edges(.inside)
      enclosed = rules.edges(.enclosed)
      emptyIsFree = rules.law == .recent
    }

    mutating func count(_ index: Int) -> Int {
      let text = texts.texts[index]
      let start = index == 0 ? 0 : texts.texts[index - 1].end
      let edges =
        switch text.place {
        case .behindMark: behindMark
        case .inside: inside
        case .enclosed: enclosed
        }
      if text.end == start + 1, let whole = unsafe bytes(of: texts.pieces[start]) { return unsafe count(whole, edges) }
      scratch.removeAll(keepingCapacity: true)
      for piece in start..<text.end {
        switch texts.pieces[piece] {
        case .place(let place): unsafe place.appendUTF8(of: source.span, to: &scratch)
        case .own(let range): unsafe scratch.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
        }
      }
      return unsafe scratch.withUnsafeBufferPointer { unsafe count($0, edges) }
    }

    /// A piece's bytes where they lie; nil where they must be decoded.
    private func bytes(of piece: GatheredTexts.Piece) -> UnsafeBufferPointer<UInt8>? {
      switch piece {
      case .place(let place): unsafe place.range.map { unsafe UnsafeBufferPointer(rebasing: source[$0]) }
      case .own(let range): unsafe UnsafeBufferPointer(rebasing: bytes[range])
      }
    }

    private func count(_ text: UnsafeBufferPointer<UInt8>, _ edges: TextEdges) -> Int {
      unsafe text.isEmpty && emptyIsFree ? 0 : counter.count(text, edges)
    }
  }
}
