// Counts a text: its edges, its parts, and for each part the pass that fits.

import _CPlainRuns

extension Workspace {
  /// Parts are at least this long: long enough that looking for a cut costs little, short enough that one scalar that
  /// needs normalising does not drag much along.
  private static let partLength = 4096
  /// Plain text is looked for this far ahead at a time.
  private static let stretchLength = 65_536

  /// Tokens of the whole text of `count` bytes at `text` between `edges`.
  func count(_ text: UnsafePointer<UInt8>, _ count: Int, _ edges: TextEdges) -> Int {
    var end = unsafe edges.freeEnd.contentLength(text, count)
    var total = 0
    if edges.joinsNewlines {
      let (content, newlineCount) = unsafe trailingNewlines(text, end)
      end = content
      total = newlines.trailing(newlineCount)
    }
    var start = 0
    if edges.opensAtBow, end > 0, unsafe text[0] == 0x20, unsafe !isFollowedBySpace(text, end) { start = 1 }
    if start >= end { return total + (edges.opensAtBow ? 1 : 0) }
    return unsafe total + countParts(text, from: start, to: end, atFrame: edges.opensAtBow)
  }

  /// Adds up the parts of `text[start..<end]`: stretches of plain text between two cuts take the fast path, everything
  /// else, both ends included, goes scalar by scalar.
  func countParts(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, atFrame: Bool, isSettled: Bool = false
  ) -> Int {
    var total = 0
    var at = start
    var atFrame = atFrame
    while at < end {
      var stretch = at
      if at > 0, !atFrame {
        let limit = min(end, at + Self.stretchLength)
        let plain = unsafe plainText!.count(self, text, from: at, to: limit, readable: end)
        stretch = plain.plain
        if let cut = plain.cut {
          total += plain.count
          at = cut.right
          if limit < end, limit - at < Self.partLength { continue }
        }
        if let obstacle = plain.obstacle,
          let written = unsafe countWritten(text, from: at, obstacle: obstacle, to: end, isSettled: isSettled)
        {
          total += written.count
          at = written.next
          continue
        }
      }
      let cut = unsafe portableCut(text, from: at, past: stretch, to: end)
      if isSettled {
        var scanner = unsafe RunScanner(self, text, from: at, to: cut.left, atFrame: atFrame, isSettled: true)
        total += scanner.count(self) ?? 0
      } else {
        unsafe total += countPart(text, from: at, to: cut.left, atFrame: atFrame)
      }
      at = cut.right
      atFrame = false
    }
    return total
  }

  /// Tokens of the text from `start`, behind a cut, to a later cut, and where that cut goes on, if what is not plain at
  /// `obstacle` is a space, quote or control that normalisation writes as ASCII or drops: with that done at once, the text
  /// is plain again. Such a scalar joins nothing before or behind it, and nor does what is written for it.
  private func countWritten(
    _ text: UnsafePointer<UInt8>, from start: Int, obstacle: Int, to end: Int, isSettled: Bool
  ) -> (count: Int, next: Int)? {
    let folds: Int32 = family.foldsQuotes ? 1 : 0
    // What is written already goes as it is: a control may stay there that has a written space behind it by now.
    guard unsafe text != UnsafePointer(written.bytes), obstacle < end, start >= WrittenText.before,
      unsafe ullage_written(text + obstacle, Int64(end - obstacle), folds).length > 0
    else { return nil }
    let limit = min(end, start + WrittenText.length - WrittenText.behind)
    guard let cut = unsafe TextCut.last(text, from: max(start, obstacle), to: limit, scalars) else { return nil }
    // What stands before the part is looked at, not counted, and keeps its length; so does the scalar behind it, without
    // which its end were no cut.
    let room = unsafe written.bytes
    unsafe room.update(from: text + start - WrittenText.before, count: WrittenText.before)
    let part = unsafe Int(
      ullage_write(text + start, Int64(cut.left - start), folds, room + WrittenText.before))
    let partEnd = WrittenText.before + part
    let first = unsafe text[cut.right]
    let behind = cut.right - cut.left + (first < 0x80 ? 1 : first < 0xE0 ? 2 : 3)
    unsafe (room + partEnd).update(from: text + cut.left, count: behind)
    let plain = unsafe plainText!.count(
      self, room, from: WrittenText.before, to: partEnd + behind, readable: partEnd + behind)
    if plain.cut?.left == partEnd { return (plain.count, cut.right) }
    let from = plain.cut?.right ?? WrittenText.before
    let rest = unsafe countParts(room, from: from, to: partEnd, atFrame: false, isSettled: isSettled)
    return ((plain.cut == nil ? 0 : plain.count) + rest, cut.right)
  }

  /// Where the portable path may hand over again: a cut with enough plain text behind it, or one after a full part.
  private func portableCut(_ text: UnsafePointer<UInt8>, from start: Int, past: Int, to end: Int) -> TextCut {
    let full = min(start + Self.partLength, end)
    var at = max(past, start + 1)
    while at < full {
      let stretch = unsafe Int(
        ullage_next_stretch(scalars, text, Int64(at), Int64(min(full + PlainText.shortest, end))))
      guard stretch < full, let cut = unsafe TextCut.first(text, from: max(stretch, start + 1), to: full, scalars)
      else { break }
      let behind = Int64(min(end - cut.right, PlainText.shortest))
      let plain = unsafe Int(ullage_plain_length(scalars, text + cut.right, behind))
      if plain == PlainText.shortest { return cut }
      at = cut.right + plain + 1
    }
    return unsafe TextCut.first(text, from: full, to: end, scalars) ?? TextCut(left: end, right: end)
  }

  /// One part: as it stands if it is settled, else normalised first.
  private func countPart(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int, atFrame: Bool) -> Int {
    var scanner = unsafe RunScanner(self, text, from: start, to: end, atFrame: atFrame, isSettled: false)
    if let count = scanner.count(self) { return count }
    unsafe buffers.pointee.normalized.removeAll(keepingCapacity: true)
    unsafe normalize(text + start, end - start)
    let length = unsafe buffers.pointee.normalized.count
    // Safe: nothing appends to the buffer until the next part is normalised.
    return unsafe buffers.pointee.normalized.withUnsafeBufferPointer { settled in
      guard length > 0, let base = settled.baseAddress else { return atFrame ? 1 : 0 }
      return unsafe countParts(base, from: 0, to: length, atFrame: atFrame, isSettled: true)
    }
  }

  /// Where the text ends when its trailing newlines, and what normalisation drops among them, are taken off; and how
  /// many newlines those were.
  func trailingNewlines(_ text: UnsafePointer<UInt8>, _ count: Int) -> (content: Int, newlines: Int) {
    var end = count
    var newlines = 0
    while end > 0 {
      let last = unsafe text[end - 1]
      if last == 0x0A {
        newlines += 1
        end -= 1
      } else if last < 0x80 {
        guard unsafe scalars[Int(last)] & ScalarByte.unsettled != 0, last != 0 else { break }
        end -= 1
      } else if let length = unsafe droppedLength(endingAt: end, text) {
        end -= length
      } else {
        break
      }
    }
    return (end, newlines)
  }

  /// The length of a C1 control or a private use scalar that ends at `end`, or nil.
  private func droppedLength(endingAt end: Int, _ text: UnsafePointer<UInt8>) -> Int? {
    for length in 2...3 where end >= length {
      let (scalar, decoded) = unsafe decodeChecked(text + end - length, length)
      if let scalar, decoded == length, scalar >= 0x80 {
        return table.flags(scalar) & ScalarRecord.dropped != 0 ? length : nil
      }
    }
    return nil
  }

  /// Whether the text's second scalar, once normalised, is a space: then the first one is not the frame's to absorb.
  private func isFollowedBySpace(_ text: UnsafePointer<UInt8>, _ end: Int) -> Bool {
    var at = 1
    while at < end {
      let (decoded, length) = unsafe decodeChecked(text + at, end - at)
      let scalar = decoded ?? 0xFFFD
      let flags = table.flags(scalar)
      if flags & ScalarRecord.dropped == 0 { return scalar == 0x20 || flags & ScalarRecord.spaced != 0 }
      at += length
    }
    return false
  }
}
