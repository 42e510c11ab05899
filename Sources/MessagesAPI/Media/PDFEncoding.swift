/// What the codes of a simple font mean, by its `Encoding`.
struct PDFEncoding {
  /// By code; the same table for all fonts of a base.
  private let base: [String?]
  private let differences: [Int: String?]

  /// The text of a code; nil for one that means nothing. O(1).
  subscript(code: Int) -> String? {
    if let difference = differences[code] { return difference }
    return base.indices.contains(code) ? base[code] : nil
  }

  /// An encoding's name, or a dictionary with a base and differences; Adobe's standard encoding where there is neither.
  init(_ offset: Int?, in objects: PDFObjects) {
    if let name = objects.name(at: offset) {
      self.init(base: Self.base(name))
      return
    }
    let entries = objects.dictionary(at: offset) ?? [:]
    let base = Self.base(objects.name(at: entries["BaseEncoding"]))
    guard let list = entries["Differences"] else {
      self.init(base: base)
      return
    }
    self.init(base: base, differences: Self.differences(at: list, in: objects))
  }

  private init(base: [String?], differences: [Int: String?] = [:]) {
    (self.base, self.differences) = (base, differences)
  }

  /// `[39 /quotesingle 96 /grave /a]`: from 39 on, and from 96 on.
  private static func differences(at offset: Int, in objects: PDFObjects) -> [Int: String?] {
    var differences: [Int: String?] = [:]
    var lexer = PDFLexer(
      bytes: objects.bytes, position: objects.value(at: offset) ?? objects.bytes.count, budget: objects.budget)
    guard lexer.next() == .arrayStart else { return differences }
    var code = 0
    while let token = lexer.next(), token != .arrayEnd {
      switch token {
      case .number(let number): code = Int(exactly: number) ?? 0
      case .name(let range):
        // Simple fonts have codes of one byte.
        if (0...0xFF).contains(code) { differences[code] = .some(text(ofGlyph: lexer.text(range))) }
        code &+= 1
      default: return differences
      }
    }
    return differences
  }

  private static func base(_ name: String?) -> [String?] {
    switch name {
    case "WinAnsiEncoding": windows
    case "MacRomanEncoding": macRoman
    default: standard
    }
  }

  private static let ascii = (0...0xFF).map { code in
    (0x20...0x7E).contains(code) ? String(Unicode.Scalar(UInt8(code))) : String?.none
  }

  private static let windows: [String?] = {
    var meanings = ascii
    for code in 0xA0...0xFF { meanings[code] = String(Unicode.Scalar(UInt8(code))) }
    for (code, text) in zip(0x80..., windowsText) where text != " " { meanings[code] = String(text) }
    return meanings
  }()

  private static let macRoman: [String?] = {
    var meanings = ascii
    for (code, text) in zip(0x80..., macRomanText) { meanings[code] = String(text) }
    return meanings
  }()

  private static let standard: [String?] = {
    var meanings = ascii
    for (code, text) in standardText { meanings[code] = text }
    return meanings
  }()

  /// Code page 1252 from 0x80 on; a space stands where it has nothing.
  private static let windowsText = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"
  private static let macRomanText =
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"
  private static let standardText: [(Int, String)] = [
    (0x27, "’"), (0x60, "‘"), (0xA1, "¡"), (0xA2, "¢"), (0xA3, "£"), (0xA4, "⁄"), (0xA5, "¥"), (0xA6, "ƒ"), (0xA7, "§"),
    (0xA8, "¤"), (0xA9, "'"), (0xAA, "“"), (0xAB, "«"), (0xAC, "‹"), (0xAD, "›"), (0xAE, "fi"), (0xAF, "fl"),
    (0xB1, "–"), (0xB2, "†"), (0xB3, "‡"), (0xB4, "·"), (0xB6, "¶"), (0xB7, "•"), (0xB8, "‚"), (0xB9, "„"), (0xBA, "”"),
    (0xBB, "»"), (0xBC, "…"), (0xBD, "‰"), (0xBF, "¿"), (0xC1, "`"), (0xC2, "´"), (0xC3, "ˆ"), (0xC4, "˜"), (0xC5, "¯"),
    (0xC6, "˘"), (0xC7, "˙"), (0xC8, "¨"), (0xCA, "˚"), (0xCB, "¸"), (0xCD, "˝"), (0xCE, "˛"), (0xCF, "ˇ"), (0xD0, "—"),
    (0xE1, "Æ"), (0xE3, "ª"), (0xE8, "Ł"), (0xE9, "Ø"), (0xEA, "Œ"), (0xEB, "º"), (0xF1, "æ"), (0xF5, "ı"), (0xF8, "ł"),
    (0xF9, "ø"), (0xFA, "œ"), (0xFB, "ß"),
  ]

  /// The text of a glyph by its name in Adobe's list; nil for one that says nothing.
  static func text(ofGlyph name: String) -> String? {
    let stem = name.prefix { $0 != "." }
    if stem.utf8.count == 1 { return String(stem) }
    if let text = glyphs[String(stem)] { return text }
    let digits = stem.hasPrefix("uni") ? stem.dropFirst(3).prefix(4) : stem.hasPrefix("u") ? stem.dropFirst() : ""
    guard digits.utf8.count >= 4, let value = UInt32(digits, radix: 16) else { return nil }
    return Unicode.Scalar(value).map { String($0) }
  }

  /// Latin glyphs, each with its code point; ligatures are spelt out, as readers do.
  private static let glyphs: [String: String] = {
    let words = glyphList.split(separator: " ")
    var glyphs: [String: String] = [:]
    for index in stride(from: 0, to: words.count - 1, by: 2) {
      let (name, meaning) = (String(words[index]), String(words[index + 1]))
      glyphs[name] = UInt32(meaning, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? meaning
    }
    for ligature in ["ff", "fi", "fl", "ffi", "ffl"] { glyphs[ligature] = ligature }
    return glyphs
  }()

  private static let glyphList = """
    space 20 exclam 21 quotedbl 22 numbersign 23 dollar 24 percent 25 ampersand 26 quotesingle 27 parenleft 28 \
    parenright 29 asterisk 2A plus 2B comma 2C hyphen 2D period 2E slash 2F zero 30 one 31 two 32 three 33 four \
    34 five 35 six 36 seven 37 eight 38 nine 39 colon 3A semicolon 3B less 3C equal 3D greater 3E question 3F at \
    40 bracketleft 5B backslash 5C bracketright 5D asciicircum 5E underscore 5F grave 60 braceleft 7B bar 7C \
    braceright 7D asciitilde 7E exclamdown A1 cent A2 sterling A3 currency A4 yen A5 brokenbar A6 section A7 \
    dieresis A8 copyright A9 ordfeminine AA guillemotleft AB logicalnot AC registered AE macron AF degree B0 \
    plusminus B1 twosuperior B2 threesuperior B3 acute B4 mu B5 paragraph B6 periodcentered B7 cedilla B8 \
    onesuperior B9 ordmasculine BA guillemotright BB onequarter BC onehalf BD threequarters BE questiondown BF \
    Agrave C0 Aacute C1 Acircumflex C2 Atilde C3 Adieresis C4 Aring C5 AE C6 Ccedilla C7 Egrave C8 Eacute C9 \
    Ecircumflex CA Edieresis CB Igrave CC Iacute CD Icircumflex CE Idieresis CF Eth D0 Ntilde D1 Ograve D2 \
    Oacute D3 Ocircumflex D4 Otilde D5 Odieresis D6 multiply D7 Oslash D8 Ugrave D9 Uacute DA Ucircumflex DB \
    Udieresis DC Yacute DD Thorn DE germandbls DF agrave E0 aacute E1 acircumflex E2 atilde E3 adieresis E4 \
    aring E5 ae E6 ccedilla E7 egrave E8 eacute E9 ecircumflex EA edieresis EB igrave EC iacute ED icircumflex \
    EE idieresis EF eth F0 ntilde F1 ograve F2 oacute F3 ocircumflex F4 otilde F5 odieresis F6 divide F7 oslash \
    F8 ugrave F9 uacute FA ucircumflex FB udieresis FC yacute FD thorn FE ydieresis FF dotlessi 131 Lslash 141 \
    lslash 142 OE 152 oe 153 Scaron 160 scaron 161 Ydieresis 178 Zcaron 17D zcaron 17E florin 192 circumflex 2C6 \
    caron 2C7 breve 2D8 dotaccent 2D9 ring 2DA ogonek 2DB tilde 2DC hungarumlaut 2DD endash 2013 emdash 2014 \
    quoteleft 2018 quoteright 2019 quotesinglbase 201A quotedblleft 201C quotedblright 201D quotedblbase 201E \
    dagger 2020 daggerdbl 2021 bullet 2022 ellipsis 2026 perthousand 2030 guilsinglleft 2039 guilsinglright 203A \
    fraction 2044 Euro 20AC trademark 2122 minus 2212 fi fi fl fl ff ff ffi ffi ffl ffl nbspace A0 sfthyphen AD
    """
}
