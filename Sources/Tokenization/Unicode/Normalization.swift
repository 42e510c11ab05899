// Normalises text as the tokenizer does before it looks at it.
//
//   1. what is not UTF-8 becomes U+FFFD, one for each maximal subpart;
//   2. NFC, by ICU, and only where the baked properties say that it may change something: scalars that Unicode 15.0
//      does not know are never given to ICU together with their neighbours, so that a newer ICU changes no count;
//   3. controls other than TAB, LF and NUL and the private use area of the basic plane are dropped;
//   4. NUL, no-break and typographic spaces and the line separators become a space;
//   5. U+0E4D U+0E32 becomes U+0E33; v3 alone writes ‘ ’ “ ” as ' and ".

import _CICUShims

/// Buffers that grow once and stay, behind a pointer: reaching them costs no exclusivity check.
struct NormalizationBuffers {
  /// Normalised text of the part at hand.
  var normalized: [UInt8] = []
  /// Scalars between two borders of normalisation, and the same as UTF-16 for ICU.
  var segment: [UInt32] = []
  var units: [UInt16] = []
}

extension Workspace {
  /// Appends the normalised form of `count` bytes at `text` to `normalized`. Stretches that nothing changes are copied
  /// as they are.
  ///
  /// Both ends must be borders of normalisation: the text's own ends, or cuts of `TextCut`.
  /// Cost: O(n); a long run of combining marks is sorted by counting.
  func normalize(_ text: UnsafePointer<UInt8>, _ count: Int) {
    var sink = NormalizedSink(workspace: self)
    // What lies from `copied` on is unchanged so far; `starter` is where the last border of normalisation was.
    var copied = 0
    var starter = 0
    // Whether what lies between `starter` and `searched` may compose with what follows: looked at once, not by each mark.
    var searched = 0
    var isForward = false
    var at = 0
    var lastCombiningClass: UInt8 = 0
    while at < count {
      let first = unsafe text[at]
      if first < 0x80, unsafe scalars[Int(first)] & ScalarByte.unsettled == 0 {
        starter = at
        lastCombiningClass = 0
        at += 1
        continue
      }
      let (decoded, length) = unsafe decodeChecked(text + at, count - at)
      if let scalar = decoded, scalar < 0x10000,
        unsafe scalars[Int(scalar)] & (ScalarByte.unsettled | ScalarByte.combining) == 0
      {
        starter = at
        lastCombiningClass = 0
        at += length
        continue
      }
      let scalar = decoded ?? 0xFFFD
      let record = table.record(scalar)
      let recomposes = record.flags & ScalarRecord.recomposes != 0
      if recomposes || record.combiningClass != 0 {
        if searched <= starter { isForward = false }
        isForward = unsafe isForward || composesForward(text, max(searched, starter), at)
        searched = at
        let composes = recomposes && (record.composition & ScalarRecord.composesBackward == 0 || isForward)
        if !composes, record.combiningClass == 0 || record.combiningClass >= lastCombiningClass {
          lastCombiningClass = record.combiningClass
          at += length
          continue
        }
        unsafe sink.copy(text, from: copied, to: starter)
        at = unsafe gatherSegment(text, starter, count)
        if segmentNeedsNFC() { recompose() }
        for index in unsafe buffers.pointee.segment.indices { unsafe sink.take(buffers.pointee.segment[index]) }
        copied = at
      } else if decoded == nil || sink.changes(scalar) {
        unsafe sink.copy(text, from: copied, to: at)
        sink.take(scalar)
        at += length
        copied = at
      } else {
        at += length
        starter = at - length
        lastCombiningClass = 0
        continue
      }
      starter = at
      lastCombiningClass = 0
    }
    unsafe sink.copy(text, from: copied, to: count)
    sink.finish()
  }

  /// Whether any scalar of `text[start..<end]` may compose with one behind it.
  private func composesForward(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var at = start
    while at < end {
      let (scalar, length) = unsafe decodeChecked(text + at, end - at)
      if let scalar, table.composition(scalar) & ScalarRecord.composesForward != 0 { return true }
      at += length
    }
    return false
  }

  /// Collects into `segment` the scalars from `start` to the next border of normalisation and returns where that is.
  private func gatherSegment(_ text: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    unsafe buffers.pointee.segment.removeAll(keepingCapacity: true)
    var at = start
    while at < count {
      let (decoded, length) = unsafe decodeChecked(text + at, count - at)
      let scalar = decoded ?? 0xFFFD
      if unsafe !buffers.pointee.segment.isEmpty, scalar < 0x300 { break }
      if unsafe !buffers.pointee.segment.isEmpty {
        let record = table.record(scalar)
        if record.combiningClass == 0, record.flags & ScalarRecord.recomposes == 0 { break }
      }
      unsafe buffers.pointee.segment.append(scalar)
      at += length
    }
    return at
  }

  /// Unicode's quick check: something may compose or decompose, or marks are out of order.
  private func segmentNeedsNFC() -> Bool {
    var last: UInt8 = 0
    for scalar in unsafe buffers.pointee.segment {
      let record = table.record(scalar)
      if record.flags & ScalarRecord.recomposes != 0 { return true }
      if record.combiningClass != 0, record.combiningClass < last { return true }
      last = record.combiningClass
    }
    return false
  }

  /// Replaces `segment` by its NFC.
  private func recompose() {
    if unsafe buffers.pointee.segment.count > 64 { sortMarks() }
    unsafe buffers.pointee.units.removeAll(keepingCapacity: true)
    for scalar in unsafe buffers.pointee.segment {
      if scalar < 0x10000 {
        unsafe buffers.pointee.units.append(UInt16(scalar))
      } else {
        unsafe buffers.pointee.units.append(UInt16(0xD800 + ((scalar - 0x10000) >> 10)))
        unsafe buffers.pointee.units.append(UInt16(0xDC00 + ((scalar - 0x10000) & 0x3FF)))
      }
    }
    // NFC of a scalar is at most three scalars long (Unicode Standard Annex 15, section 8).
    var composed = unsafe [UInt16](repeating: 0, count: buffers.pointee.units.count * 3 + 8)
    let length = unsafe Int(
      ullage_nfc(buffers.pointee.units, Int32(buffers.pointee.units.count), &composed, Int32(composed.count)))
    guard length >= 0 else { return }
    unsafe buffers.pointee.segment.removeAll(keepingCapacity: true)
    var at = 0
    while at < length {
      let unit = UInt32(composed[at])
      if unit & 0xFC00 == 0xD800, at + 1 < length {
        unsafe buffers.pointee.segment.append(0x10000 + ((unit & 0x3FF) << 10 | UInt32(composed[at + 1]) & 0x3FF))
        at += 2
      } else {
        unsafe buffers.pointee.segment.append(unit)
        at += 1
      }
    }
  }

  /// Puts the marks of a long segment into canonical order, so that ICU, which sorts by insertion, need not move them:
  /// without this, ten million marks in the wrong order would take hours. Marks that decompose stay where they are and
  /// part the stretches that are sorted; ICU does the rest.
  private func sortMarks() {
    var start = 0
    while unsafe start < buffers.pointee.segment.count {
      guard unsafe table.combiningClass(buffers.pointee.segment[start]) != 0 else {
        start += 1
        continue
      }
      var end = start
      while unsafe end < buffers.pointee.segment.count, unsafe table.combiningClass(buffers.pointee.segment[end]) != 0 {
        end += 1
      }
      var counts = [Int](repeating: 0, count: 257)
      for scalar in unsafe buffers.pointee.segment[start..<end] { counts[Int(table.combiningClass(scalar)) + 1] += 1 }
      for at in 1..<257 { counts[at] += counts[at - 1] }
      var sorted = [UInt32](repeating: 0, count: end - start)
      for scalar in unsafe buffers.pointee.segment[start..<end] {
        let combiningClass = Int(table.combiningClass(scalar))
        sorted[counts[combiningClass]] = scalar
        counts[combiningClass] += 1
      }
      unsafe buffers.pointee.segment.replaceSubrange(start..<end, with: sorted)
      start = end
    }
  }
}

/// Takes scalars after NFC and writes what is left of them.
///
/// Safe: the buffers are the workspace's, which outlives every pass.
@safe
private struct NormalizedSink {
  private let buffers: UnsafeMutablePointer<NormalizationBuffers>
  private let table: ScalarTable
  private let foldsQuotes: Bool
  /// A U+0E4D that may compose with what follows.
  private var holdsNikhahit = false

  init(workspace: Workspace) {
    unsafe buffers = workspace.buffers
    table = workspace.table
    foldsQuotes = workspace.family.foldsQuotes
  }

  /// Whether `take` writes anything but the scalar itself.
  func changes(_ scalar: UInt32) -> Bool {
    table.flags(scalar) & (ScalarRecord.dropped | ScalarRecord.spaced) != 0 || scalar == 0x0E4D
      || (foldsQuotes && [0x2018, 0x2019, 0x201C, 0x201D].contains(scalar))
  }

  /// Appends bytes that nothing changes.
  mutating func copy(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) {
    guard start < end else { return }
    var start = start
    if holdsNikhahit {
      holdsNikhahit = false
      if end - start >= 3, unsafe text[start] == 0xE0, unsafe text[start + 1] == 0xB8, unsafe text[start + 2] == 0xB2 {
        write(0x0E33)
        start += 3
      } else {
        write(0x0E4D)
      }
    }
    unsafe buffers.pointee.normalized.append(contentsOf: UnsafeBufferPointer(start: text + start, count: end - start))
  }

  mutating func take(_ scalar: UInt32) {
    let flags = table.flags(scalar)
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
    } else if foldsQuotes, scalar & 0xFFFF_FFE0 == 0x2000 {
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
      unsafe buffers.pointee.normalized.append(UInt8(scalar))
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      let length = unsafe encode(scalar, to: bytes.baseAddress!)
      unsafe buffers.pointee.normalized.append(
        contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(bytes)[..<length]))
    }
  }
}
