// The properties of all scalars, baked from ICU into `Vocab/unicode.table`.

import Vocab

/// Class, case, combining class and normalisation flags of every scalar value. Two loads a look-up.
@safe
package struct ScalarTable: Sendable {
  /// Unicode version of the ICU that the table was made with.
  package let unicodeVersion: String
  nonisolated(unsafe) private let blocks: UnsafePointer<UInt16>
  nonisolated(unsafe) private let indices: UnsafePointer<UInt8>
  nonisolated(unsafe) private let records: UnsafePointer<UInt8>

  /// The table embedded in the program. O(n) in its 49 KB (a checksum).
  package static func bundled() throws(VocabularyError) -> ScalarTable {
    unsafe try ScalarTable(
      UnsafeRawBufferPointer(start: ullage_unicode_table_bytes(), count: ullage_unicode_table_length()))
  }

  private init(_ bytes: UnsafeRawBufferPointer) throws(VocabularyError) {
    let header = unsafe try CompiledHeader(bytes, magic: "ullageuc")
    unicodeVersion = header.name(at: 24, length: 8)
    let indexOffset = header.word(32)
    let recordOffset = header.word(40)
    guard indexOffset == CompiledFile.headerLength + 0x110000 / 128 * 2,
      recordOffset == indexOffset + header.word(36), recordOffset + header.word(44) * 8 == bytes.count
    else {
      throw VocabularyError(code: .damaged, offset: 32, found: "sections that do not fill the file")
    }
    // Safe: sections lie inside the bytes, as checked above, and the checksum held, so that every block number and
    // record index is one that the compiler wrote. The bytes are the program's own.
    unsafe blocks = bytes.baseAddress!.advanced(by: CompiledFile.headerLength).assumingMemoryBound(to: UInt16.self)
    unsafe indices = bytes.baseAddress!.advanced(by: indexOffset).assumingMemoryBound(to: UInt8.self)
    unsafe records = bytes.baseAddress!.advanced(by: recordOffset).assumingMemoryBound(to: UInt8.self)
  }

  /// The record of `scalar`, which must be below 0x110000.
  @inline(__always)
  package func record(_ scalar: UInt32) -> ScalarRecord {
    let at = unsafe pointer(scalar)
    return unsafe ScalarRecord(
      scalarClass: at[0], flags: at[1], combiningClass: at[2], composition: at[3],
      lowerDelta: UnsafeRawPointer(at).loadUnaligned(fromByteOffset: 4, as: Int32.self))
  }

  @inline(__always)
  func flags(_ scalar: UInt32) -> UInt8 { unsafe pointer(scalar)[1] }

  @inline(__always)
  func combiningClass(_ scalar: UInt32) -> UInt8 { unsafe pointer(scalar)[2] }

  @inline(__always)
  func composition(_ scalar: UInt32) -> UInt8 { unsafe pointer(scalar)[3] }

  @inline(__always)
  private func pointer(_ scalar: UInt32) -> UnsafePointer<UInt8> {
    let block = unsafe Int(blocks[Int(scalar >> 7)])
    return unsafe records + Int(indices[block * 128 + Int(scalar & 127)]) * 8
  }
}
