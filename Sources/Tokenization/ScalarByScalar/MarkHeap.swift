// Combining marks without end on one base. Normalisation sorts them by combining class, so that the last of them may
// move before all others of a higher class: nothing of a heap is certain before it ends. What is kept instead of the
// marks themselves is, for each class, which came how often in a row.
//
// Safe: scalars end where the text does; a scalar takes at most four bytes, two of them at most eight.

/// A scalar and the marks on it, in canonical order, however many they are.
///
/// Costs of marks deep in the heap are paid as they come: no piece of the vocabulary holds two different marks, nor more
/// than two of one (a test reads all pieces), so that tiles part between different marks and every two of one kind.
/// Memory: a few hundred bytes for each class, except where words and punctuation alternate among marks of one class
/// (U+0301 U+0363 U+0301 …), which takes eight bytes a change.
struct MarkHeap {
  /// Marks of each class that may still compose with the base: a composite takes in at most three.
  private static let composable = 8
  /// From how many of one mark in a row, or runs in one class, the surplus is paid.
  private static let longest = 256

  private struct Run {
    let scalar: UInt32
    var count: Int
  }

  /// What stands before the marks, in UTF-8: a base, or nothing.
  private let base: [UInt8]
  /// The marks of each combining class in their order.
  private var classes: [[Run]]
  /// Tokens of the marks that are kept no more.
  private(set) var paid = 0

  /// The heap that `text`, the start of a segment, begins; nil where it does not end in many marks.
  init?(_ text: UnsafeBufferPointer<UInt8>, _ workspace: Workspace) {
    var marks = 0
    var at = 0
    var start = 0
    while at < text.count {
      let (scalar, length) = unsafe decodeChecked(text.baseAddress! + at, text.count - at)
      at += length
      if scalar.map(workspace.isMark) == true {
        marks += 1
      } else {
        marks = 0
        start = at
      }
    }
    guard marks > Self.longest else { return nil }
    base = unsafe Array(text[..<start])
    classes = Array(repeating: [], count: 256)
    at = start
    while at < text.count {
      let (scalar, length) = unsafe decodeSettled(text.baseAddress! + at)
      take(scalar, workspace)
      at += length
    }
  }

  /// Whether the base begins with a space.
  var opensWithSpace: Bool { base.first == 0x20 }

  /// Takes the next mark.
  mutating func take(_ mark: UInt32, _ workspace: Workspace) {
    if workspace.decomposes(mark) {
      for part in workspace.normalized(mark) { add(part, workspace) }
    } else {
      add(mark, workspace)
    }
  }

  private mutating func add(_ mark: UInt32, _ workspace: Workspace) {
    let own = Int(workspace.table.combiningClass(mark))
    let last = classes[own].count - 1
    guard last >= 0, classes[own][last].scalar == mark else {
      classes[own].append(Run(scalar: mark, count: 1))
      if (last + 2).isMultiple(of: 2 * Self.longest) { paid += Self.pay(&classes[own], workspace) }
      return
    }
    classes[own][last].count += 1
    if classes[own][last].count > 2 * Self.longest {
      classes[own][last].count -= Self.longest
      paid += workspace.cost(of: mark, count: Self.longest)
    }
  }

  /// Takes out the runs in the middle of a class where all of them are of one kind, and returns what they cost.
  private static func pay(_ runs: inout [Run], _ workspace: Workspace) -> Int {
    let kind = workspace.table.record(runs[composable].scalar).scalarClass
    guard runs[composable...].allSatisfy({ workspace.table.record($0.scalar).scalarClass == kind }) else { return 0 }
    // What meets where the middle was must differ, too.
    let last = runs.count - 1
    var first = 2 * composable
    if runs[first - 1].scalar == runs[last].scalar { first += 1 }
    let cost = runs[first..<last].reduce(0) { $0 + workspace.cost(of: $1.scalar, count: $1.count) }
    runs.removeSubrange(first..<last)
    return cost
  }

  /// Calls `body` with each scalar of the heap in canonical order, composed where marks compose with the base.
  func forEachScalar(_ workspace: Workspace, _ body: (UInt32) -> Void) {
    var text = base
    var rest = classes
    for own in rest.indices {
      var taken = 0
      while taken < Self.composable, let run = rest[own].first {
        text.append(contentsOf: String(Unicode.Scalar(run.scalar)!).utf8)
        taken += 1
        rest[own][0].count -= 1
        if run.count == 1 { rest[own].removeFirst() }
      }
    }
    unsafe workspace.buffers.pointee.normalized.removeAll(keepingCapacity: true)
    unsafe text.withUnsafeBufferPointer { unsafe workspace.normalize($0.baseAddress!, $0.count) }
    let head = unsafe String(decoding: workspace.buffers.pointee.normalized, as: UTF8.self).unicodeScalars.map(\.value)
    for (at, scalar) in head.enumerated() {
      body(scalar)
      let own = workspace.table.combiningClass(scalar)
      guard own != 0, at + 1 == head.count || workspace.table.combiningClass(head[at + 1]) != own else { continue }
      for run in rest[Int(own)] {
        for _ in 0..<run.count { body(run.scalar) }
      }
    }
  }
}

extension Workspace {
  /// Whether normalisation sorts the scalar, or what it decomposes to, among the marks before it.
  func isMark(_ scalar: UInt32) -> Bool {
    if scalar < 0x300 { return false }
    if decomposes(scalar) { return normalized(scalar).first.map(table.combiningClass) ?? 0 != 0 }
    return table.combiningClass(scalar) != 0
  }

  /// Whether the scalar is written otherwise under NFC, whatever stands before it.
  func decomposes(_ scalar: UInt32) -> Bool {
    let record = table.record(scalar)
    return record.flags & ScalarRecord.recomposes != 0 && record.composition & ScalarRecord.composesBackward == 0
  }

  /// One scalar after normalisation.
  func normalized(_ scalar: UInt32) -> [UInt32] {
    unsafe buffers.pointee.normalized.removeAll(keepingCapacity: true)
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      let length = unsafe encode(scalar, to: bytes.baseAddress!)
      unsafe normalize(bytes.baseAddress!, length)
    }
    return unsafe String(decoding: buffers.pointee.normalized, as: UTF8.self).unicodeScalars.map(\.value)
  }

  /// Tokens of `count` times one mark deep in a heap; `count` is even unless it is all that stand together.
  func cost(of mark: UInt32, count: Int) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { bytes in
      let length = unsafe encode(mark, to: bytes.baseAddress!)
      let one = unsafe tiling.count(bytes.baseAddress!, length)
      if count == 1 { return one }
      _ = unsafe encode(mark, to: bytes.baseAddress! + length)
      return unsafe count / 2 * tiling.count(bytes.baseAddress!, 2 * length) + count % 2 * one
    }
  }
}
