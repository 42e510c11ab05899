import _CTextEncodings

/// The tables that `_CTextEncodings/import.py` writes and describes, read where they lie in the program.
///
/// Safe: the assembler computes the length of the bytes that it embeds, and a place is checked against it. The bytes are
/// never written.
@safe
enum EncodingTables {
  /// Numbers in the tables before the one of pairs.
  private static let singles = 32 * 128
  static let shiftJISTrails = 188
  static let koreanTrails = 190
  static let chineseTrails = 190
  static let big5Trails = 157
  private static let jis0208 = 60 * shiftJISTrails
  private static let jis0212 = 94 * 94
  private static let korean = 126 * koreanTrails
  private static let gbk = 126 * chineseTrails
  private static let big5 = 126 * big5Trails

  /// Bytes of all tables: a test holds it against what is embedded.
  static let length = 2 * (singles + jis0208 + jis0212 + korean + gbk + big5) + (big5 + 7) / 8

  static var embeddedLength: Int { ullage_encoding_tables_length() }

  /// The character of `byte`, from 0x80 on, in the encoding of one byte with that place among all; nil where it has none.
  static func single(_ place: Int, _ byte: UInt8) -> UInt32? { number(place * 128 + Int(byte) - 128) }

  static func jis0208(_ pointer: Int) -> UInt32? { number(singles + pointer) }
  static func jis0212(_ pointer: Int) -> UInt32? { number(singles + jis0208 + pointer) }
  static func korean(_ pointer: Int) -> UInt32? { number(singles + jis0208 + jis0212 + pointer) }
  static func gbk(_ pointer: Int) -> UInt32? { number(singles + jis0208 + jis0212 + korean + pointer) }

  static func big5(_ pointer: Int) -> UInt32? {
    let first = singles + jis0208 + jis0212 + korean + gbk
    guard let low = number(first + pointer) else { return nil }
    let bits = byte(2 * (first + big5) + pointer / 8)
    return bits >> (pointer % 8) & 1 == 0 ? low : 0x20000 + low
  }

  /// The characters of the basic plane that no pair of GB18030 has, in order: its four bytes count through them.
  static let besidesGBK: [UInt16] = {
    var isPair = [Bool](repeating: false, count: 0x10000)
    for pointer in 0..<gbk { if let scalar = gbk(pointer) { isPair[Int(scalar)] = true } }
    return (0x80..<0x10000).filter { !isPair[$0] && !(0xD800...0xDFFF).contains($0) }.map { UInt16($0) }
  }()

  private static func number(_ index: Int) -> UInt32? {
    let value = UInt32(byte(2 * index)) | UInt32(byte(2 * index + 1)) << 8
    return value == 0 ? nil : value
  }

  private static func byte(_ offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < embeddedLength, "outside the tables of encodings")
    return unsafe ullage_encoding_tables_bytes()[offset]
  }
}
