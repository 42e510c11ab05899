// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Texts in Arrow arrays, by the C data interface.
//
// Safe: see Crossing.swift and TextColumn; buffers are used only where the array says that it has so many.

public import CUllage
import Console
import Tokenization

@c @implementation
public func ullage_count_arrow(
  _ counter: OpaquePointer, _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>,
  _ threads: UInt32, _ tokens: UnsafeMutablePointer<Int64>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let tokenizer = unsafe Counter.borrowed(counter).tokenizer
    let array = unsafe array.pointee
    guard let dictionary = unsafe schema.pointee.dictionary else {
      try unsafe TextColumn(schema.pointee, array).count(by: tokenizer, threads: threads, into: tokens)
      return
    }
    guard let values = unsafe array.dictionary?.pointee else {
      throw .badArrow("the array has no dictionary, though its type has", "dictionary")
    }
    // Each value of the dictionary is counted once, however often it stands in the column.
    let column = try unsafe TextColumn(dictionary.pointee, values)
    let counts = UnsafeMutablePointer<Int64>.allocate(capacity: max(column.length, 1))
    defer { unsafe counts.deallocate() }
    unsafe column.count(by: tokenizer, threads: threads, into: counts)
    let indices = try unsafe ArrowIndices(schema.pointee, array)
    for place in 0..<indices.length {
      guard let index = indices[place] else {
        unsafe tokens[place] = -1
        continue
      }
      guard (0..<column.length).contains(index) else {
        throw .badArrow("index \(index) is outside the dictionary, which has \(column.length) values", "[\(place)]")
      }
      unsafe tokens[place] = counts[index]
    }
  }
}

extension TextColumn {
  /// The texts of an array that has no dictionary.
  fileprivate init(_ schema: ArrowSchema, _ array: ArrowArray) throws(Complaint) {
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
    guard let second = unsafe array.buffer(1) else {
      throw .badArrow("an array of \(length) texts has no second buffer", "buffers[1]")
    }
    let layout: Layout
    switch format {
    case "u", "z":
      unsafe layout = .offsets32(
        second.assumingMemoryBound(to: Int32.self), array.buffer(2)?.assumingMemoryBound(to: UInt8.self))
    case "U", "Z":
      unsafe layout = .offsets64(
        second.assumingMemoryBound(to: Int64.self), array.buffer(2)?.assumingMemoryBound(to: UInt8.self))
    case "vu", "vz":
      guard let buffers = unsafe array.buffers else {
        throw .badArrow("an array of \(length) texts has no buffers", "buffers")
      }
      unsafe layout = .views(second, UnsafeRawPointer(buffers + 2).assumingMemoryBound(to: UnsafeRawPointer?.self))
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
private struct ArrowIndices {
  let length: Int
  private let offset: Int
  private let validity: UnsafePointer<UInt8>?
  private let read: (Int) -> Int

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

  private static func reader<Index: FixedWidthInteger>(
    _ bytes: UnsafeRawPointer, _ type: Index.Type
  ) -> (Int) -> Int {
    let indices = unsafe bytes.assumingMemoryBound(to: type)
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
  fileprivate static func badArrow(_ message: String, _ place: String) -> Complaint {
    Complaint(
      code: "bad_arrow", message: message, place: place,
      remedy: "give an array of strings, binaries, or a dictionary of these", status: .badData)
  }
}
