import CUllage

/// An Arrow array that the library made, copied and released.
struct ReadArray {
  let format: String
  let name: String
  let length: Int
  let nulls: Int
  let children: [ReadArray]
  private let validity: [UInt8]?
  private let values: [UInt8]
  private let bytes: [UInt8]

  init(_ schema: ArrowSchema, _ array: ArrowArray) {
    format = String(cString: schema.format)
    name = String(cString: schema.name)
    let length = Int(array.length)
    self.length = length
    nulls = Int(array.null_count)
    func copy(_ buffer: Int, _ count: Int) -> [UInt8] {
      guard buffer < Int(array.n_buffers), let base = array.buffers[buffer] else { return [] }
      return Array(UnsafeRawBufferPointer(start: base, count: count))
    }
    validity = array.buffers[0] == nil ? nil : copy(0, (length + 7) / 8)
    values = copy(1, format == "l" ? length * 8 : (length + 1) * 4)
    let size =
      format == "u" ? values.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: length * 4, as: Int32.self) } : 0
    bytes = copy(2, Int(size))
    children = (0..<Int(array.n_children)).map { ReadArray(schema.children[$0]!.pointee, array.children[$0]!.pointee) }
  }

  func isThere(_ row: Int) -> Bool { validity.map { $0[row >> 3] >> UInt8(row & 7) & 1 == 1 } ?? true }

  /// A row of texts; nil for a null.
  func text(_ row: Int) -> String? {
    guard isThere(row) else { return nil }
    let start = row == 0 ? 0 : ends[row - 1]
    return String(decoding: bytes[start..<ends[row]], as: UTF8.self)
  }

  /// Where texts or lists end.
  var ends: [Int] {
    values.withUnsafeBytes { values in
      (0..<length).map { Int(values.loadUnaligned(fromByteOffset: ($0 + 1) * 4, as: Int32.self)) }
    }
  }

  var numbers: [Int64] {
    values.withUnsafeBytes { values in
      (0..<length).map { values.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self) }
    }
  }
}

extension MadeArray {
  /// The status of a call that was refused.
  struct Refusal: Error {
    let status: Int32
  }

  /// Lends the two structures of the interface.
  func lent<Result>(_ body: (inout ArrowSchema, inout ArrowArray) -> Result) -> Result {
    withStructures(0, length, body)
  }

  /// The column that the library makes of this one, which is then released.
  func answered(
    _ body: (inout ArrowSchema, inout ArrowArray, inout ArrowSchema, inout ArrowArray) -> Int32
  ) throws -> ReadArray {
    var (schema, array) = (ArrowSchema(), ArrowArray())
    let status = lent { body(&$0, &$1, &schema, &array) }
    guard status == Int32(ULLAGE_OK) else { throw Refusal(status: status) }
    defer {
      array.release(&array)
      schema.release(&schema)
    }
    return ReadArray(schema, array)
  }
}
