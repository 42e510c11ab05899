/// A pattern as an automaton that reads a path byte by byte and holds all its states at once: no pattern makes it slow.
struct GlobAutomaton: Sendable {
  private enum Step {
    case byte(UInt8)
    case set(ByteSet)
    case butSlash
    case any
    case split(Int, Int)
    case jump(Int)
    case accept
  }

  private var steps: [Step] = []

  /// Whether whole components are skipped over newlines in them too.
  private let crossesNewlines: Bool

  init(_ pieces: [GlobPiece], crossesNewlines: Bool) {
    self.crossesNewlines = crossesNewlines
    if pieces == [.anyFolders] {
      appendLoop(.any)
    } else {
      append(pieces)
    }
    steps.append(.accept)
  }

  /// The same for a pattern of git's, where each piece stands for itself.
  init(of pieces: [GlobPiece]) {
    crossesNewlines = true
    append(pieces)
    steps.append(.accept)
  }

  /// Whether the whole path matches. O(its length times the pattern's length).
  func matches(_ path: ArraySlice<UInt8>) -> Bool {
    var current = States(count: steps.count)
    var next = States(count: steps.count)
    enter(0, &current)
    for byte in path {
      if current.list.isEmpty { return false }
      next.removeAll()
      for state in current.list where reads(steps[state], byte) { enter(state + 1, &next) }
      swap(&current, &next)
    }
    return current.list.contains(steps.count - 1)
  }

  /// States in the order they were entered, each once.
  private struct States {
    private(set) var list: [Int] = []
    private var isIn: [Bool]

    init(count: Int) { isIn = [Bool](repeating: false, count: count) }

    mutating func insert(_ state: Int) -> Bool {
      if isIn[state] { return false }
      isIn[state] = true
      list.append(state)
      return true
    }

    mutating func removeAll() {
      for state in list { isIn[state] = false }
      list.removeAll(keepingCapacity: true)
    }
  }

  private func enter(_ state: Int, _ states: inout States) {
    guard states.insert(state) else { return }
    switch steps[state] {
    case .split(let first, let second):
      enter(first, &states)
      enter(second, &states)
    case .jump(let target): enter(target, &states)
    default: break
    }
  }

  private func reads(_ step: Step, _ byte: UInt8) -> Bool {
    switch step {
    case .byte(let expected): byte == expected
    case .set(let set): set.contains(byte)
    case .butSlash: byte != .slash
    case .any: crossesNewlines || byte != .newline
    case .split, .jump, .accept: false
    }
  }

  // MARK: Construction

  private mutating func append(_ pieces: [GlobPiece]) {
    for piece in pieces {
      switch piece {
      case .byte(let byte): steps.append(.byte(byte))
      case .anyByte: steps.append(.butSlash)
      case .anything: appendLoop(.any)
      case .anyName: appendLoop(.butSlash)
      case .anyFolders: appendFolders()
      case .everythingInside:
        steps.append(.byte(.slash))
        appendLoop(.any)
      case .foldersBetween:
        steps.append(.byte(.slash))
        appendFolders()
      case .set(let set): steps.append(.set(set))
      case .alternatives(let lists): append(lists.filter { !$0.isEmpty })
      }
    }
  }

  /// Nothing, or anything that ends in `/`.
  private mutating func appendFolders() {
    let split = steps.count
    steps.append(.accept)
    appendLoop(.any)
    steps.append(.byte(.slash))
    steps[split] = .split(split + 1, steps.count)
  }

  private mutating func appendLoop(_ step: Step) {
    let split = steps.count
    steps += [.split(split + 1, split + 3), step, .jump(split)]
  }

  private mutating func append(_ alternatives: [[GlobPiece]]) {
    var exits: [Int] = []
    for (index, alternative) in alternatives.enumerated() {
      let isLast = index == alternatives.count - 1
      let split = steps.count
      if !isLast { steps.append(.accept) }
      append(alternative)
      if !isLast {
        exits.append(steps.count)
        steps.append(.accept)
        steps[split] = .split(split + 1, steps.count)
      }
    }
    for exit in exits { steps[exit] = .jump(steps.count) }
  }
}
