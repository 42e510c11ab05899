import FileSelection
import RequestCounting
import TextEncodings

/// Reads inputs and counts the texts that they hold: in portions as long as they are UTF-8, else as a whole.
struct TextIntake {
  /// So much of a pipe is kept, in case that it is not UTF-8 after all: it cannot be read again.
  private static let keptLength = 8 << 20
  private static let startLength = 65_536

  private let model: TextCounter
  private let encoding: EncodingChoice
  private let rendering: TextRendering
  private let media: MediaCost

  init(_ model: TextCounter, _ encoding: EncodingChoice, _ rendering: TextRendering, _ media: MediaCost) {
    (self.model, self.encoding, self.rendering, self.media) = (model, encoding, rendering, media)
  }

  /// Counts one input. Throws where it cannot be read and where it is no text. O(n), for UTF-8 in memory that does not
  /// grow.
  func counted(_ path: InputPath) throws(Complaint) -> CountedFile {
    let reader = try FileReader(path)
    let isLasting = reader.size > 0 && !path.isStandardInput
    // A regular file can be read again.
    var kept: [UInt8]? = isLasting ? nil : []
    var running = model.makeRunningCount()
    var check = UTF8Check()
    var file = CountedFile(path: path, length: 0, count: TokenCount(0))
    func whole() throws(Complaint) -> CountedFile {
      let bytes: [UInt8]
      if let kept { bytes = kept + (try reader.all()) } else { bytes = try FileReader(path).all() }
      return try counted(bytes, path)
    }
    while let chunk = try reader.next() {
      kept?.append(contentsOf: chunk)
      if file.start.isEmpty {
        file.start = Array(chunk.prefix(Self.startLength))
        if isNoPlainText(file.start) { return try whole() }
      }
      check.append(chunk.span)
      if check.firstIllFormed != nil, kept != nil || isLasting { return try whole() }
      if kept?.count ?? 0 > Self.keptLength { kept = nil }
      if file.firstNUL == nil { file.firstNUL = chunk.firstIndex(of: 0).map { $0 + running.length } }
      running.append(utf8: chunk.span)
    }
    check.finish()
    if check.firstIllFormed != nil, kept != nil || isLasting { return try whole() }
    (file.length, file.count) = (running.length, running.count)
    if let place = check.firstIllFormed {
      // A pipe of which the start is gone.
      (file.encoding, file.firstIllFormed) = (TextEncoding.utf8.name, place)
      file.count = file.count.atMost(.modelled)
    }
    return file
  }

  /// Whether bytes that begin so have to be looked at as a whole.
  private func isNoPlainText(_ start: [UInt8]) -> Bool {
    encoding != .automatic || rendering != .plain || ByteOrderMark(startOf: start) != nil
      || SkipReason(signatureOf: start) != nil
      || start.prefix(SkipReason.probeLength).contains(0)
  }

  private func counted(_ bytes: [UInt8], _ path: InputPath) throws(Complaint) -> CountedFile {
    var file = CountedFile(path: path, length: bytes.count, count: TokenCount(0))
    file.start = Array(bytes.prefix(Self.startLength))
    switch encoding.content(of: bytes) {
    case .skipped(.binary(nil)) where UTF8Check.isUTF8(bytes.span):
      // A list of names that end in NULs, perhaps.
      fallthrough
    case .utf8:
      file.count = model.count(utf8: rendering.text(of: bytes).span)
      file.firstNUL = bytes.firstIndex(of: 0)
    case .decoded(var reading):
      reading.text = rendering.text(of: reading.text)
      reading.others = reading.others.map { rendering.text(of: $0) }
      file.count = reading.count(by: model)
      file.encoding = reading.label
      if reading.encoding == TextEncoding.utf8.name {
        var check = UTF8Check()
        check.append(bytes.span)
        check.finish()
        file.firstIllFormed = check.firstIllFormed
      }
    case .skipped(let reason):
      let price = media.count(bytes, reason, for: model)
      if case .binary = reason { throw Self.complaint(reason, price, path) }
      guard model.unit == .content, let count = price else { throw Self.complaint(reason, nil, path) }
      (file.count, file.medium) = (count, reason)
    }
    return file
  }

  /// Why something is not counted as a text.
  static func complaint(_ reason: SkipReason, _ price: TokenCount?, _ path: InputPath) -> Complaint {
    Complaint(
      code: reason.code, message: "this is no text: \(SkippedPath(path: [], reason, price: price).detail)",
      place: path.name, remedy: "leave it out; if it is a text, --encoding NAME", status: .incomplete)
  }
}
