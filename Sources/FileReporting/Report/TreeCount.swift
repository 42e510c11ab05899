package import FileSelection
package import RequestCounting
import Synchronization
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
    let pieces = files.enumerated().flatMap { index, file in Self.pieces(of: file, index) }
    let board = ResultBoard(count: pieces.count)
    WorkCrew.run(pieces.count, threads: threads) { index in
      let result = count(pieces[index])
      board.results.withLock { $0[index] = result }
      if case .counted(let slices) = result { progress(slices.first?.length ?? 0) }
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
    case counted([SliceCount])
    /// An image or a PDF, its length, and its cost for each model.
    case priced(SkipReason, Int, [TokenCount])
    case skipped(SkipReason)
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
      if let range = piece.range {
        let probe = try reader.bytes(in: 0..<SkipReason.probeLength)
        if let reason = reason(toSkip: probe, length: piece.file.length ?? 0) {
          return range.lowerBound == 0 && isPriced(piece, reason)
            ? price(piece, reason, try reader.all()) : .skipped(reason)
        }
        return .counted(slices(try reader.bytes(in: range)))
      }
      let bytes = try reader.all()
      if let reason = reason(toSkip: bytes[..<min(SkipReason.probeLength, bytes.count)], length: bytes.count) {
        return price(piece, reason, bytes)
      }
      return .counted(slices(bytes))
    } catch {
      return .failed(error)
    }
  }

  /// What an image or a PDF costs, where the user named it and every model has a rule for it.
  private func price(_ piece: Piece, _ reason: SkipReason, _ bytes: [UInt8]) -> PieceResult {
    guard isPriced(piece, reason) else { return .skipped(reason) }
    let counts = models.compactMap { media.count(bytes, reason, for: $0) }
    return counts.count == models.count ? .priced(reason, bytes.count, counts) : .skipped(reason)
  }

  private func isPriced(_ piece: Piece, _ reason: SkipReason) -> Bool {
    piece.file.isExplicit && (reason == .image || reason == .pdf)
  }

  private func slices(_ bytes: [UInt8]) -> [SliceCount] {
    if caches.isEmpty { return models.map { SliceCount(of: bytes.span, by: $0.tokenizer) } }
    return zip(models, caches).map { $1.slice(of: bytes, by: $0.tokenizer) }
  }

  private func reason(toSkip start: some Collection<UInt8>, length: Int) -> SkipReason? {
    if let maximumLength, length > maximumLength { return .tooLarge(length: length) }
    return SkipReason(startOf: start)
  }

  // MARK: Results

  private func gather(
    _ files: [SelectedFile], _ pieces: [Piece], _ results: [PieceResult?], _ shown: (SelectedFile) -> [UInt8]
  ) -> Outcome {
    var outcome = Outcome()
    var all = slices([])
    var next = 0
    for (index, file) in files.enumerated() {
      var whole: [SliceCount]?
      var failure: SkippedPath?
      var priced: FileTokens?
      while next < pieces.count, pieces[next].fileIndex == index {
        switch results[next] {
        case .counted(let slices)?:
          if whole == nil { whole = slices } else { Self.join(slices, to: &whole!) }
        case .priced(let medium, let length, let counts)?:
          priced = FileTokens(
            path: shown(file), place: Self.place(file.path), length: length, counts: counts, medium: medium.code)
        case .skipped(let reason)?: failure = SkippedPath(path: shown(file), reason)
        case .failed(let complaint)?:
          failure = SkippedPath(
            path: shown(file), reason: complaint.code, detail: complaint.message, isFailure: true)
        case nil: break
        }
        next += 1
      }
      if let priced {
        // No text: it is not part of the files joined.
        outcome.files.append(priced)
      } else if let failure {
        outcome.skipped.append(failure)
      } else if let whole {
        let counts = zip(models, whole).map { $0.count($1) }
        outcome.files.append(
          FileTokens(path: shown(file), place: Self.place(file.path), length: whole.first?.length ?? 0, counts: counts))
        Self.join(whole, to: &all)
      }
    }
    outcome.joined = zip(models, all).map { $0.count($1).tokens }
    return outcome
  }

  private static func place(_ path: [UInt8]) -> [UInt8] {
    path.starts(with: "./".utf8) ? Array(path.dropFirst(2)) : path
  }

  private static func join(_ slices: [SliceCount], to sum: inout [SliceCount]) {
    for index in sum.indices { sum[index].append(slices[index]) }
  }
}

extension SkipReason {
  /// A NUL among so many first bytes makes a file binary.
  package static let probeLength = 8192

  /// Why a file that begins so is not counted as text; nil for a text.
  package init?(startOf start: some Collection<UInt8>) {
    let isImage =
      start.starts(with: [0x89, 0x50, 0x4E, 0x47]) || start.starts(with: [0xFF, 0xD8, 0xFF])
      || start.starts(with: "GIF8".utf8)
      || start.starts(with: "RIFF".utf8) && start.dropFirst(8).starts(with: "WEBP".utf8)
    if start.starts(with: "%PDF-".utf8) {
      self = .pdf
    } else if isImage {
      self = .image
    } else if start.contains(0) {
      self = .binary
    } else {
      return nil
    }
  }
}

extension SkipReason {
  /// Whether bytes begin as a text does.
  package static func isText(_ bytes: [UInt8]) -> Bool { SkipReason(startOf: bytes.prefix(probeLength)) == nil }
}

extension SkippedPath {
  package init(path: [UInt8], _ reason: SkipReason) {
    let detail =
      switch reason {
      case .binary: "a NUL among the first 8192 bytes"
      case .tooLarge(let length): "\(length) bytes are over --max-size"
      case .symbolicLink: "links are followed where they are named"
      case .special: "a pipe, a socket or a device"
      case .image: "its cost depends on its size in pixels"
      case .pdf: "its cost depends on its pages"
      case .unreadable(let number): SystemError.text(number)
      }
    self.init(path: path, reason: reason.code, detail: detail, isFailure: reason.isFailure)
  }
}
