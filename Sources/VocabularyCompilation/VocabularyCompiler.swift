// Compiles the readable vocabulary and ICU's properties into the files that counting uses in place.

package import Tokenization
import _CICUShims

package enum VocabularyCompiler {
  /// The compiled form of a `.pieces` file's text: what `Vocab/<family>.vocab` holds. About a second in a release build.
  ///
  /// Throws `PieceListError` where the text cannot be read.
  package static func vocabulary(_ text: String, records: [ScalarRecord]) throws(PieceListError) -> [UInt8] {
    let list = try PieceList(text)
    let trie = DoubleArray(list.pieces + list.bytePrefixes).slots
    let scalarOffset = CompiledFile.headerLength + trie.count * 4
    var file = [UInt8]("ullagevc".utf8)
    append(CompiledFile.version, to: &file)
    append(UInt32(scalarOffset + CompiledFile.scalarClassLength), to: &file)
    append(UInt64(0), to: &file)
    append(fingerprint(of: text), to: &file)
    append(UInt32(CompiledFile.headerLength), to: &file)
    append(UInt32(trie.count), to: &file)
    append(UInt32(scalarOffset), to: &file)
    append(UInt32(list.entries), to: &file)
    append(name: list.family, length: 16, to: &file)
    for slot in trie { append(slot, to: &file) }
    for scalar in 0..<0x10000 {
      file.append(scalarByte(UInt32(scalar), records[scalar], trie: trie, foldsQuotes: list.family == "v3"))
    }
    seal(&file)
    return file
  }

  /// The compiled form of ICU's properties: what `Vocab/unicode.table` holds.
  package static func unicodeTable(_ records: [ScalarRecord]) -> [UInt8] {
    var distinct: [ScalarRecord] = []
    var indices: [ScalarRecord: UInt8] = [:]
    var blocks: [[UInt8]: UInt16] = [:]
    var blockNumbers: [UInt16] = []
    var blockBytes: [UInt8] = []
    for start in stride(from: 0, to: records.count, by: 128) {
      let block = records[start..<start + 128].map { record -> UInt8 in
        if let index = indices[record] { return index }
        let index = UInt8(distinct.count)
        distinct.append(record)
        indices[record] = index
        return index
      }
      if blocks[block] == nil {
        blocks[block] = UInt16(blocks.count)
        blockBytes.append(contentsOf: block)
      }
      blockNumbers.append(blocks[block]!)
    }
    let indexOffset = CompiledFile.headerLength + blockNumbers.count * 2
    let recordOffset = indexOffset + blockBytes.count
    var file = [UInt8]("ullageuc".utf8)
    append(CompiledFile.version, to: &file)
    append(UInt32(recordOffset + distinct.count * 8), to: &file)
    append(UInt64(0), to: &file)
    append(name: unicodeVersion(), length: 8, to: &file)
    append(UInt32(indexOffset), to: &file)
    append(UInt32(blockBytes.count), to: &file)
    append(UInt32(recordOffset), to: &file)
    append(UInt32(distinct.count), to: &file)
    append(name: "", length: 16, to: &file)
    for number in blockNumbers { append(number, to: &file) }
    file += blockBytes
    for record in distinct {
      file += [record.scalarClass, record.flags, record.combiningClass, record.composition]
      append(record.lowerDelta, to: &file)
    }
    seal(&file)
    return file
  }

  /// The Unicode version of the ICU at hand, for example `15.0`.
  package static func unicodeVersion() -> String {
    // Safe: ICU writes at most U_MAX_VERSION_STRING_LENGTH, 20 bytes.
    var text = [CChar](repeating: 0, count: 24)
    unsafe ullage_unicode_version(&text)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A 64-bit fingerprint of a `.pieces` text, kept in the compiled file so that a stale one is noticed.
  /// Safe: the text's bytes are lent to one call.
  package static func fingerprint(of text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { unsafe CompiledFile.checksum(UnsafeRawBufferPointer($0)) }
  }

  /// Class, price and flags of a scalar of the basic plane for one family.
  private static func scalarByte(_ scalar: UInt32, _ record: ScalarRecord, trie: [UInt32], foldsQuotes: Bool) -> UInt8 {
    var byte = record.scalarClass
    if record.scalarClass <= ScalarClass.wordyMark {
      if record.composition & ScalarRecord.composesForward != 0 { byte |= ScalarByte.composesForward }
      let isReplaced = record.flags & (ScalarRecord.dropped | ScalarRecord.spaced) != 0
      if record.composition & ScalarRecord.composesBackward != 0, !isReplaced { byte |= ScalarByte.composesBackward }
    } else if let scalar = Unicode.Scalar(scalar) {
      byte |= UInt8(price(of: Array(String(scalar).utf8), trie: trie) - 1) << ScalarByte.priceShift
    }
    if record.combiningClass != 0 { byte |= ScalarByte.combining }
    let quote = foldsQuotes && [0x2018, 0x2019, 0x201C, 0x201D].contains(scalar)
    // U+0E4D may compose with the U+0E32 after it, which NFC does not do; surrogates are no scalars.
    let isChanged = record.flags & (ScalarRecord.recomposes | ScalarRecord.dropped | ScalarRecord.spaced) != 0
    let isSurrogate = (0xD800...0xDFFF).contains(scalar)
    if isChanged || quote || scalar == 0x0E4D || isSurrogate { byte |= ScalarByte.unsettled }
    return byte
  }

  /// The least number of tiles that covers one scalar standing alone.
  private static func price(of bytes: [UInt8], trie: [UInt32]) -> Int {
    var best = [0] + Array(repeating: Int.max, count: bytes.count)
    for start in bytes.indices {
      best[start + 1] = min(best[start + 1], best[start] + 1)
      var slot = 0
      for at in start..<bytes.count {
        let child = Int(trie[slot] >> TrieSlot.baseShift) ^ Int(bytes[at])
        guard trie[child] & TrieSlot.labelMask == UInt32(bytes[at]) | TrieSlot.taken else { break }
        slot = child
        if trie[slot] & TrieSlot.terminal != 0 { best[at + 1] = min(best[at + 1], best[start] + 1) }
      }
    }
    return best[bytes.count]
  }

  private static func append(name: String, length: Int, to file: inout [UInt8]) {
    let bytes = Array(name.utf8.prefix(length))
    file += bytes + Array(repeating: 0, count: length - bytes.count)
  }

  private static func append<T: FixedWidthInteger>(_ value: T, to file: inout [UInt8]) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) { file.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// Writes the checksum into its place. Safe: a file is longer than its header.
  private static func seal(_ file: inout [UInt8]) {
    let sum = unsafe file.withUnsafeBytes { bytes in
      unsafe CompiledFile.checksum(.init(rebasing: bytes[CompiledFile.checksumStart...]))
    }
    var bytes: [UInt8] = []
    append(sum, to: &bytes)
    file.replaceSubrange(16..<24, with: bytes)
  }
}
