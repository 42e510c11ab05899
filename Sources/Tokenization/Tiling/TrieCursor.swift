/// A walk through the trie of a vocabulary's pieces, one byte a step.
///
/// Safe: a child's slot is a base of the trie combined with one byte, and the reader checked that every base's block of
/// 256 lies inside the slots. The vocabulary outlives the cursor.
@safe
struct TrieCursor {
  private let trie: UnsafePointer<UInt32>
  private var slot: UInt32

  /// At the root, before the first byte of a piece.
  @inline(__always)
  init(_ trie: UnsafePointer<UInt32>) {
    unsafe self.trie = trie
    unsafe slot = trie[0]
  }

  /// Goes on by a byte; false, and the walk is over, where no piece goes on so. O(1).
  @inline(__always)
  mutating func step(_ byte: UInt8) -> Bool {
    let next = unsafe trie[Int(slot >> TrieSlot.baseShift) ^ Int(byte)]
    guard next & TrieSlot.labelMask == UInt32(byte) | TrieSlot.taken else { return false }
    slot = next
    return true
  }

  /// 1 if the bytes so far are a piece, else 0.
  @inline(__always)
  var pieces: UInt32 { (slot & TrieSlot.terminal) >> TrieSlot.terminalShift }

  /// Whether the bytes so far are a piece.
  @inline(__always)
  var isPiece: Bool { slot & TrieSlot.terminal != 0 }
}
