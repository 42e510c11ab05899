import MessagesAPI

/// The files in a ZIP archive, as far as office documents need them: stored or deflated, below 4 GB, not encrypted.
struct ZIPArchive {
  /// A file of the archive.
  struct Entry {
    var name: [UInt8]
    fileprivate var method: Int
    fileprivate var start: Int
    fileprivate var packed: Int
    fileprivate var length: Int
  }

  /// In the order of the archive's directory.
  private(set) var entries: [Entry] = []
  private let bytes: [UInt8]
  /// What unpacking and reading may cost together: files of an archive may lie over each other.
  let budget: WorkBudget

  /// A file that unpacks to more is not read.
  private static let largest = 64 << 20
  /// An archive with more files is not read.
  private static let mostEntries = 65_535
  private static let endLength = 22

  /// Nil for what is no such archive. O(n).
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    budget = WorkBudget(forDocumentOf: bytes.count)
    // The directory's end stands last, before a comment of at most 64 KB.
    let latest = bytes.count - Self.endLength
    guard latest >= 0, let end = (max(latest - 65_535, 0)...latest).last(where: { isSigned($0, 0x0605_4B50) }) else {
      return nil
    }
    var at = number(end + 16, 4)
    for _ in 0..<min(number(end + 10, 2), Self.mostEntries) {
      guard at + 46 <= bytes.count, isSigned(at, 0x0201_4B50) else { return nil }
      let name = number(at + 28, 2)
      let header = number(at + 42, 4)
      guard at + 46 + name <= bytes.count, header + 30 <= bytes.count, isSigned(header, 0x0403_4B50) else { return nil }
      let entry = Entry(
        name: Array(bytes[(at + 46)..<(at + 46 + name)]), method: number(at + 10, 2),
        start: header + 30 + number(header + 26, 2) + number(header + 28, 2), packed: number(at + 20, 4),
        length: number(at + 24, 4))
      // The lowest bit of the flags: encrypted.
      guard number(at + 8, 2) & 1 == 0 else { return nil }
      entries.append(entry)
      at += 46 + name + number(at + 30, 2) + number(at + 32, 2)
    }
  }

  /// What a file holds; nil where there is none of that name, and where it is damaged or too large.
  func contents(of name: String) -> [UInt8]? {
    entries.first { $0.name.elementsEqual(name.utf8) }.flatMap(contents(of:))
  }

  func contents(of entry: Entry) -> [UInt8]? {
    guard entry.start + entry.packed <= bytes.count, entry.length <= Self.largest else { return nil }
    let packed = bytes[entry.start..<(entry.start + entry.packed)]
    switch entry.method {
    case 0: return budget.spend(packed.count) ? Array(packed) : nil
    case 8: return Inflate.raw(packed, limit: Self.largest, budget: budget)
    default: return nil
    }
  }

  private func isSigned(_ at: Int, _ signature: Int) -> Bool { number(at, 4) == signature }

  /// A number of so many bytes, the lowest first; the caller has looked that they are there.
  private func number(_ at: Int, _ count: Int) -> Int {
    var number = 0
    for place in 0..<count { number |= Int(bytes[at + place]) << (8 * place) }
    return number
  }
}
