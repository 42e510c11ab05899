import Tokenization
import _CICUShims

/// What this program is made of.
extension Version {
  /// Version, fingerprint of each vocabulary (of its `.pieces` text), and ICU with its Unicode version. Reads the
  /// embedded vocabularies once.
  static var text: String {
    var text = "ullage \(number)\n"
    for family in [TokenizerFamily.v3, .v4_7] {
      guard let vocabulary = try? Vocabulary.bundled(family) else { continue }
      let digits = String(vocabulary.fingerprint, radix: 16)
      let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
      text += "vocabulary \(vocabulary.name): \(vocabulary.entries) pieces, fingerprint \(padded)\n"
    }
    return unsafe text
      + "ICU \(read { unsafe ullage_icu_version($0) }), Unicode \(read { unsafe ullage_unicode_version($0) })\n"
  }

  /// Safe: ICU writes at most U_MAX_VERSION_STRING_LENGTH, 20 bytes.
  private static func read(_ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
    var text = [CChar](repeating: 0, count: 24)
    unsafe write(&text)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
