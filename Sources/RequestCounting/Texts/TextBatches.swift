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
  private let memory: TextMemory?
  /// What was counted of this request before.
  private let known: CountedTexts?
  private var open = GatheredTexts()
  private var batches: [TextBatch] = []
  private var longTexts: [LongText] = []
  /// Long texts that were counted before, by their parts.
  private var knownLongTexts: [(part: Int, tokens: Int)] = []

  /// - Parameter memory: what counts of one request have in common; nil where each stands alone.
  init(_ rules: ModelRules, _ document: JSONDocument?, threads: Int, memory: TextMemory?) {
    self.rules = rules
    self.document = document
    self.memory = memory
    known = memory?.table(for: rules)
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
      if let tokens = known?.tokens(of: bytes, at: place) {
        knownLongTexts.append((part, tokens))
      } else {
        let text = LongText(bytes, place, rules.edges(place), part: part, by: rules.tokenizer)
        longTexts.append(text)
        for slice in 0..<text.slices { queue.add { text.count(slice: slice) } }
      }
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
    for text in knownLongTexts { body(text.part, text.tokens) }
    if known == nil { memory?.keep(batches, longTexts, rules) }
    (batches, longTexts, knownLongTexts) = ([], [], [])
  }

  private mutating func handOver() {
    if open.isEmpty { return }
    let batch = TextBatch(open, rules, document, known)
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
  private let known: CountedTexts?
  private let tokens = Mutex<[Int]>([])

  fileprivate init(_ texts: GatheredTexts, _ rules: ModelRules, _ document: JSONDocument?, _ known: CountedTexts?) {
    self.texts = texts
    self.rules = rules
    self.known = known
    source = document?.source ?? []
  }

  /// Counts all texts. O(bytes).
  func count() {
    let counts = unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe source.withUnsafeBufferPointer { source in
        rules.tokenizer.withCounter { counter in
          var pass = unsafe Pass(
            pieces: TextPieces(texts: texts, bytes: bytes, source: source), rules: rules, counter: counter, known: known
          )
          return texts.texts.indices.map { pass.count($0) }
        }
      }
    }
    tokens.withLock { $0 = counts }
  }

  /// Calls `body` with every text, where it stands, and its tokens. O(bytes).
  func readTexts(_ body: (UnsafeBufferPointer<UInt8>, TextPosition, Int) -> Void) {
    let counts = tokens.withLock { $0 }
    // A batch that was left out has no numbers.
    guard counts.count == texts.texts.count else { return }
    unsafe texts.bytes.withUnsafeBufferPointer { bytes in
      unsafe source.withUnsafeBufferPointer { source in
        var pieces = unsafe TextPieces(texts: texts, bytes: bytes, source: source)
        for (index, tokens) in counts.enumerated() {
          let place = texts.texts[index].place
          unsafe pieces.withBytes(of: index) { unsafe body($0, place, tokens) }
        }
      }
    }
  }

  /// Counts nothing, since nobody waits for it any more.
  func leaveOut() { tokens.withLock { $0 = [] } }

  func read(_ body: (_ part: Int, _ tokens: Int) -> Void) {
    for (index, count) in tokens.withLock({ $0 }).enumerated() { body(texts.texts[index].part, count) }
  }

  /// What counting needs at hand.
  ///
  /// Safe: it is made and used up inside the closures that lend its pieces their bytes.
  @safe
  private struct Pass {
    private var pieces: TextPieces
    private let counter: BatchCounter
    private let known: CountedTexts?
    private let behindMark: TextEdges
    private let inside: TextEdges
    private let enclosed: TextEdges
    /// Whether an empty text costs nothing, whatever its edges.
    private let emptyIsFree: Bool

    init(pieces: TextPieces, rules: ModelRules, counter: BatchCounter, known: CountedTexts?) {
      self.pieces = pieces
      self.counter = counter
      self.known = known
      behindMark = rules.edges(.behindMark)
      inside = rules.edges(.inside)
      enclosed = rules.edges(.enclosed)
      emptyIsFree = rules.law == .recent
    }

    mutating func count(_ index: Int) -> Int {
      let place = pieces.texts.texts[index].place
      let edges =
        switch place {
        case .behindMark: behindMark
        case .inside: inside
        case .enclosed: enclosed
        }
      let (counter, known, emptyIsFree) = (counter, known, emptyIsFree)
      return unsafe pieces.withBytes(of: index) { text in
        if text.isEmpty, emptyIsFree { return 0 }
        return unsafe known?.tokens(of: text, at: place) ?? counter.count(text, edges)
      }
    }
  }
}
