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
    return text + "ICU \(read(ullage_icu_version)), Unicode \(read(ullage_unicode_version))\n"
  }

  private static func read(_ version: (UnsafeMutablePointer<CChar>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      buffer.initialize(repeating: 0)
      version(buffer.baseAddress!)
      return String(cString: buffer.baseAddress!)
    }
  }
}
