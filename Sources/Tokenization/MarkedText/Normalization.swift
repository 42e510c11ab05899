// Normalises text as the tokenizer does before it looks at it.
//
//   1. what is not UTF-8 becomes U+FFFD, one for each maximal subpart;
//   2. NFC, by ICU, and only where the baked properties say that it may change something: scalars that Unicode 15.0
//      does not know are never given to ICU together with their neighbours, so that a newer ICU changes no count;
//   3. controls other than TAB, LF and NUL and the private use area of the basic plane are dropped;
//   4. NUL, no-break and typographic spaces and the line separators become a space;
//   5. U+0E4D U+0E32 becomes U+0E33; v3 alone writes ‘ ’ “ ” as ' and ".

import _CICUShims

extension Workspace {
  /// Appends the normalised form of `count` bytes at `text` to `normalized`.
  ///
  /// Both ends must be borders of normalisation: the text's own ends, or cuts of `TextCut`.
  /// Cost: O(n); a long run of combining marks is sorted by counting.
  func normalize(_ text: UnsafePointer<UInt8>, _ count: Int) {
    var sink = NormalizedSink(workspace: self)
    var at = 0
    while at < count {
      let first = text[at]
      if first >= 0x20, first < 0x7F, at + 1 == count || text[at + 1] < 0x80 {
        sink.takeASCII(first)
        at += 1
        continue
      }
      at = gatherSegment(text, at, count)
      if segmentNeedsNFC() { recompose() }
      for scalar in segment { sink.take(scalar) }
    }
    sink.finish()
  }

  /// Collects into `segment` the scalars from `start` to the next border of normalisation and returns where that is.
  private func gatherSegment(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    segment.removeAll(keepingCapacity: true)
    var at = start
    while at < count {
      let (decoded, length) = decodeChecked(text + at, count - at)
      let scalar = decoded ?? 0xFFFD
      if !segment.isEmpty, scalar < 0x300 { break }
      if !segment.isEmpty {
        let record = table.record(scalar)
        if record.combiningClass == 0, record.flags & ScalarRecord.recomposes == 0 { break }
      }
      segment.append(scalar)
      at += length
    }
    return at
  }

  /// Unicode's quick check: something may compose or decompose, or marks are out of order.
  private func segmentNeedsNFC() -> Bool {
    var last: UInt8 = 0
    for scalar in segment {
      let record = table.record(scalar)
      if record.flags & ScalarRecord.recomposes != 0 { return true }
      if record.combiningClass != 0, record.combiningClass < last { return true }
      last = record.combiningClass
    }
    return false
  }

  /// Replaces `segment` by its NFC.
  private func recompose() {
    if segment.count > 64 { sortMarks() }
    units.removeAll(keepingCapacity: true)
    for scalar in segment {
      if scalar < 0x10000 {
        units.append(UInt16(scalar))
      } else {
        units.append(UInt16(0xD800 + ((scalar - 0x10000) >> 10)))
        units.append(UInt16(0xDC00 + ((scalar - 0x10000) & 0x3FF)))
      }
    }
    // NFC of a scalar is at most three scalars long (Unicode Standard Annex 15, section 8).
    var composed = [UInt16](repeating: 0, count: units.count * 3 + 8)
    let length = Int(ullage_nfc(units, Int32(units.count), &composed, Int32(composed.count)))
    guard length >= 0 else { return }
    segment.removeAll(keepingCapacity: true)
    var at = 0
    while at < length {
      let unit = UInt32(composed[at])
      if unit & 0xFC00 == 0xD800, at + 1 < length {
        segment.append(0x10000 + ((unit & 0x3FF) << 10 | UInt32(composed[at + 1]) & 0x3FF))
        at += 2
      } else {
        segment.append(unit)
        at += 1
      }
    }
  }

  /// Puts the marks of a long segment into canonical order, so that ICU, which sorts by insertion, need not move them:
  /// without this, ten million marks in the wrong order would take hours. Marks that decompose stay where they are and
  /// part the stretches that are sorted; ICU does the rest.
  private func sortMarks() {
    var start = 0
    while start < segment.count {
      guard table.combiningClass(segment[start]) != 0 else {
        start += 1
        continue
      }
      var end = start
      while end < segment.count, table.combiningClass(segment[end]) != 0 { end += 1 }
      var counts = [Int](repeating: 0, count: 257)
      for scalar in segment[start..<end] { counts[Int(table.combiningClass(scalar)) + 1] += 1 }
      for at in 1..<257 { counts[at] += counts[at - 1] }
      var sorted = [UInt32](repeating: 0, count: end - start)
      for scalar in segment[start..<end] {
        let combiningClass = Int(table.combiningClass(scalar))
        sorted[counts[combiningClass]] = scalar
        counts[combiningClass] += 1
      }
      segment.replaceSubrange(start..<end, with: sorted)
      start = end
    }
  }
}

/// Takes scalars after NFC and writes what is left of them.
private struct NormalizedSink {
  private let workspace: Workspace
  private let foldsQuotes: Bool
  /// A U+0E4D that may compose with what follows.
  private var holdsNikhahit = false

  init(workspace: Workspace) {
    self.workspace = workspace
    foldsQuotes = workspace.family.foldsQuotes
  }

  @inline(__always)
  mutating func takeASCII(_ byte: UInt8) {
    if holdsNikhahit { finish() }
    workspace.normalized.append(byte)
  }

  mutating func take(_ scalar: UInt32) {
    let flags = workspace.table.flags(scalar)
    // Controls vanish before U+0E4D looks for its partner, private use after.
    if flags & ScalarRecord.dropped != 0, scalar < 0xE000 { return }
    if holdsNikhahit {
      holdsNikhahit = false
      if scalar == 0x0E32 {
        write(0x0E33)
        return
      }
      write(0x0E4D)
    }
    if flags & ScalarRecord.dropped != 0 { return }
    if scalar == 0x0E4D {
      holdsNikhahit = true
    } else if flags & ScalarRecord.spaced != 0 {
      write(0x20)
    } else if foldsQuotes, scalar & 0xFFFFFFE0 == 0x2000 {
      switch scalar {
      case 0x2018, 0x2019: write(0x27)
      case 0x201C, 0x201D: write(0x22)
      default: write(scalar)
      }
    } else {
      write(scalar)
    }
  }

  mutating func finish() {
    if holdsNikhahit { write(0x0E4D) }
    holdsNikhahit = false
  }

  private func write(_ scalar: UInt32) {
    if scalar < 0x80 {
      workspace.normalized.append(UInt8(scalar))
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      let length = encode(scalar, to: bytes.baseAddress!)
      for at in 0..<length { workspace.normalized.append(bytes[at]) }
    }
  }
}
