// A compiled vocabulary, used where its bytes lie. `VocabularyFormat.swift` draws the layout.

import Vocab

/// The pieces of one family in their compiled form, and the classes of all scalars of the basic plane.
///
/// Costs nothing to copy. Thread-safe: nothing in it changes.
@safe
package struct Vocabulary: Sendable {
  /// The name in the file: `v3` or `v4.7`.
  package let name: String
  /// Number of pieces and byte prefixes with a witness.
  package let entries: Int
  /// Fingerprint of the `.pieces` text that the file was compiled from.
  package let fingerprint: UInt64
  /// Slots of the trie; see `TrieSlot`.
  nonisolated(unsafe) let trie: UnsafePointer<UInt32>
  /// Bytes of the scalar classes, one for each scalar of the basic plane; see `ScalarByte`.
  nonisolated(unsafe) let scalars: UnsafePointer<UInt8>
  /// The class byte of a scalar of the basic plane.
  package func scalarByte(_ scalar: UInt32) -> UInt8 { unsafe scalars[Int(scalar & 0xFFFF)] }

  /// Keeps bytes alive that do not belong to the program.
  private let owner: Storage?

  /// The vocabulary that counts for `family`, embedded in the program. O(n) in its 0.2 to 0.5 MB (a checksum).
  package static func bundled(_ family: TokenizerFamily) throws(VocabularyError) -> Vocabulary {
    if family.name == "v3" {
      return unsafe try Vocabulary(
        UnsafeRawBufferPointer(
          start: ullage_vocabulary_v3_bytes(), count: ullage_vocabulary_v3_length()), owner: nil)
    }
    return unsafe try Vocabulary(
      UnsafeRawBufferPointer(
        start: ullage_vocabulary_v4_7_bytes(), count: ullage_vocabulary_v4_7_length()), owner: nil)
  }

  /// A vocabulary read from memory; the bytes are copied. O(n).
  package init(compiled bytes: [UInt8]) throws(VocabularyError) {
    let storage = Storage(bytes)
    self = unsafe try Vocabulary(storage.bytes, owner: storage)
    // A checksum finds damage; a file made on purpose has one that fits, and could lead out of the slots.
    for slot in 0..<slotCount where unsafe Int(trie[slot] >> TrieSlot.baseShift) >= slotCount {
      throw VocabularyError(
        code: .damaged, offset: CompiledFile.headerLength + slot * 4, found: "a slot that leads out of the trie")
    }
    // A run of a class that nobody takes would never end.
    for scalar in 0..<CompiledFile.scalarClassLength
    where unsafe scalars[scalar] & ScalarByte.classMask > ScalarClass.selector {
      throw VocabularyError(
        code: .damaged, offset: CompiledFile.headerLength + slotCount * 4 + scalar, found: "a class that there is not")
    }
  }

  /// How many slots the trie has: whole blocks of 256, so that a base inside leads to slots inside.
  private let slotCount: Int

  private init(_ bytes: UnsafeRawBufferPointer, owner: Storage?) throws(VocabularyError) {
    let header = unsafe try CompiledHeader(bytes, magic: "ullagevc")
    let trieOffset = header.word(32)
    slotCount = header.word(36)
    let scalarOffset = header.word(40)
    guard trieOffset == CompiledFile.headerLength, slotCount >= 512, slotCount % 256 == 0,
      trieOffset + slotCount * 4 == scalarOffset, scalarOffset + CompiledFile.scalarClassLength == bytes.count
    else {
      throw VocabularyError(code: .damaged, offset: 32, found: "sections that do not fill the file")
    }
    name = header.name(at: 48, length: 16)
    guard name == "v3" || name == "v4.7" else {
      throw VocabularyError(code: .unknownFamily, offset: 48, found: "family \"\(name)\"")
    }
    entries = header.word(44)
    fingerprint = unsafe bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    // Safe: the header's offsets were checked against the length just above, both sections are aligned to 4 bytes, and
    // every base in the trie stays inside the slots: in the program's own bytes as the compiler wrote them, which the
    // checksum vouches for, in others because they are looked at one by one.
    unsafe trie = bytes.baseAddress!.advanced(by: trieOffset).assumingMemoryBound(to: UInt32.self)
    unsafe scalars = bytes.baseAddress!.advanced(by: scalarOffset).assumingMemoryBound(to: UInt8.self)
    self.owner = owner
  }

  /// A copy of bytes in memory of their own, aligned to 64.
  @safe
  private final class Storage: Sendable {
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init(_ source: [UInt8]) {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 64)
      unsafe source.withUnsafeBytes { unsafe copy.copyMemory(from: $0) }
      unsafe bytes = UnsafeRawBufferPointer(rebasing: copy[..<source.count])
    }

    deinit { unsafe bytes.deallocate() }
  }
}

/// The first 64 bytes of a compiled file, checked.
///
/// Safe: there are as many bytes, as `init` checks before anything else, and its fields are read inside the `init` that
/// lends them.
@safe
struct CompiledHeader {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer, magic: String) throws(VocabularyError) {
    unsafe self.bytes = bytes
    guard bytes.count >= CompiledFile.headerLength else {
      throw VocabularyError(code: .truncated, offset: bytes.count, found: "\(bytes.count) bytes, fewer than a header")
    }
    guard name(at: 0, length: 8) == magic else {
      throw VocabularyError(code: .notAVocabulary, offset: 0, found: "no \"\(magic)\" at the start")
    }
    guard word(8) == Int(CompiledFile.version) else {
      throw VocabularyError(code: .unknownVersion, offset: 8, found: "format \(word(8)), not \(CompiledFile.version)")
    }
    guard word(12) == bytes.count else {
      throw VocabularyError(code: .truncated, offset: 12, found: "\(bytes.count) bytes where \(word(12)) are announced")
    }
    let sum = unsafe CompiledFile.checksum(UnsafeRawBufferPointer(rebasing: bytes[CompiledFile.checksumStart...]))
    let expected = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    guard sum == expected else {
      throw VocabularyError(
        code: .damaged, offset: 16,
        found: "checksum \(String(sum, radix: 16)) where \(String(expected, radix: 16)) is announced")
    }
  }

  func word(_ offset: Int) -> Int { unsafe Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }

  func name(at offset: Int, length: Int) -> String {
    unsafe String(decoding: bytes[offset..<offset + length].prefix { $0 != 0 }, as: UTF8.self)
  }
}
