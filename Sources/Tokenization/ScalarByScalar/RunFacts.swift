// What runs know of one another: markers at a run's borders depend on its neighbours' kinds and outermost scalars.

/// A run of one class as its neighbours see it.
struct RunFacts {
  enum Kind {
    case word
    /// Marks without a base: they open a word.
    case strayMarks
    case digits
    case punctuation
    case space
    case hardLetters
    case hardPunctuation
    case hardNumbers
  }

  let kind: Kind
  private(set) var first: UInt32
  private(set) var second: UInt32?
  private(set) var last: UInt32
  private(set) var count = 1
  private var firstRecord: ScalarRecord
  private var lastRecord: ScalarRecord
  private var areDecimal: Bool
  private var areOtherNumbers: Bool

  init(_ scalar: UInt32, _ record: ScalarRecord, _ kind: Kind) {
    self.kind = kind
    first = scalar
    last = scalar
    firstRecord = record
    lastRecord = record
    areDecimal = record.flags & ScalarRecord.decimal != 0
    areOtherNumbers = record.flags & ScalarRecord.otherNumber != 0
  }

  mutating func take(_ scalar: UInt32, _ record: ScalarRecord) {
    if count == 1 { second = scalar }
    count += 1
    last = scalar
    lastRecord = record
    areDecimal = areDecimal && record.flags & ScalarRecord.decimal != 0
    areOtherNumbers = areOtherNumbers && record.flags & ScalarRecord.otherNumber != 0
  }

  /// The kind of the run that `record`'s scalar belongs to behind a run of kind `before`.
  static func kind(of record: ScalarRecord, after before: Kind?) -> Kind {
    switch record.scalarClass {
    case ScalarClass.wordy: .word
    case ScalarClass.wordyMark: before == .word ? .word : .strayMarks
    case ScalarClass.digit: .digits
    case ScalarClass.punctuation: .punctuation
    case ScalarClass.space: .space
    case ScalarClass.hardPunctuation: .hardPunctuation
    case ScalarClass.hardNumber: .hardNumbers
    case ScalarClass.selector where before == .hardPunctuation || before == .hardNumbers: before!
    default: .hardLetters
    }
  }

  var isWordy: Bool { kind == .word || kind == .strayMarks }
  var isApostrophe: Bool { first == 0x27 && count == 1 }
  /// One space, or white space that begins with one and no more.
  var opensWithOneSpace: Bool { kind == .space && first == 0x20 && second != 0x20 }
  var endsInSpace: Bool { kind == .space && last == 0x20 }

  /// Whether the run takes ⟨bow⟩ where it touches a space on its left.
  var takesLeft: Bool { kind == .punctuation || Self.isBorder(firstRecord) || isBorderNumber(first) }
  /// Whether the run takes ⟨eow⟩ where it touches a single space on its right.
  var takesRight: Bool { kind == .punctuation || Self.isBorder(lastRecord) || isBorderNumber(last) }
  /// Whether only the whole run decides `takesLeft`.
  var mayTakeLeft: Bool { takesLeft || (isNumeric && first >= 0x80) }

  /// Whether what stands behind the run keeps an apostrophe from binding: circled letters are symbols by category.
  var keepsApostropheFromBinding: Bool { takesRight || Letters.isCircled(last) }

  private var isNumeric: Bool { kind == .digits || kind == .hardNumbers }

  private static func isBorder(_ record: ScalarRecord) -> Bool {
    record.scalarClass == ScalarClass.selector || record.scalarClass == ScalarClass.hardPunctuation
  }

  /// Numbers take markers where all of them are of one category and one that is not ASCII stands there.
  private func isBorderNumber(_ scalar: UInt32) -> Bool {
    isNumeric && scalar >= 0x80 && (areDecimal || areOtherNumbers)
  }
}
