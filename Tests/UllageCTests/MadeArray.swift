import CUllage

/// An Arrow array in memory of its own, which goes with it.
final class MadeArray {
  /// What came of counting an array.
  enum Outcome: Equatable {
    case tokens([Int64])
    /// The data was refused.
    case refused
    case otherStatus(Int32)
  }

  private let format: String
  let length: Int
  private var buffers: [UnsafeRawPointer?]
  private let dictionary: MadeArray?
  private var memory: [UnsafeMutableRawPointer] = []

  /// Texts in the layout of a format, which may be given out for another one.
  init(_ texts: [String?], _ layout: String, as format: String? = nil) {
    self.format = format ?? layout
    length = texts.count
    dictionary = nil
    buffers = []
    buffers = [allocated(Self.validity(texts.map { $0 != nil }))]
    let bytes = texts.map { Array(($0 ?? "").utf8) }
    switch layout {
    case "u", "z": buffers += [allocated(Self.offsets(bytes, Int32.self)), allocated(bytes.flatMap { $0 })]
    case "U", "Z": buffers += [allocated(Self.offsets(bytes, Int64.self)), allocated(bytes.flatMap { $0 })]
    default: buffers += views(of: bytes)
    }
  }

  /// Indices of a type, with their dictionary.
  init(_ indices: [Int], _ format: String, _ dictionary: MadeArray) {
    self.format = format
    self.dictionary = dictionary
    length = indices.count
    buffers = []
    let values =
      switch format {
      case "c", "C": allocated(indices.map { Int8(truncatingIfNeeded: $0) })
      case "s", "S": allocated(indices.map { Int16(truncatingIfNeeded: $0) })
      case "i", "I": allocated(indices.map { Int32(truncatingIfNeeded: $0) })
      default: allocated(indices.map { Int64($0) })
      }
    buffers = [nil, values]
  }

  deinit { for block in memory { block.deallocate() } }

  /// Counts a slice of the array through C.
  func counted(by counter: OpenCounter, offset: Int = 0, length: Int? = nil) -> Outcome {
    let length = length ?? self.length - offset
    var tokens = [Int64](repeating: -7, count: length)
    let status = withStructures(offset, length) { schema, array in
      ullage_count_arrow(counter.handle, &schema, &array, 2, &tokens, nil)
    }
    switch status {
    case Int32(ULLAGE_OK): return .tokens(tokens)
    case Int32(ULLAGE_BAD_DATA): return .refused
    default: return .otherStatus(status)
    }
  }

  /// Lends the two structures of the interface.
  func withStructures<Result>(
    _ offset: Int, _ length: Int, _ body: (inout ArrowSchema, inout ArrowArray) -> Result
  ) -> Result {
    func lend(_ schemaBelow: UnsafeMutablePointer<ArrowSchema>?, _ arrayBelow: UnsafeMutablePointer<ArrowArray>?)
      -> Result
    {
      format.withCString { format in
        buffers.withUnsafeMutableBufferPointer { buffers in
          var schema = ArrowSchema()
          schema.format = format
          schema.dictionary = schemaBelow
          var array = ArrowArray()
          array.length = Int64(length)
          array.offset = Int64(offset)
          array.null_count = -1
          array.n_buffers = Int64(buffers.count)
          array.buffers = buffers.baseAddress
          array.dictionary = arrayBelow
          return body(&schema, &array)
        }
      }
    }
    guard let dictionary else { return lend(nil, nil) }
    return dictionary.withStructures(0, dictionary.length) { schema, array in lend(&schema, &array) }
  }

  private func allocated<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeRawPointer {
    let size = max(elements.count * MemoryLayout<Element>.stride, 1)
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    elements.withUnsafeBytes { if let base = $0.baseAddress { block.copyMemory(from: base, byteCount: $0.count) } }
    memory.append(block)
    return UnsafeRawPointer(block)
  }

  /// The views, and one buffer for the texts that are longer than twelve bytes.
  private func views(of texts: [[UInt8]]) -> [UnsafeRawPointer?] {
    var views: [UInt8] = []
    var long: [UInt8] = []
    for text in texts {
      views += withUnsafeBytes(of: Int32(text.count)) { Array($0) }
      if text.count <= 12 {
        views += text + [UInt8](repeating: 0, count: 12 - text.count)
      } else {
        views += text.prefix(4)
        for number in [0, Int32(long.count)] { views += withUnsafeBytes(of: number) { Array($0) } }
        long += text
      }
    }
    return [allocated(views), allocated(long), allocated([Int64(long.count)])]
  }

  private static func offsets<Offset: FixedWidthInteger>(_ texts: [[UInt8]], _ type: Offset.Type) -> [Offset] {
    texts.reduce(into: [0]) { $0.append(($0.last ?? 0) + Offset($1.count)) }
  }

  private static func validity(_ bits: [Bool]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    for (index, bit) in bits.enumerated() where bit { bytes[index >> 3] |= 1 << UInt8(index & 7) }
    return bytes
  }
}
