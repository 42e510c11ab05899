// Texts in Arrow arrays of the caller's, read where they lie.
//
// Safe: see Crossing.swift and TextColumn; buffers are used only where the array says that it has so many.

import CUllage
import Console

/// The texts of an Arrow array, row by row, through its dictionary where it has one.
struct TextRows: Sendable {
  let texts: TextColumn
  /// Which text a row has; nil where texts and rows are the same.
  let indices: ArrowIndices?

  init(_ schema: ArrowSchema, _ array: ArrowArray) throws(Complaint) {
    guard let dictionary = unsafe schema.dictionary else {
      texts = try unsafe TextColumn(schema, array)
      indices = nil
      return
    }
    guard let values = unsafe array.dictionary?.pointee else {
      throw .badArrow("the array has no dictionary, though its type has", "dictionary")
    }
    texts = try unsafe TextColumn(dictionary.pointee, values)
    let indices = try unsafe ArrowIndices(schema, array)
    for place in 0..<indices.length {
      guard let index = indices[place], !(0..<texts.length).contains(index) else { continue }
      throw .badArrow("index \(index) is outside the dictionary, which has \(texts.length) values", "[\(place)]")
    }
    self.indices = indices
  }

  var length: Int { indices?.length ?? texts.length }

  /// The bytes of a row's text; nil for a null.
  subscript(row: Int) -> UnsafeBufferPointer<UInt8>? {
    guard let indices else { return unsafe texts[row] }
    guard let index = indices[row] else { return nil }
    return unsafe texts[index]
  }
}

extension TextColumn {
  /// The texts of an array that has no dictionary.
  init(_ schema: ArrowSchema, _ array: ArrowArray) throws(Complaint) {
    let format = unsafe schema.formatText
    let (length, offset) = try unsafe array.extent
    if format == "n" {
      unsafe self.init(.nulls, validity: nil, offset: offset, length: length)
      return
    }
    let validity = unsafe array.buffer(0)?.assumingMemoryBound(to: UInt8.self)
    // An array without texts may lack its buffers.
    if length == 0 {
      unsafe self.init(.nulls, validity: nil, offset: 0, length: 0)
      return
    }
    // Asked for where the type is known: a table's columns lie elsewhere.
    func second() throws(Complaint) -> UnsafeRawPointer {
      guard let second = unsafe array.buffer(1) else {
        throw .badArrow("an array of \(length) texts has no second buffer", "buffers[1]")
      }
      return unsafe second
    }
    let layout: Layout
    switch format {
    case "u", "z":
      unsafe layout = .offsets32(
        try second().assumingMemoryBound(to: Int32.self), array.buffer(2)?.assumingMemoryBound(to: UInt8.self))
    case "U", "Z":
      unsafe layout = .offsets64(
        try second().assumingMemoryBound(to: Int64.self), array.buffer(2)?.assumingMemoryBound(to: UInt8.self))
    case "vu", "vz":
      guard let buffers = unsafe array.buffers else {
        throw .badArrow("an array of \(length) texts has no buffers", "buffers")
      }
      unsafe layout = .views(
        try second(), UnsafeRawPointer(buffers + 2).assumingMemoryBound(to: UnsafeRawPointer?.self))
    default:
      throw .badArrow("\"\(format)\" is no type of text", "format")
    }
    unsafe self.init(layout, validity: validity, offset: offset, length: length)
  }
}

/// The indices of an array that has a dictionary.
///
/// Safe: as TextColumn.
@safe
struct ArrowIndices: @unchecked Sendable {
  let length: Int
  private let offset: Int
  private let validity: UnsafePointer<UInt8>?
  private let read: @Sendable (Int) -> Int

  init(_ schema: ArrowSchema, _ array: ArrowArray) throws(Complaint) {
    (length, offset) = try unsafe array.extent
    unsafe validity = array.buffer(0)?.assumingMemoryBound(to: UInt8.self)
    guard length > 0 else {
      read = { _ in 0 }
      return
    }
    guard let bytes = unsafe array.buffer(1) else {
      throw .badArrow("an array of \(length) indices has no second buffer", "buffers[1]")
    }
    let format = unsafe schema.formatText
    switch format {
    case "c": read = unsafe Self.reader(bytes, Int8.self)
    case "C": read = unsafe Self.reader(bytes, UInt8.self)
    case "s": read = unsafe Self.reader(bytes, Int16.self)
    case "S": read = unsafe Self.reader(bytes, UInt16.self)
    case "i": read = unsafe Self.reader(bytes, Int32.self)
    case "I": read = unsafe Self.reader(bytes, UInt32.self)
    case "l": read = unsafe Self.reader(bytes, Int64.self)
    case "L": read = unsafe Self.reader(bytes, UInt64.self)
    default: throw .badArrow("\"\(format)\" is no type of index", "format")
    }
  }

  private static func reader<Index: FixedWidthInteger & SendableMetatype>(
    _ bytes: UnsafeRawPointer, _ type: Index.Type
  ) -> @Sendable (Int) -> Int {
    nonisolated(unsafe) let indices = unsafe bytes.assumingMemoryBound(to: type)
    return { unsafe Int(clamping: indices[$0]) }
  }

  /// Nil for a null.
  subscript(place: Int) -> Int? {
    let place = place + offset
    if let validity = unsafe validity, unsafe validity[place >> 3] >> UInt8(place & 7) & 1 == 0 { return nil }
    return read(place)
  }
}

extension ArrowSchema {
  fileprivate var formatText: String { unsafe format.map { unsafe String(cString: $0) } ?? "" }
}

extension ArrowArray {
  fileprivate var extent: (length: Int, offset: Int) {
    get throws(Complaint) {
      guard let length = unsafe Int(exactly: length), let offset = unsafe Int(exactly: offset), length >= 0, offset >= 0
      else { throw .badArrow("the length or the offset of the array is below 0", "length") }
      return (length, offset)
    }
  }

  /// Nil where the array has no such buffer.
  fileprivate func buffer(_ number: Int) -> UnsafeRawPointer? {
    guard unsafe number < Int(n_buffers), let buffers = unsafe buffers else { return nil }
    return unsafe buffers[number]
  }
}

extension Complaint {
  static func badArrow(_ message: String, _ place: String) -> Complaint {
    Complaint(
      code: "bad_arrow", message: message, place: place,
      remedy: "give an array of strings, binaries, or a dictionary of these", status: .badData)
  }
}
