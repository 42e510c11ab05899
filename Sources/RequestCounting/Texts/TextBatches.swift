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
  /// The document most texts stand in, which stay there, as long texts of other documents do; the rest is copied.
  private let document: JSONDocument?
  private let queue: WorkQueue?
  private let memory: TextMemory?
  /// What was counted of this request before.
  private let known: CountedTexts?
  private var open = GatheredTexts()
  private var batches: [TextBatch] = []
  private var longTexts: [LongText] = []
  /// Texts that were counted before, by their parts.
  private var knownTexts: [(part: Int, tokens: Int)] = []

  /// - Parameter memory: what counts of one request have in common; nil where each stands alone.
  init(_ rules: ModelRules, _ document: JSONDocument?, threads: Int, memory: TextMemory?) {
    self.rules = rules
    self.document = document
    self.memory = memory
    known = memory?.table(for: rules, document)
    queue = threads > 1 ? WorkQueue(threads: threads) : nil
  }

  // MARK: Putting texts together

  mutating func append(_ text: RequestText) {
    if let json = text.json, let place = json.textPlace {
      if json.document === document { open.append(place) } else { open.append(json, at: place) }
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
    if let tokens = known?.tokensOfLast(of: open) {
      open.removeLast()
      knownTexts.append((part, tokens))
      return
    }
    if let queue, let own = open.takeLast(ifAtLeast: LongText.least) {
      let text = LongText(own, document, rules.edges(place), by: rules.tokenizer)
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
    let counted = batches.map(\.counted) + longTexts.map { CountedBatch(texts: $0.gathered, tokens: [$0.tokens]) }
    for batch in counted {
      for (text, tokens) in zip(batch.texts.texts, batch.tokens) { body(text.part, tokens) }
    }
    for text in knownTexts { body(text.part, text.tokens) }
    if known == nil { memory?.keep(counted, rules, document) }
    (batches, longTexts, knownTexts) = ([], [], [])
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

/// Texts that one thread counts.
final class TextBatch: Sendable {
  let texts: GatheredTexts
  private let rules: ModelRules
  private let source: ArraySlice<UInt8>
  private let tokens = Mutex<[Int]>([])

  fileprivate init(_ texts: GatheredTexts, _ rules: ModelRules, _ document: JSONDocument?) {
    self.texts = texts
    self.rules = rules
    source = document?.source ?? []
  }

  /// Counts all texts. O(bytes).
  func count() {
    let counts = unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe source.withUnsafeBufferPointer { source in
        rules.tokenizer.withCounter { counter in
          var pass = unsafe Pass(
            pieces: TextPieces(texts: texts, bytes: bytes, source: source), rules: rules, counter: counter)
          return texts.texts.indices.map { pass.count($0) }
        }
      }
    }
    tokens.withLock { $0 = counts }
  }

  /// Its texts with their numbers, when they are counted; a batch that was left out has none.
  var counted: CountedBatch { CountedBatch(texts: texts, tokens: tokens.withLock { $0 }) }

  /// Counts nothing, since nobody waits for it any more.
  func leaveOut() { tokens.withLock { $0 = [] } }

  /// What counting needs at hand.
  ///
  /// Safe: it is made and used up inside the closures that lend its pieces their bytes.
  @safe
  private struct Pass {
    private var pieces: TextPieces
    private let counter: BatchCounter
    private let behindMark: TextEdges
    private let inside: TextEdges
    private let enclosed: TextEdges
    /// Whether an empty text costs nothing, whatever its edges.
    private let emptyIsFree: Bool
    /// The text before, and its tokens: what stands for something that was cleared follows itself thousands of times.
    private var previous: (index: Int, tokens: Int)?

    init(pieces: TextPieces, rules: ModelRules, counter: BatchCounter) {
      self.pieces = pieces
      self.counter = counter
      behindMark = rules.edges(.behindMark)
      inside = rules.edges(.inside)
      enclosed = rules.edges(.enclosed)
      emptyIsFree = rules.law == .recent
    }

    mutating func count(_ index: Int) -> Int {
      if let previous, pieces.texts.text(index, isSameAs: previous.index, in: pieces.texts) { return previous.tokens }
      let tokens = tile(index)
      previous = (index, tokens)
      return tokens
    }

    private mutating func tile(_ index: Int) -> Int {
      let place = pieces.texts.texts[index].place
      let edges =
        switch place {
        case .behindMark: behindMark
        case .inside: inside
        case .enclosed: enclosed
        }
      let (counter, emptyIsFree) = (counter, emptyIsFree)
      return unsafe pieces.withBytes(of: index) { text in
        if text.isEmpty, emptyIsFree { return 0 }
        return unsafe counter.count(text, edges)
      }
    }
  }
}
