/// How bytes stand for the characters of a text.
///
///     TextEncoding(named: "CP1251")?.name             // "windows-1251"
///     TextEncoding.windows1252.text(of: [0x63, 0xE9]) // c, é as UTF-8, and nothing ill-formed
package struct TextEncoding: Sendable, Hashable {
  /// As the IANA's list has it, in lower case: `windows-1251`.
  package let name: String
  let scheme: Scheme

  enum Scheme: Sendable, Hashable {
    case utf8
    case utf16(isBigEndian: Bool)
    case utf32(isBigEndian: Bool)
    /// One byte for each character, with the place of its table.
    case single(Int)
    case shiftJIS
    case eucJP
    case eucKR
    case gb18030
    case big5
  }

  private init(_ name: String, _ scheme: Scheme) { (self.name, self.scheme) = (name, scheme) }

  package static let utf8 = TextEncoding("utf-8", .utf8)
  package static let utf16LittleEndian = TextEncoding("utf-16le", .utf16(isBigEndian: false))
  package static let utf16BigEndian = TextEncoding("utf-16be", .utf16(isBigEndian: true))
  package static let utf32LittleEndian = TextEncoding("utf-32le", .utf32(isBigEndian: false))
  package static let utf32BigEndian = TextEncoding("utf-32be", .utf32(isBigEndian: true))
  package static let shiftJIS = TextEncoding("shift_jis", .shiftJIS)
  package static let eucJP = TextEncoding("euc-jp", .eucJP)
  package static let eucKR = TextEncoding("euc-kr", .eucKR)
  package static let gb18030 = TextEncoding("gb18030", .gb18030)
  package static let big5 = TextEncoding("big5", .big5)
  package static let windows1252 = single(2)

  /// Of the encodings of one byte, in the order of their tables.
  private static let singleNames = [
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
    "windows-1257", "windows-1258", "windows-874", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5",
    "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15",
    "iso-8859-16", "koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "ibm437", "ibm850", "ibm852", "ibm866",
  ]

  private static func single(_ place: Int) -> TextEncoding { TextEncoding(singleNames[place], .single(place)) }

  /// All that are known: UTF-8, UTF-16 and UTF-32, those of East Asia, and 32 of one byte for each character.
  package static let all: [TextEncoding] =
    [
      utf8, utf16LittleEndian, utf16BigEndian, utf32LittleEndian, utf32BigEndian, shiftJIS, eucJP, eucKR, gb18030, big5,
    ] + singleNames.indices.map { single($0) }

  /// Other names for the same, without hyphens and the like.
  private static let otherNames = [
    "utf16": "utf-16le", "ucs2": "utf-16le", "utf32": "utf-32le", "ucs4": "utf-32le", "ascii": "utf-8",
    "usascii": "utf-8", "utf8sig": "utf-8", "latin1": "iso-8859-1", "latin2": "iso-8859-2", "latin3": "iso-8859-3",
    "latin4": "iso-8859-4", "latin5": "iso-8859-9", "latin6": "iso-8859-10", "latin9": "iso-8859-15",
    "cyrillic": "iso-8859-5", "arabic": "iso-8859-6", "greek": "iso-8859-7", "hebrew": "iso-8859-8",
    "tis620": "windows-874", "iso885911": "windows-874", "koi8": "koi8-r", "macroman": "macintosh",
    "mac": "macintosh", "maccyrillic": "x-mac-cyrillic", "sjis": "shift_jis", "mskanji": "shift_jis",
    "windows31j": "shift_jis", "ms932": "shift_jis", "ujis": "euc-jp", "uhc": "euc-kr", "ksc5601": "euc-kr",
    "ksc56011987": "euc-kr", "ms949": "euc-kr", "windows949": "euc-kr", "gbk": "gb18030", "gb2312": "gb18030",
    "euccn": "gb18030", "windows936": "gb18030", "big5hkscs": "big5", "windows950": "big5",
    "cp932": "shift_jis", "cp936": "gb18030", "cp949": "euc-kr", "cp950": "big5", "cp437": "ibm437", "cp850": "ibm850",
    "cp852": "ibm852", "cp866": "ibm866",
  ]

  /// The encoding of that name, in any spelling: `Shift-JIS`, `cp1251`, `latin1`. Nil where it is not known.
  package init?(named name: String) {
    let key = Self.key(name)
    let wanted =
      Self.otherNames[key].map { Self.key($0) } ?? (key.hasPrefix("cp12") ? "windows\(key.dropFirst(2))" : key)
    guard let found = Self.all.first(where: { Self.key($0.name) == wanted }) else { return nil }
    self = found
  }

  private static func key(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  /// Bytes that no character takes less of: 1, 2 or 4.
  package var unitLength: Int {
    switch scheme {
    case .utf16: 2
    case .utf32: 4
    case .utf8, .single, .shiftJIS, .eucJP, .eucKR, .gb18030, .big5: 1
    }
  }
}
