// The compiled form of a vocabulary and of the scalar properties: two little-endian files, used in place.
//
//   <family>.vocab                                   unicode.table
//   0   8  magic "ullagevc"                          0   8  magic "ullageuc"
//   8   4  format version                            8   4  format version
//   12  4  length of the file                        12  4  length of the file
//   16  8  checksum of everything from byte 24 on    16  8  checksum of everything from byte 24 on
//   24  8  fingerprint of the .pieces text           24  8  Unicode version, NUL padded ("15.0")
//   32  4  offset of the trie                        32  4  offset of the record indices
//   36  4  slots in the trie                         36  4  number of record indices
//   40  4  offset of the scalar classes              40  4  offset of the records
//   44  4  number of pieces                          44  4  number of records
//   48 16  family, NUL padded                        48 16  zero
//   64  …  trie: 4 bytes a slot                      64  …  block numbers: 2 bytes for every 128 scalars
//   …   …  scalar classes: 65,536 bytes              …   …  record indices: 128 bytes a block; records: 8 bytes each

/// The markers of marked text, as the bytes that stand for them in the trie: no UTF-8 text contains them.
package enum Marker {
  /// Opens a word (⟨bow⟩).
  package static let bow: UInt8 = 0xF8
  /// Closes a word (⟨eow⟩).
  package static let eow: UInt8 = 0xF9
  /// Title case (⟨shift⟩).
  package static let shift: UInt8 = 0xFA
  /// All capitals (⟨caps⟩).
  package static let caps: UInt8 = 0xFB
}

/// One slot of the trie, a double array over bytes: `label` is the byte that leads here, `base` where the children are.
///
/// The child of a slot by byte `b` is slot `base ^ b`, if that slot is taken and its label is `b`. Bases are unique, so
/// the label alone tells whose child a slot is.
package enum TrieSlot {
  package static let taken: UInt32 = 0x200
  package static let terminal: UInt32 = 0x100
  package static let terminalShift: UInt32 = 8
  package static let labelMask: UInt32 = 0x2FF
  package static let baseShift: UInt32 = 10
}

/// The class of a scalar in marked text, four bits. `Vocab/README.md` says where classes come from; `ScalarProperties`
/// in VocabularyCompilation says which scalars have each.
package enum ScalarClass {
  /// Letters and Alphabetic marks of scripts written in words.
  package static let wordy: UInt8 = 0
  /// A combining mark that belongs to a word and, with no base before it, opens one.
  package static let wordyMark: UInt8 = 1
  /// Han, Hangul, astral letters and symbols: each stands alone and takes no markers.
  package static let hardLetter: UInt8 = 2
  /// Punctuation, symbols, format characters, separator marks outside the enumerated punctuation.
  package static let hardPunctuation: UInt8 = 3
  /// Numbers that are neither ASCII nor Arabic-Indic digits.
  package static let hardNumber: UInt8 = 4
  /// ASCII punctuation and symbols and the enumerated list.
  package static let punctuation: UInt8 = 5
  /// ASCII and Arabic-Indic digits.
  package static let digit: UInt8 = 6
  /// Space, TAB, LF and U+3000.
  package static let space: UInt8 = 7
  /// Variation selectors: they ride on what stands before them.
  package static let selector: UInt8 = 8
}

/// A byte of the scalar class table: class, price and what must be looked at before the class may be trusted.
package enum ScalarByte {
  package static let classMask: UInt8 = 0x0F
  /// Cost of the scalar standing alone, less one (two bits), but for letters and marks of words.
  package static let priceShift: UInt8 = 4
  /// Of letters and marks of words: some mark that stands behind it changes it.
  package static let composesForward: UInt8 = 0x10
  /// Of letters and marks of words that are unsettled: it changes only if what stands before it composes with it.
  package static let composesBackward: UInt8 = 0x20
  /// The scalar has a combining class: its order among its neighbours must be checked.
  package static let combining: UInt8 = 0x40
  /// Normalisation may change the scalar or what stands before it.
  package static let unsettled: UInt8 = 0x80
}

/// One record of the Unicode table: 8 bytes.
package struct ScalarRecord: Hashable, Sendable {
  package var scalarClass: UInt8
  package var flags: UInt8
  package var combiningClass: UInt8
  package var composition: UInt8
  /// Distance to the simple lower case mapping; 0 where there is none.
  package var lowerDelta: Int32

  package init(scalarClass: UInt8, flags: UInt8, combiningClass: UInt8, composition: UInt8, lowerDelta: Int32) {
    self.scalarClass = scalarClass
    self.flags = flags
    self.combiningClass = combiningClass
    self.composition = composition
    self.lowerDelta = lowerDelta
  }

  package static let upper: UInt8 = 0x01
  package static let lower: UInt8 = 0x02
  /// General category L or M: blocks ⟨caps⟩ where the scalar has no case.
  package static let letterOrMark: UInt8 = 0x04
  /// General category Nd.
  package static let decimal: UInt8 = 0x08
  /// General category No.
  package static let otherNumber: UInt8 = 0x10
  /// NFC quick check says "no" or "maybe".
  package static let recomposes: UInt8 = 0x20
  /// Dropped or replaced by a space after NFC, in every family.
  package static let dropped: UInt8 = 0x40
  package static let spaced: UInt8 = 0x80

  /// In `composition`: the scalar may compose with a starter before it (NFC quick check "maybe").
  package static let composesBackward: UInt8 = 0x01
  /// In `composition`: some mark that stands behind this scalar changes it: composes with it, or with what is left of it
  /// when its own mark has moved behind the new one.
  package static let composesForward: UInt8 = 0x02
}

package enum CompiledFile {
  package static let version: UInt32 = 3
  package static let headerLength = 64
  /// What lies before this byte has checks of its own.
  package static let checksumStart = 24
  package static let scalarClassLength = 65_536

  /// Checksum of `bytes`, eight at a time; it finds damage, it is no defence against malice. O(n), no allocation.
  ///
  /// Safe: offsets stay below the length.
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var at = 0
    while at + 8 <= bytes.count {
      hash = unsafe (hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      at += 8
    }
    while at < bytes.count {
      hash = unsafe (hash ^ UInt64(bytes[at])) &* 0x0000_0100_0000_01B3
      at += 1
    }
    return hash
  }
}
