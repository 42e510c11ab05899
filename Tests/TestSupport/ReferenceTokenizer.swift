// The specification of counting, as short as it can be said: the whole text is normalised, split, marked and tiled, over
// scalars, with nothing remembered and nothing assumed about the independence of runs. Slow on purpose.

package import Tokenization
package import VocabularyCompilation
import _CICUShims

/// Counts as the rules say. Cost: O(n × longest piece) with a dictionary look-up a step.
package struct ReferenceTokenizer: Sendable {
  package let family: TokenizerFamily
  private let records: [ScalarRecord]
  private let pieces: PieceTree
  private let bytePrefixes: Set<[UInt8]>

  package init(_ family: TokenizerFamily, pieces: PieceList, records: [ScalarRecord]) {
    self.family = family
    self.records = records
    self.pieces = PieceTree(pieces.pieces.map(Self.markedScalars))
    bytePrefixes = Set(pieces.bytePrefixes)
  }

  /// Tokens of `text` between `edges`; `Tokenizer.count(utf8:edges:)` must say the same.
  package func count(_ text: String, edges: TextEdges) -> Int {
    var raw = text.unicodeScalars.map(\.value)
    while let last = raw.last, Self.isFree(last, edges.freeEnd) { raw.removeLast() }
    var text = normalized(raw)
    var newlines = 0
    while edges.joinsNewlines, text.last == 0x0A {
      text.removeLast()
      newlines += 1
    }
    // The frame's own two newlines follow, for which it pays one token already.
    let trailing = newlines == 0 ? 0 : tiles([UInt32](repeating: 0x0A, count: newlines + 2)) - 1
    if edges.opensAtBow, raw.first == 0x20, text.first == 0x20, text.dropFirst().first != 0x20 { text.removeFirst() }
    return trailing + tiles(marked(runs(text), opensAtBow: edges.opensAtBow))
  }

  private static func isFree(_ scalar: UInt32, _ reading: FreeWhiteSpace) -> Bool {
    switch reading {
    case .none: false
    case .recorded: [0x09, 0x0A, 0x0D, 0x20].contains(scalar)
    case .widest:
      scalar != 0xA0 && ((0x1C...0x1F).contains(scalar) || Unicode.Scalar(scalar)!.properties.isWhitespace)
    }
  }

  // MARK: 1. Normalise

  private func normalized(_ raw: [UInt32]) -> [UInt32] {
    var text = composed(raw).filter { $0 >= 0xE000 || records[Int($0)].flags & ScalarRecord.dropped == 0 }
    var at = 0
    while at + 1 < text.count {
      if text[at] == 0x0E4D, text[at + 1] == 0x0E32 { text.replaceSubrange(at...at + 1, with: [0x0E33]) }
      at += 1
    }
    return text.compactMap { scalar in
      let flags = records[Int(scalar)].flags
      if flags & ScalarRecord.dropped != 0 { return nil }
      if flags & ScalarRecord.spaced != 0 { return 0x20 }
      guard family.foldsQuotes else { return scalar }
      return [0x2018: 0x27, 0x2019: 0x27, 0x201C: 0x22, 0x201D: 0x22][scalar] ?? scalar
    }
  }

  /// NFC of the whole text by ICU, which must be one of Unicode 15.0.
  private func composed(_ raw: [UInt32]) -> [UInt32] {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: raw.lazy.map { Unicode.Scalar($0)! })
    let units = Array(String(text).utf16)
    var out = [UInt16](repeating: 0, count: units.count * 3 + 8)
    let length = Int(ullage_nfc(units, Int32(units.count), &out, Int32(out.count)))
    precondition(length >= 0, "ICU refuses to compose")
    return String(decoding: out[..<length], as: UTF16.self).unicodeScalars.map(\.value)
  }

  // MARK: 2. Split into runs

  private enum Kind: Equatable {
    case word, strayMarks, digits, punctuation, space
    case hard(UInt8)
  }

  private struct Run {
    var kind: Kind
    var scalars: [UInt32]
  }

  private func runs(_ text: [UInt32]) -> [Run] {
    var runs: [Run] = []
    for scalar in text {
      let kind = kind(of: scalar, after: runs.last?.kind)
      if kind == runs.last?.kind {
        runs[runs.count - 1].scalars.append(scalar)
      } else {
        runs.append(Run(kind: kind, scalars: [scalar]))
      }
    }
    return runs
  }

  private func kind(of scalar: UInt32, after last: Kind?) -> Kind {
    switch records[Int(scalar)].scalarClass {
    case ScalarClass.wordy: return .word
    case ScalarClass.wordyMark: return last == .word ? .word : .strayMarks
    case ScalarClass.digit: return .digits
    case ScalarClass.punctuation: return .punctuation
    case ScalarClass.space: return .space
    case ScalarClass.selector:
      if case .hard(let kind) = last { return .hard(kind) }
      return .hard(ScalarClass.hardLetter)
    case let hard: return .hard(hard)
    }
  }

  // MARK: 3. Mark

  private static let bow: UInt32 = 0x110000
  private static let eow: UInt32 = 0x110001
  private static let shift: UInt32 = 0x110002
  private static let caps: UInt32 = 0x110003

  private func marked(_ runs: [Run], opensAtBow: Bool) -> [UInt32] {
    guard let first = runs.first else { return opensAtBow ? [Self.bow] : [] }
    var out: [UInt32] = []
    if opensAtBow {
      if opensWord(runs, 0) {
        out = [0x20]
      } else if first.kind != .word, first.kind != .strayMarks, !takesLeft(first), first.scalars[0] != 0x20 {
        out = [Self.bow]
      }
    }
    for (at, run) in runs.enumerated() {
      switch run.kind {
      case .word:
        let opened = at > 0 && runs[at - 1].kind == .strayMarks
        let (marker, body) = opened ? (nil, run.scalars) : cased(run.scalars)
        if let marker { out.append(marker) }
        if !opened, !isContraction(runs, at) { out.append(Self.bow) }
        out += body + [Self.eow]
      case .strayMarks:
        let goesOn = at + 1 < runs.count && runs[at + 1].kind == .word
        out += [Self.bow] + run.scalars + (goesOn ? [] : [Self.eow])
      case .space:
        out += run.scalars
      default:
        let left = at == 0 ? opensAtBow : runs[at - 1].kind == .space && runs[at - 1].scalars.last == 0x20
        let space = at + 1 < runs.count && runs[at + 1].kind == .space ? runs[at + 1].scalars : []
        let right = space.first == 0x20 && space.dropFirst().first != 0x20
        out += left && takesLeft(run) && !opensWord(runs, at) ? [Self.bow] : []
        out += run.scalars + (right && takesRight(run) ? [Self.eow] : [])
      }
    }
    return seamless(out)
  }

  /// Drops the one space between ⟨eow⟩ and [case marker] ⟨bow⟩.
  private func seamless(_ text: [UInt32]) -> [UInt32] {
    text.indices.filter { at in
      guard text[at] == 0x20, at > 0, text[at - 1] == Self.eow else { return true }
      return text[(at + 1)...].first { $0 != Self.shift && $0 != Self.caps } != Self.bow
    }.map { text[$0] }
  }

  private func takesLeft(_ run: Run) -> Bool {
    run.kind == .punctuation || isBorder(run.scalars[0]) || isBorderNumber(run, run.scalars[0])
  }

  private func takesRight(_ run: Run) -> Bool {
    run.kind == .punctuation || isBorder(run.scalars.last!) || isBorderNumber(run, run.scalars.last!)
  }

  private func isBorder(_ scalar: UInt32) -> Bool {
    [ScalarClass.selector, ScalarClass.hardPunctuation].contains(records[Int(scalar)].scalarClass)
  }

  /// A run of numbers of one category takes borders where a number that is not ASCII stands there.
  private func isBorderNumber(_ run: Run, _ scalar: UInt32) -> Bool {
    guard run.kind == .digits || run.kind == .hard(ScalarClass.hardNumber), scalar >= 0x80 else { return false }
    return [ScalarRecord.decimal, ScalarRecord.otherNumber].contains { category in
      run.scalars.allSatisfy { records[Int($0)].flags & category != 0 }
    }
  }

  /// Whether the run is a lone apostrophe before a word.
  private func opensWord(_ runs: [Run], _ at: Int) -> Bool {
    guard runs[at].scalars == [0x27], at + 1 < runs.count else { return false }
    return runs[at + 1].kind == .word || runs[at + 1].kind == .strayMarks
  }

  private static let contractions = Set(["s", "t", "d", "m", "ll", "re", "ve"].map { $0.unicodeScalars.map(\.value) })

  private func isContraction(_ runs: [Run], _ at: Int) -> Bool {
    guard at > 0, runs[at - 1].scalars == [0x27], Self.contractions.contains(runs[at].scalars) else { return false }
    guard at > 1 else { return true }
    // A circled letter is a symbol by category.
    let isSymbolLetter = (0x24B6...0x24E9).contains(runs[at - 2].scalars.last!)
    return !takesRight(runs[at - 2]) && !isSymbolLetter
  }

  private func cased(_ word: [UInt32]) -> (marker: UInt32?, body: [UInt32]) {
    func isUpper(_ scalar: UInt32) -> Bool { records[Int(scalar)].flags & ScalarRecord.upper != 0 }
    func isLower(_ scalar: UInt32) -> Bool { records[Int(scalar)].flags & ScalarRecord.lower != 0 }
    func lowered(_ scalar: UInt32) -> UInt32 { UInt32(Int32(scalar) + records[Int(scalar)].lowerDelta) }
    if word.contains(0x1E9E) { return (nil, word) }
    let laterUpper = word.dropFirst().filter(isUpper)
    if word.contains(0x130) {
      let isTitle = isUpper(word[0]) && word[0] != 0x130 && laterUpper.allSatisfy { $0 == 0x130 }
      return isTitle ? (Self.shift, word.map { $0 == 0x130 ? $0 : lowered($0) }) : (nil, word)
    }
    let blocksCaps = word.contains { scalar in
      records[Int(scalar)].flags & ScalarRecord.letterOrMark != 0 && !isLower(scalar)
        && (!isUpper(scalar) || lowered(scalar) == scalar)
    }
    if let minimum = family.capsMinimum, word.count >= minimum, !blocksCaps, word.contains(where: isUpper),
      !word.contains(where: isLower)
    {
      return (Self.caps, word.map(lowered))
    }
    let isTitle = lowered(word[0]) != word[0] && isUpper(word[0]) && laterUpper.isEmpty
    return isTitle ? (Self.shift, word.map(lowered)) : (nil, word)
  }

  // MARK: 4. Tile

  /// The least number of tiles: pieces, markers, and where no piece covers a scalar, chunks of its bytes.
  private func tiles(_ text: [UInt32]) -> Int {
    var best = [0] + [Int](repeating: .max, count: text.count)
    for start in text.indices {
      best[start + 1] = min(best[start + 1], best[start] + floor(text[start]))
      for end in pieces.ends(text[start...]) { best[end] = min(best[end], best[start] + 1) }
    }
    return best[text.count]
  }

  private func floor(_ scalar: UInt32) -> Int {
    guard scalar >= 0x80, let scalar = Unicode.Scalar(scalar) else { return 1 }
    let bytes = Array(String(scalar).utf8)
    var best = [0] + [Int](repeating: .max, count: bytes.count)
    for start in bytes.indices {
      for end in start + 1...bytes.count where end == start + 1 || bytePrefixes.contains(Array(bytes[start..<end])) {
        best[end] = min(best[end], best[start] + 1)
      }
    }
    return best[bytes.count]
  }

  private static func markedScalars(_ piece: [UInt8]) -> [UInt32] {
    let markers = [Marker.bow: bow, Marker.eow: eow, Marker.shift: shift, Marker.caps: caps]
    return piece.split(omittingEmptySubsequences: false) { markers[$0] != nil }.reduce(into: []) { out, part in
      out += String(decoding: part, as: UTF8.self).unicodeScalars.map(\.value)
      if part.endIndex < piece.endIndex { out.append(markers[piece[part.endIndex]]!) }
    }
  }
}

/// Pieces as a tree of dictionaries over scalars.
private struct PieceTree: Sendable {
  private var children: [[UInt32: Int]] = [[:]]
  private var isPiece = [false]

  init(_ pieces: [[UInt32]]) {
    for piece in pieces {
      var node = 0
      for scalar in piece {
        if let next = children[node][scalar] {
          node = next
        } else {
          children[node][scalar] = children.count
          node = children.count
          children.append([:])
          isPiece.append(false)
        }
      }
      isPiece[node] = true
    }
  }

  /// Where the pieces end that start where `text` does.
  func ends(_ text: ArraySlice<UInt32>) -> [Int] {
    var node = 0
    var ends: [Int] = []
    for at in text.indices {
      guard let next = children[node][text[at]] else { break }
      node = next
      if isPiece[node] { ends.append(at + 1) }
    }
    return ends
  }
}
