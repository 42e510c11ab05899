// What marked text needs to know of every scalar, asked of ICU and of the measured lists. The result is baked into
// `Vocab/unicode.table`, so that counting depends neither on the host's ICU nor on its start-up.
//
// Every list here was measured against the remote count API by the author of PyPI `ctok` (1.3.0, MIT); the facts are
// carried over, with its names for the populations.

package import Tokenization
import _CICUShims

package enum ScalarProperties {
  /// The punctuation that tiles over the punctuation pieces though it is not ASCII; no category predicts it.
  static let punctuation = Set("—»«•°„–−£§€…√→（№†└│།·─═█".unicodeScalars.map(\.value))

  /// Symbols of CJK Symbols and Punctuation that read like ideographs.
  static let ideographicSymbols = Set("〄〒〓〠〶〷〾〿".unicodeScalars.map(\.value))

  /// Symbol letters that take the full word model.
  static let symbolLetters: [ClosedRange<UInt32>] = [
    0x16EE...0x16F0, 0x2160...0x2188, Letters.circled, 0xA6E6...0xA6EF,
  ]

  /// Case pairs of Unicode 16 that the models know and Unicode 15 does not.
  static let newCasePairs: [UInt32: UInt32] = [0x1C89: 0x1C8A, 0xA7CB: 0x0264]

  /// Marks that are Alphabetic since Unicode 16 (U+0363–036F, U+1DD3–1DE6) or assigned since then.
  static func isNewAlphabeticMark(_ scalar: UInt32) -> Bool {
    (0x0363...0x036F).contains(scalar) || (0x1DD3...0x1DE6).contains(scalar)
      || [0x0897, 0x05C8, 0x05C9].contains(scalar)
  }

  /// The record of every scalar value, surrogates included (as unassigned). 1,114,112 entries.
  package static func records() -> [ScalarRecord] {
    var records = (0..<0x110000).map { record(of: UInt32($0)) }
    for scalar in 0..<0x110000 {
      let first = ullage_composition_first(Int32(scalar))
      guard first >= 0 else { continue }
      records[Int(first)].composition |= ScalarRecord.composesForward
      // What ends in a mark parts again for a mark of a lower class: é and a dot below are ẹ and an acute.
      if ullage_trailing_combining_class(Int32(scalar)) != 0 {
        records[scalar].composition |= ScalarRecord.composesForward
      }
    }
    return records
  }

  static func record(of scalar: UInt32) -> ScalarRecord {
    let code = Int32(scalar)
    let category = Category(ullage_general_category(code))
    var flags: UInt8 = 0
    var lower = newCasePairs[scalar] ?? UInt32(ullage_simple_lowercase(code))
    // U+03F4 measures as uncased though Unicode calls it a capital; U+0130 is handled by its own rule.
    if scalar == 0x03F4 || scalar == 0x0130 { lower = scalar }
    let newlyCased = newCasePairs[scalar] != nil || newCasePairs.values.contains(scalar)
    if scalar == 0x0130
      || (scalar != 0x03F4 && lower != scalar && (newCasePairs[scalar] != nil || ullage_is_uppercase(code)))
    {
      flags |= ScalarRecord.upper
    }
    if newCasePairs.values.contains(scalar) || ullage_is_lowercase(code) { flags |= ScalarRecord.lower }
    if newlyCased || category.isLetter || category.isMark { flags |= ScalarRecord.letterOrMark }
    if category == .decimal { flags |= ScalarRecord.decimal }
    if category == .otherNumber { flags |= ScalarRecord.otherNumber }
    if ullage_nfc_quick_check(code) != 1 { flags |= ScalarRecord.recomposes }
    if isDropped(scalar) { flags |= ScalarRecord.dropped }
    if isSpaced(scalar) { flags |= ScalarRecord.spaced }
    return ScalarRecord(
      scalarClass: scalarClass(scalar, category, newlyCased: newlyCased), flags: flags,
      combiningClass: UInt8(clamping: ullage_combining_class(code)),
      composition: ullage_nfc_quick_check(code) == 2 ? ScalarRecord.composesBackward : 0,
      lowerDelta: Int32(lower) - Int32(scalar))
  }

  /// C0 and C1 controls other than TAB, LF and NUL, and the private use area of the basic plane, cost nothing.
  static func isDropped(_ scalar: UInt32) -> Bool {
    (0x01...0x08).contains(scalar) || (0x0B...0x1F).contains(scalar) || (0x7F...0x9F).contains(scalar)
      || (0xE000...0xF8FF).contains(scalar)
  }

  /// NUL, the space separators other than U+3000, and the line and paragraph separators count as a space.
  static func isSpaced(_ scalar: UInt32) -> Bool {
    [0x00, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F].contains(scalar) || (0x2000...0x200A).contains(scalar)
  }

  static func scalarClass(_ scalar: UInt32, _ category: Category, newlyCased: Bool) -> UInt8 {
    if newlyCased { return ScalarClass.wordy }
    if category.isSeparator || [0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(scalar) { return ScalarClass.space }
    if symbolLetters.contains(where: { $0.contains(scalar) }) { return ScalarClass.wordy }
    let arabicIndic = (0x0660...0x0669).contains(scalar) || (0x06F0...0x06F9).contains(scalar)
    if category == .decimal, scalar < 0x80 || arabicIndic { return ScalarClass.digit }
    if scalar < 0x80, category.isPunctuation || category.isSymbol { return ScalarClass.punctuation }
    if punctuation.contains(scalar) { return ScalarClass.punctuation }
    if (0xFE00...0xFE0F).contains(scalar) { return ScalarClass.selector }
    if isMark(scalar, category) {
      guard scalar < 0x10000 else { return ScalarClass.hardLetter }
      guard isAlphabetic(scalar) else { return ScalarClass.hardPunctuation }
      let combining = ullage_combining_class(Int32(scalar)) != 0
      return combining && !isSyriacVowel(scalar) ? ScalarClass.wordyMark : ScalarClass.wordy
    }
    if category.isLetter, !isHard(scalar) { return ScalarClass.wordy }
    return hardClass(scalar, category)
  }

  /// The kind of a scalar outside the word model: the class that its run is split by.
  static func hardClass(_ scalar: UInt32, _ category: Category) -> UInt8 {
    guard scalar < 0x10000 else { return ScalarClass.hardLetter }
    let ideographic =
      (0x3001...0x303F).contains(scalar) && (category.isPunctuation || ideographicSymbols.contains(scalar))
    let punctuated = category.isPunctuation || category.isSymbol || category == .format || category == .unassigned
    if punctuated, !ideographic { return ScalarClass.hardPunctuation }
    if category == .otherNumber || category == .decimal { return ScalarClass.hardNumber }
    return ScalarClass.hardLetter
  }

  static func isMark(_ scalar: UInt32, _ category: Category) -> Bool {
    category.isMark || isNewAlphabeticMark(scalar)
  }

  static func isAlphabetic(_ scalar: UInt32) -> Bool {
    isNewAlphabeticMark(scalar) || ullage_is_alphabetic(Int32(scalar))
  }

  /// Syriac vowels and the superscript alaph form words like letters where no base holds them.
  static func isSyriacVowel(_ scalar: UInt32) -> Bool {
    scalar == 0x0711 || (0x0730...0x073F).contains(scalar)
  }

  /// Letters outside the word model: Han, Hangul, everything astral, the ideographic iteration and closing marks.
  static func isHard(_ scalar: UInt32) -> Bool {
    scalar >= 0x10000 || (0x4E00...0x9FFF).contains(scalar) || (0x3400...0x4DBF).contains(scalar)
      || (0xF900...0xFAFF).contains(scalar) || (0xAC00...0xD7A3).contains(scalar)
      || [0x3005, 0x3006, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B, 0x303C].contains(scalar)
  }
}

/// General category as ICU numbers it (`UCharCategory`).
struct Category: Equatable {
  let value: Int32

  init(_ value: Int32) { self.value = value }

  static let unassigned = Category(0)
  static let decimal = Category(9)
  static let otherNumber = Category(11)
  static let format = Category(16)

  var isLetter: Bool { (1...5).contains(value) }
  var isMark: Bool { (6...8).contains(value) }
  var isSeparator: Bool { (12...14).contains(value) }
  var isPunctuation: Bool { (19...23).contains(value) || (28...29).contains(value) }
  var isSymbol: Bool { (24...27).contains(value) }
}
