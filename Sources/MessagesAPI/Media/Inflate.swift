/// Decompresses DEFLATE (RFC 1951), for the object streams of PDF files and the parts of office documents.
package struct Inflate {
  private let input: ArraySlice<UInt8>
  private var index: Int
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  private var output: [UInt8] = []
  private let limit: Int
  private let budget: WorkBudget

  /// What the codes of a block cost that brings its own: two tables are built, even if nothing is written with them.
  private static let tableCost = 500
  /// What a byte read costs beside those it becomes: its bits are looked at one by one.
  private static let byteCost = 8

  /// The bytes of a zlib stream; nil if it is damaged, longer than `limit`, or costs more than the budget has. What
  /// follows its end is ignored.
  ///
  /// O(n) in what is read and what comes out.
  package static func zlib(_ bytes: ArraySlice<UInt8>, limit: Int, budget: WorkBudget) -> [UInt8]? {
    guard bytes.count > 2, bytes[bytes.startIndex] & 0x0F == 8 else { return nil }
    return raw(bytes.dropFirst(2), limit: limit, budget: budget)
  }

  /// The same without zlib's header, as ZIP archives have it.
  package static func raw(_ bytes: ArraySlice<UInt8>, limit: Int, budget: WorkBudget) -> [UInt8]? {
    var inflate = Inflate(bytes, limit: min(limit, budget.left), budget: budget)
    let isWhole = inflate.run()
    let read = inflate.index - bytes.startIndex
    return budget.spend(byteCost * read + inflate.output.count) && isWhole ? inflate.output : nil
  }

  private init(_ input: ArraySlice<UInt8>, limit: Int, budget: WorkBudget) {
    self.input = input
    index = input.startIndex
    self.limit = limit
    self.budget = budget
  }

  private mutating func run() -> Bool {
    while true {
      guard let isLast = take(1), let kind = take(2) else { return false }
      switch kind {
      case 0: guard stored() else { return false }
      case 1: guard codes(Self.fixedLengths, Self.fixedDistances) else { return false }
      case 2:
        guard budget.spend(Self.tableCost), let (lengths, distances) = tables(), codes(lengths, distances) else {
          return false
        }
      default: return false
      }
      if isLast == 1 { return true }
    }
  }

  // MARK: Bits

  private mutating func take(_ count: UInt32) -> Int? {
    while bitCount < count {
      guard index < input.endIndex else { return nil }
      bits |= UInt32(input[index]) << bitCount
      bitCount += 8
      index += 1
    }
    let value = bits & ((1 << count) - 1)
    bits >>= count
    bitCount -= count
    return Int(value)
  }

  /// The next symbol of a canonical code, bit by bit.
  private mutating func symbol(_ code: Code) -> Int? {
    var (value, first, offset) = (0, 0, 0)
    for length in 1..<16 {
      guard let bit = take(1) else { return nil }
      value |= bit
      let count = code.counts[length]
      if value - count < first { return code.symbols[offset + value - first] }
      offset += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }

  // MARK: Blocks

  private mutating func stored() -> Bool {
    (bits, bitCount) = (0, 0)
    guard let length = take(16), let check = take(16), length == check ^ 0xFFFF, output.count + length <= limit,
      input.endIndex - index >= length
    else { return false }
    output += input[index..<index + length]
    index += length
    return true
  }

  private mutating func codes(_ lengths: Code, _ distances: Code) -> Bool {
    while let symbol = symbol(lengths), output.count <= limit {
      switch symbol {
      case 0..<256: output.append(UInt8(symbol))
      case 256: return true
      case 257..<286:
        guard let extra = take(Self.lengthBits[symbol - 257]), let code = self.symbol(distances), code < 30,
          let extraDistance = take(Self.distanceBits[code])
        else { return false }
        let distance = Self.distanceBases[code] + extraDistance
        guard distance <= output.count else { return false }
        for _ in 0..<Self.lengthBases[symbol - 257] + extra { output.append(output[output.count - distance]) }
      default: return false
      }
    }
    return false
  }

  /// Reads the codes of a block that brings its own.
  private mutating func tables() -> (Code, Code)? {
    guard let lengthCount = take(5), let distanceCount = take(5), let codeCount = take(4) else { return nil }
    var lengths = [Int](repeating: 0, count: 19)
    for place in Self.codeOrder.prefix(codeCount + 4) {
      guard let length = take(3) else { return nil }
      lengths[place] = length
    }
    let code = Code(lengths[...])
    lengths = []
    let total = lengthCount + 257 + distanceCount + 1
    while lengths.count < total {
      guard let symbol = symbol(code) else { return nil }
      switch symbol {
      case 0..<16: lengths.append(symbol)
      case 16:
        guard let last = lengths.last, let extra = take(2) else { return nil }
        lengths += repeatElement(last, count: 3 + extra)
      default:
        guard let extra = take(symbol == 17 ? 3 : 7) else { return nil }
        lengths += repeatElement(0, count: (symbol == 17 ? 3 : 11) + extra)
      }
    }
    guard lengths.count == total else { return nil }
    return (Code(lengths[..<(lengthCount + 257)]), Code(lengths[(lengthCount + 257)...]))
  }

  // MARK: Codes

  /// A canonical Huffman code. One that is incomplete or over-full decodes to something or nothing, within bounds.
  private struct Code {
    /// How many symbols have each length.
    var counts = [Int](repeating: 0, count: 16)
    /// In the order of their codes; as long again as needed for an over-full code.
    var symbols: [Int]

    init(_ lengths: ArraySlice<Int>) {
      symbols = [Int](repeating: 0, count: lengths.count)
      for length in lengths where length > 0 { counts[length] += 1 }
      var offsets = [0, 0]
      for length in 1..<15 { offsets.append(offsets[length] + counts[length]) }
      for (symbol, length) in lengths.enumerated() where length > 0 {
        symbols[offsets[length]] = symbol
        offsets[length] += 1
      }
    }
  }

  private static let fixedLengths = Code(
    ([Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
      + [Int](repeating: 8, count: 8))[...])
  private static let fixedDistances = Code([Int](repeating: 5, count: 30)[...])
  private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits: [UInt32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [UInt32] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]
}
