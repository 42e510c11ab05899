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
    let rows = try unsafe TextRows(schema.pointee, array.pointee)
    guard let indices = rows.indices else {
      unsafe rows.texts.count(by: tokenizer, threads: threads, into: tokens)
      return
    }
    // Each value of the dictionary is counted once, however often it stands in the column.
    let counts = UnsafeMutablePointer<Int64>.allocate(capacity: max(rows.texts.length, 1))
    defer { unsafe counts.deallocate() }
    unsafe rows.texts.count(by: tokenizer, threads: threads, into: counts)
    for place in 0..<indices.length { unsafe tokens[place] = indices[place].map { unsafe counts[$0] } ?? -1 }
  }
}
