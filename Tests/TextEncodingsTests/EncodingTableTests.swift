import Testing

@testable import TextEncodings

@Suite("Tables of encodings")
struct EncodingTableTests {
  @Test("the tables that are embedded have the length that the places in them are computed for")
  func length() {
    #expect(EncodingTables.embeddedLength == EncodingTables.length)
  }

  @Test(
    "names are found in any spelling",
    arguments: [
      ("CP1251", "windows-1251"), ("windows_1252", "windows-1252"), ("Latin1", "iso-8859-1"), ("SJIS", "shift_jis"),
      ("EUC_JP", "euc-jp"), ("gbk", "gb18030"), ("GB2312", "gb18030"), ("cp949", "euc-kr"), ("UTF-16", "utf-16le"),
      ("utf8", "utf-8"), ("KOI8-U", "koi8-u"), ("MacRoman", "macintosh"), ("IBM866", "ibm866"), ("cp437", "ibm437"),
    ])
  func names(spelling: String, name: String) {
    #expect(TextEncoding(named: spelling)?.name == name)
  }

  @Test("a name that is none is none", arguments: ["", "utf", "windows", "cp12", "klingon"])
  func unknownNames(name: String) {
    #expect(TextEncoding(named: name) == nil)
  }

  @Test(
    "known bytes are known characters",
    arguments: [
      ("windows-1252", [0x63, 0x61, 0x66, 0xE9, 0x20, 0x80], "café €"),
      ("windows-1251", [0xDD, 0xF2, 0xE0], "Эта"), ("koi8-r", [0xFC, 0xD4, 0xC1], "Эта"),
      ("koi8-u", [0xA4, 0xB7], "єЇ"), ("windows-1253", [0xE1, 0xE2], "αβ"), ("windows-1255", [0xF9, 0xEC], "של"),
      ("windows-874", [0xA1, 0xD2], "กา"), ("macintosh", [0x8E, 0xA5], "é•"), ("ibm437", [0x82, 0xC4], "é─"),
      ("shift_jis", [0x82, 0xB1, 0xB1, 0x83, 0x5C, 0x5C, 0x87, 0x40], "こｱソ\\①"),
      ("euc-jp", [0xA4, 0xB3, 0x8E, 0xB1, 0x8F, 0xB0, 0xA1, 0xA1, 0xC1], "こｱ丂〜"),
      ("euc-kr", [0xB0, 0xA1, 0x81, 0x41], "가갂"),
      ("gb18030", [0xD5, 0xE2, 0x81, 0x30, 0x81, 0x30, 0x90, 0x30, 0x81, 0x30], "这\u{80}\u{10000}"),
      ("big5", [0xA4, 0xA4, 0x88, 0x62, 0x87, 0x45], "中Ê̄\u{27267}"),
      ("utf-16le", [0x41, 0, 0x3D, 0xD8, 0x00, 0xDE], "A😀"), ("utf-16be", [0, 0x41, 0xD8, 0x3D, 0xDE, 0x00], "A😀"),
      ("utf-32le", [0x00, 0xF6, 0x01, 0x00], "😀"), ("utf-32be", [0x00, 0x01, 0xF6, 0x00], "😀"),
      ("utf-8", [0x41, 0xF0, 0x9F, 0x98, 0x80], "A😀"),
    ] as [(String, [UInt8], String)])
  func characters(name: String, bytes: [UInt8], text: String) throws {
    let decoded = try #require(TextEncoding(named: name)).text(of: bytes[...])
    #expect(String(decoding: decoded.utf8, as: UTF8.self).unicodeScalars.elementsEqual(text.unicodeScalars))
    #expect(decoded.illFormed == 0)
  }

  @Test(
    "what stands for no character is U+FFFD, and an ASCII byte behind it stays",
    arguments: [
      ("windows-1252", [0x81, 0x41], "\u{FFFD}A"), ("shift_jis", [0x82, 0x22], "\u{FFFD}\""),
      ("euc-jp", [0xA4, 0x41], "\u{FFFD}A"), ("gb18030", [0xFE, 0x30, 0x41], "\u{FFFD}0A"),
      ("big5", [0xA4, 0x0A], "\u{FFFD}\n"), ("euc-kr", [0xC9], "\u{FFFD}"),
      ("utf-16le", [0x00, 0xD8, 0x41, 0], "\u{FFFD}A"),
      ("utf-16be", [0x41], "\u{FFFD}"), ("utf-32le", [0, 0, 0x11, 0], "\u{FFFD}"),
      ("utf-8", [0xE2, 0x82, 0x41], "\u{FFFD}A"),
    ] as [(String, [UInt8], String)])
  func faults(name: String, bytes: [UInt8], text: String) throws {
    let decoded = try #require(TextEncoding(named: name)).text(of: bytes[...])
    #expect(String(decoding: decoded.utf8, as: UTF8.self) == text)
    #expect(decoded.illFormed > 0)
  }
}
