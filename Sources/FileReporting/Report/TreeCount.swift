package import FileSelection
package import RequestCounting
import Synchronization
import TextEncodings
import Tokenization

/// Counts the files of a selection on several threads. Results are in the files' order and the same with any number of
/// threads.
package struct TreeCount: Sendable {
  /// Files from this length on are counted in pieces, which threads share.
  private static let pieceLength = 8 << 20

  package let models: [TextCounter]
  /// Files with more bytes are skipped.
  package let maximumLength: Int?
  package let threads: Int
  /// Counts of an earlier time, one table for each model; empty without.
  package var caches: [CountCache] = []
  /// Prices images and PDFs that the user names.
  package let media: MediaCost
  /// How files are read that no byte-order mark explains.
  package var encoding = EncodingChoice.automatic
  /// How texts are counted.
  package var rendering = TextRendering.plain
  /// Counts files that define tools as what they become in a request; nil counts them as texts.
  package var toolLists: ToolLists?
  /// Whether images and PDFs that a walk finds are priced, too, for the list of what was skipped: all of each is read.
  package var pricesSkipped = false

  package init(models: [TextCounter], maximumLength: Int?, threads: Int, media: MediaCost) {
    (self.models, self.maximumLength, self.threads, self.media) = (models, maximumLength, threads, media)
  }

  /// What came of all files.
  package struct Outcome {
    package var files: [FileTokens] = []
    package var skipped: [SkippedPath] = []
    /// What the files count as one text, joined in order, for each model.
    package var joined: [Int] = []
  }

  /// Counts `files`; `shown` names them in the outcome. `progress` hears of every counted piece, on any thread.
  package func outcome(
    of files: [SelectedFile], shown: (SelectedFile) -> [UInt8], progress: @escaping @Sendable (Int) -> Void
  ) -> Outcome {
    // Lines have numbers from the file's first on.
    let isWhole = rendering != .plain
    let pieces = files.enumerated().flatMap { index, file in
      isWhole ? [Piece(file: file, fileIndex: index)] : Self.pieces(of: file, index)
    }
    let board = ResultBoard(count: pieces.count)
    WorkCrew.run(pieces.count, threads: threads) { index in
      let result = count(pieces[index])
      board.results.withLock { $0[index] = result }
      if case .counted(_, _, _, let length) = result { progress(length) }
    }
    return gather(files, pieces, board.results.withLock { $0 }, shown)
  }

  // MARK: Pieces

  private struct Piece: Sendable {
    var file: SelectedFile
    var fileIndex: Int
    var range: Range<Int>?
  }

  private enum PieceResult: Sendable {
    /// A text in UTF-8 or a piece of one, and its length.
    case counted([SliceCount], FileOrigin?, Notebook?, Int)
    /// A text that is not simply UTF-8, its length in bytes, and its slices and counts for each model.
    case decoded(TextReading, Int, [SliceCount], [TokenCount])
    /// The piece is not UTF-8, or not by itself: the file has to be read as a whole.
    case unclear
    /// An image or a PDF, its length, and its cost for each model.
    case priced(String, Int, [TokenCount])
    /// With what it would cost as a block of a request, where that was asked.
    case skipped(SkipReason, TokenCount?)
    case failed(Complaint)
  }

  /// Where threads put their results.
  private final class ResultBoard: Sendable {
    let results: Mutex<[PieceResult?]>

    init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }
  }

  private static func pieces(of file: SelectedFile, _ index: Int) -> [Piece] {
    guard let length = file.length, length > pieceLength else { return [Piece(file: file, fileIndex: index)] }
    return stride(from: 0, to: length, by: pieceLength).map { start in
      Piece(file: file, fileIndex: index, range: start..<min(start + pieceLength, length))
    }
  }

  private func count(_ piece: Piece) -> PieceResult {
    do throws(Complaint) {
      let reader = try FileReader(InputPath(bytes: piece.file.path), wasFound: !piece.file.isExplicit)
      guard let range = piece.range else { return count(whole: try reader.all(), piece) }
      if let maximumLength, piece.file.length ?? 0 > maximumLength {
        return .skipped(.tooLarge(length: piece.file.length ?? 0), nil)
      }
      let probe = try reader.bytes(in: 0..<SkipReason.probeLength)
      // What the first bytes say of the rest, a long file need not be read for.
      switch encoding.content(of: probe) {
      case .skipped(let reason): return isPriced(piece, reason) ? .unclear : .skipped(reason, nil)
      case .decoded where encoding != .automatic || probe.contains(0) || ByteOrderMark(startOf: probe) != nil:
        return .unclear
      case .decoded, .utf8: break
      }
      // Three bytes more tell whether the next piece goes on as this one ends.
      var bytes = try reader.bytes(in: range.lowerBound..<range.upperBound + 3)
      let length = min(range.count, bytes.count)
      guard UTF8Check.isUTF8(piece: bytes.span, count: length, isFirst: range.lowerBound == 0) else { return .unclear }
      bytes.removeLast(bytes.count - length)
      return .counted(slices(bytes), nil, nil, length)
    } catch {
      return .failed(error)
    }
  }

  private func count(whole bytes: [UInt8], _ piece: Piece) -> PieceResult {
    if let maximumLength, bytes.count > maximumLength { return .skipped(.tooLarge(length: bytes.count), nil) }
    switch encoding.content(of: bytes) {
    case .utf8:
      if let counts = toolLists?.counts(bytes, at: Self.place(piece.file.path), for: models) {
        return .priced(FileTokens.toolList, bytes.count, counts)
      }
      let isNotebook = piece.file.path.suffix(6).elementsEqual(".ipynb".utf8)
      return .counted(
        slices(rendering.text(of: bytes)), FileOrigin(path: piece.file.path, bytes),
        isNotebook ? Notebook(bytes, by: models[0]) : nil, bytes.count)
    case .skipped(let reason): return price(piece, reason, bytes)
    case .decoded(var reading):
      reading.text = rendering.text(of: reading.text)
      reading.others = reading.others.map { rendering.text(of: $0) }
      let slices = slices(reading.text)
      let counts = zip(models, slices).map { reading.bounded($0.count($1), by: $0) }
      return .decoded(reading, bytes.count, slices, counts)
    }
  }

  /// A long file of which a piece is not UTF-8.
  private func count(whole file: SelectedFile, _ index: Int) -> PieceResult {
    do throws(Complaint) {
      let reader = try FileReader(InputPath(bytes: file.path), wasFound: !file.isExplicit)
      return count(whole: try reader.all(), Piece(file: file, fileIndex: index))
    } catch {
      return .failed(error)
    }
  }

  /// What an image or a PDF costs, where the user named it and every model has a rule for it.
  private func price(_ piece: Piece, _ reason: SkipReason, _ bytes: [UInt8]) -> PieceResult {
    guard isPriced(piece, reason) else {
      let isAsked = pricesSkipped || piece.file.isExplicit
      return .skipped(reason, isAsked ? media.count(bytes, reason, for: models[0]) : nil)
    }
    let counts = models.compactMap { media.count(bytes, reason, for: $0) }
    return counts.count == models.count ? .priced(reason.code, bytes.count, counts) : .skipped(reason, nil)
  }

  private func isPriced(_ piece: Piece, _ reason: SkipReason) -> Bool {
    piece.file.isExplicit && (reason == .image || reason == .pdf)
  }

  private func slices(_ bytes: [UInt8]) -> [SliceCount] {
    if caches.isEmpty { return models.map { SliceCount(of: bytes.span, by: $0.tokenizer) } }
    return zip(models, caches).map { $1.slice(of: bytes, by: $0.tokenizer) }
  }

  // MARK: Results

  private func gather(
    _ files: [SelectedFile], _ pieces: [Piece], _ results: [PieceResult?], _ shown: (SelectedFile) -> [UInt8]
  ) -> Outcome {
    var outcome = Outcome()
    var all = slices([])
    var next = 0
    for (index, file) in files.enumerated() {
      let first = next
      while next < pieces.count, pieces[next].fileIndex == index { next += 1 }
      switch whole(results[first..<next], of: file, index) {
      case .counted(let slices, let origin, let notebook, let length)?:
        let counts = zip(models, slices).map { $0.count($1) }
        var counted = FileTokens(path: shown(file), place: Self.place(file.path), length: length, counts: counts)
        (counted.origin, counted.notebook) = (origin, notebook)
        outcome.files.append(counted)
        Self.join(slices, to: &all)
      case .decoded(let reading, let length, let slices, let counts)?:
        outcome.files.append(
          FileTokens(
            path: shown(file), place: Self.place(file.path), length: length, counts: counts,
            encoding: reading.encoding, illFormed: reading.illFormed))
        Self.join(slices, to: &all)
      case .priced(let medium, let length, let counts)?:
        // No text: it is not part of the files joined.
        outcome.files.append(
          FileTokens(
            path: shown(file), place: Self.place(file.path), length: length, counts: counts, medium: medium))
      case .skipped(let reason, let price)?:
        outcome.skipped.append(SkippedPath(path: shown(file), reason, isNamed: file.isExplicit, price: price))
      case .failed(let complaint)?:
        outcome.skipped.append(
          SkippedPath(path: shown(file), reason: complaint.code, detail: complaint.message, isFailure: true))
      case .unclear?, nil: break
      }
    }
    outcome.joined = zip(models, all).map { $0.count($1).tokens }
    return outcome
  }

  /// The results of a file's pieces as one; those that cannot be joined are counted anew, as a whole.
  private func whole(_ results: ArraySlice<PieceResult?>, of file: SelectedFile, _ index: Int) -> PieceResult? {
    if results.count == 1, case .counted?? = results.first { return results[results.startIndex] }
    var slices: [SliceCount]?
    var whole = 0
    for result in results {
      switch result {
      case .counted(let next, _, _, let length)?:
        whole += length
        if slices == nil { slices = next } else { Self.join(next, to: &slices!) }
      case .unclear?: return count(whole: file, index)
      case .decoded?, .priced?, .skipped?, .failed?, nil: return result
      }
    }
    return slices.map { .counted($0, nil, nil, whole) }
  }

  private static func place(_ path: [UInt8]) -> [UInt8] {
    path.starts(with: "./".utf8) ? Array(path.dropFirst(2)) : path
  }

  private static func join(_ slices: [SliceCount], to sum: inout [SliceCount]) {
    for index in sum.indices { sum[index].append(slices[index]) }
  }
}

extension SkippedPath {
  /// `3104 tokens (3040..3200) as a document, assumed`; what is exact has neither bounds nor basis.
  private static func words(_ count: TokenCount, as block: String) -> String {
    let range = count.bounds.count == 1 ? "" : " (\(Columns.range(count.bounds)))"
    return "\(count.tokens) tokens\(range) as \(block)\(count.basis == .exact ? "" : ", \(count.basis)")"
  }

  /// - Parameter isNamed: whether the user named this very file: then it should have been counted.
  /// - Parameter price: what it would cost as a block of a request.
  package init(path: [UInt8], _ reason: SkipReason, isNamed: Bool = false, price: TokenCount? = nil) {
    let detail =
      switch reason {
      case .binary(let kind):
        (kind ?? "a NUL among the first 8192 bytes") + (price.map { ": \(Self.words($0, as: "a PDF"))" } ?? "")
      case .tooLarge(let length): "\(length) bytes are over --max-size"
      case .symbolicLink: "links are followed where they are named"
      case .special: "a pipe, a socket or a device"
      case .image: price.map { Self.words($0, as: "an image") } ?? "its cost depends on its size in pixels"
      case .pdf: price.map { Self.words($0, as: "a document") } ?? "its cost depends on its pages"
      case .unreadable(let number): SystemError.text(number)
      }
    self.init(
      path: path, reason: reason.code, detail: detail, isFailure: reason.isFailure || isNamed && !reason.isWanted,
      price: price)
  }
}
