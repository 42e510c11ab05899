// Builds the trie of a vocabulary as a double array: 4 bytes a slot, used in place by counting.

import Tokenization

/// A trie over bytes in the layout of `TrieSlot`.
struct DoubleArray {
  private(set) var slots: [UInt32] = []
  private var usedBases: [Bool] = []
  /// Slots that are free, in ascending order; stale entries are skipped.
  private var free: [Int] = []
  private var firstFree = 0

  /// The double array of `words`, in which each word's slot is terminal. Slot 0 is the root.
  init(_ words: [[UInt8]]) {
    grow(to: 256)
    slots[0] = TrieSlot.taken
    var sorted = Array(Set(words))
    sorted.sort { $0.lexicographicallyPrecedes($1) }
    // Breadth first: the levels near the root, read most often, share few cache lines.
    var queue: [(slot: Int, words: Range<Int>, depth: Int)] = [(0, 0..<sorted.count, 0)]
    var head = 0
    var leaves: [Int] = []
    while head < queue.count {
      let (slot, range, depth) = queue[head]
      head += 1
      var children: [(label: UInt8, words: Range<Int>)] = []
      var at = range.lowerBound
      if at < range.upperBound, sorted[at].count == depth { at += 1 }
      while at < range.upperBound {
        let label = sorted[at][depth]
        var end = at + 1
        while end < range.upperBound, sorted[end][depth] == label { end += 1 }
        children.append((label, at..<end))
        at = end
      }
      guard !children.isEmpty else {
        leaves.append(slot)
        continue
      }
      let base = place(children.map(\.label))
      slots[slot] |= UInt32(base) << TrieSlot.baseShift
      for child in children {
        let index = base ^ Int(child.label)
        let ends = sorted[child.words.lowerBound].count == depth + 1
        slots[index] = UInt32(child.label) | TrieSlot.taken | (ends ? TrieSlot.terminal : 0)
        queue.append((index, child.words, depth + 1))
      }
    }
    // A slot without children points at a block of its own that stays empty.
    let empty = slots.count
    grow(to: empty + 256)
    for leaf in leaves { slots[leaf] |= UInt32(empty) << TrieSlot.baseShift }
  }

  private mutating func grow(to count: Int) {
    free.append(contentsOf: max(slots.count, 1)..<count)
    slots.append(contentsOf: repeatElement(0, count: count - slots.count))
    usedBases.append(contentsOf: repeatElement(false, count: count - usedBases.count))
  }

  /// A base that no slot uses yet and whose children by `labels` are all free.
  private mutating func place(_ labels: [UInt8]) -> Int {
    while true {
      while firstFree < free.count, slots[free[firstFree]] != 0 { firstFree += 1 }
      for slot in free[firstFree...] where slots[slot] == 0 {
        let base = slot ^ Int(labels[0])
        if base != 0, !usedBases[base], labels.allSatisfy({ slots[base ^ Int($0)] == 0 }) {
          usedBases[base] = true
          return base
        }
      }
      grow(to: slots.count + 256)
    }
  }
}
