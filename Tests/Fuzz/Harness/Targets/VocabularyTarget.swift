import Foundation
import TestSupport
import Tokenization

extension FuzzTarget {
  /// A compiled vocabulary with bytes changed, as the input says, five bytes a change: place and what it is xored with;
  /// the first byte says whether it is cut, lengthened, and sealed with a checksum that fits. A changed file is refused;
  /// one that was sealed anew may be read, and then any text is counted without touching what is not the file's.
  static let vocabulary = FuzzTarget(name: "vocabulary", seeds: DamagedVocabulary.seeds) { input in
    DamagedVocabulary.complaint(input)
  }
}

private enum DamagedVocabulary {
  static let seeds: @Sendable () -> [[UInt8]] = {
    [[0], [1], [1, 64, 0, 0, 0, 0xFF], [1, 67, 0, 0, 0, 0x80], [1, 36, 0, 0, 0, 1], [2, 9], [3, 40, 0, 0, 0, 4]]
      + (0..<64).map { [1, UInt8($0), 0, 0, 0, 1] }
      + [[1, 0x41, 0x05, 0, 0, 0x20, 0x42, 0x06, 0, 0, 0x40, 0, 0, 1, 0, 0xFF]]
  }

  /// The seeds change the first, a third as long as the other: what is sealed anew is read from end to end.
  private static let files: [(TokenizerFamily, [UInt8])] = [(.v4_7, "v4_7"), (.v3, "v3")].map { family, name in
    (family, (try? [UInt8](Data(contentsOf: Package.root.appending(path: "Vocab/\(name).vocab")))) ?? [])
  }
  private static let text = Array("The 'quick' brown\n\n\nfox — ABC, naïve 中文 😀 123, won't\t  x".utf8)

  static func complaint(_ input: [UInt8]) -> String? {
    guard let flags = input.first else { return nil }
    let (family, whole) = files[Int(flags >> 4) % files.count]
    var file = whole
    var rest = input.dropFirst()
    while rest.count >= 5 {
      let change = Array(rest.prefix(5))
      rest = rest.dropFirst(5)
      let place = change[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
      file[place % file.count] ^= change[4]
    }
    if flags & 2 != 0 { file.removeLast(min(file.count, Int(input.last ?? 0) * 97)) }
    if flags & 4 != 0 { file.append(0) }
    let isSealed = flags & 1 != 0
    if isSealed { seal(&file) }
    do throws(VocabularyError) {
      let vocabulary = try Vocabulary(compiled: file)
      if !isSealed, file != whole { return "a changed file was read" }
      let tokenizer = try Tokenizer(family, vocabulary: vocabulary)
      let count = tokenizer.count(utf8: text.span)
      if file == whole, count != (try Tokenizer.bundled(family)).count(utf8: text.span) { return "counts \(count)" }
      return nil
    } catch {
      if file == whole { return "the whole file was refused: \(error)" }
      return error.offset <= max(file.count, CompiledFile.headerLength)
        ? nil : "\(error) lies outside \(file.count) bytes"
    }
  }

  /// Writes length and checksum as the compiler does.
  private static func seal(_ file: inout [UInt8]) {
    guard file.count >= CompiledFile.headerLength else { return }
    let length = UInt32(file.count)
    for at in 0..<4 { file[12 + at] = UInt8(truncatingIfNeeded: length >> UInt32(8 * at)) }
    let sum = file.withUnsafeBytes { CompiledFile.checksum(.init(rebasing: $0[CompiledFile.checksumStart...])) }
    for at in 0..<8 { file[16 + at] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * at)) }
  }
}
