// Writes a word as marked text: ⟨shift⟩ or ⟨caps⟩ with the letters lowered, or as it stands, between ⟨bow⟩ and ⟨eow⟩.
//
// A case marker speaks for the whole word. Title case becomes ⟨shift⟩; all capitals of at least `capsMinimum` scalars
// become ⟨caps⟩; everything else stays as it is. Measured exceptions (PyPI `ctok` 1.3.0 holds the probes):
//   - a letter or mark without case, or without a lower case of its own, blocks ⟨caps⟩;
//   - ẞ anywhere leaves the word as it is;
//   - İ blocks both at the head and ⟨caps⟩ anywhere; behind a title-case head it stays as it is.
//
// Safe: `reserveMarked` makes room for twice the word and four bytes: lowering makes a scalar of two bytes one of three at
// most, and markers are three bytes.

/// What decides a word's case marker, gathered in one pass.
struct WordCase {
  private var length = 0
  private var firstIsUpper = false
  private var firstLowers = false
  private var firstIsDottedI = false
  private var laterUpper = false
  private var laterUpperBesideDottedI = false
  private var anyUpper = false
  private var anyLower = false
  private var unlowerable = false
  private var sharpS = false
  private var dottedI = false

  mutating func take(_ scalar: UInt32, _ record: ScalarRecord) {
    let upper = record.flags & ScalarRecord.upper != 0
    let lower = record.flags & ScalarRecord.lower != 0
    if length == 0 {
      firstIsUpper = upper
      firstLowers = record.lowerDelta != 0
      firstIsDottedI = scalar == 0x130
    } else if upper {
      laterUpper = true
      if scalar != 0x130 { laterUpperBesideDottedI = true }
    }
    if upper { anyUpper = true }
    if lower { anyLower = true }
    if scalar == 0x1E9E { sharpS = true }
    if scalar == 0x130 { dottedI = true }
    if record.flags & ScalarRecord.letterOrMark != 0, !lower, !upper || record.lowerDelta == 0 { unlowerable = true }
    length += 1
  }

  /// The word's case marker: `Marker.shift`, `Marker.caps`, or nil where it stays as it is.
  func marker(capsMinimum: Int?) -> UInt8? {
    if sharpS { return nil }
    if dottedI {
      return firstIsUpper && !firstIsDottedI && !laterUpperBesideDottedI ? Marker.shift : nil
    }
    if let capsMinimum, length >= capsMinimum, anyUpper, !anyLower, !unlowerable { return Marker.caps }
    return firstLowers && firstIsUpper && !laterUpper ? Marker.shift : nil
  }

  /// The markers that the word may still take when more letters follow.
  func possibleMarkers(capsMinimum: Int?) -> [UInt8?] {
    var markers: [UInt8?] = [nil]
    if firstIsUpper, !firstIsDottedI, !laterUpperBesideDottedI, !sharpS { markers.append(Marker.shift) }
    if capsMinimum != nil, anyUpper, !anyLower, !unlowerable, !dottedI, !sharpS { markers.append(Marker.caps) }
    return markers
  }
}

extension Workspace {
  /// Writes the word of `count` bytes at `text` into `marked` and returns the length of its marked text.
  ///
  /// `isCased` is false for a word that a stray mark opened: it takes no case marker.
  func markWord(_ text: UnsafePointer<UInt8>, _ count: Int, isCased: Bool) -> Int {
    reserveMarked(count * 2 + 4)
    var union: UInt8 = 0
    var lowerCount = 0
    for at in 0..<count {
      unsafe union |= text[at]
      unsafe lowerCount &+= Int(text[at] >> 5 & 1)
    }
    if union < 0x80 { return unsafe markASCIIWord(text, count, upperCount: isCased ? count - lowerCount : 0) }
    var out = 0
    let marker = unsafe isCased && mayTakeMarker(text) ? wordCase(text, count).marker(capsMinimum: capsMinimum) : nil
    if let marker {
      unsafe marked[0] = marker
      out = 1
    }
    unsafe marked[out] = Marker.bow
    out += 1
    if marker == nil {
      unsafe (marked + out).update(from: text, count: count)
      out += count
    } else {
      var at = 0
      while at < count {
        let (scalar, length) = unsafe decodeSettled(text + at)
        unsafe out += encode(UInt32(Int32(scalar) + table.record(scalar).lowerDelta), to: marked + out)
        at += length
      }
    }
    unsafe marked[out] = Marker.eow
    return out + 1
  }

  /// The same for a word of ASCII, which are letters all of them: bit 5 tells capitals.
  private func markASCIIWord(_ text: UnsafePointer<UInt8>, _ count: Int, upperCount: Int) -> Int {
    var marker: UInt8?
    if let capsMinimum, upperCount == count, count >= capsMinimum {
      marker = Marker.caps
    } else if upperCount == 1, unsafe text[0] & 0x20 == 0 {
      marker = Marker.shift
    }
    guard let marker else {
      unsafe marked[0] = Marker.bow
      unsafe (marked + 1).update(from: text, count: count)
      unsafe marked[count + 1] = Marker.eow
      return count + 2
    }
    unsafe marked[0] = marker
    unsafe marked[1] = Marker.bow
    for at in 0..<count { unsafe marked[at + 2] = unsafe text[at] | 0x20 }
    unsafe marked[count + 2] = Marker.eow
    return count + 3
  }

  /// Whether a word that opens as `text` does can take a case marker: not if its first scalar is in lower case, for
  /// that rules out both, nor if it is a letter or mark without case.
  @inline(__always)
  private func mayTakeMarker(_ text: UnsafePointer<UInt8>) -> Bool {
    let record = unsafe table.record(decodeSettled(text).scalar)
    return record.flags & ScalarRecord.upper != 0
      || record.flags & (ScalarRecord.lower | ScalarRecord.letterOrMark) == 0
  }

  private func wordCase(_ text: UnsafePointer<UInt8>, _ count: Int) -> WordCase {
    var wordCase = WordCase()
    var at = 0
    while at < count {
      let (scalar, length) = unsafe decodeSettled(text + at)
      wordCase.take(scalar, table.record(scalar))
      at += length
    }
    return wordCase
  }
}
