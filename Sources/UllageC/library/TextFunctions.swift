// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Texts: one, many, as far as they fit, and in parts.
//
// Safe: see Crossing.swift.

public import CUllage
import Console
import RequestCounting
import Synchronization
import Tokenization

@c @implementation
public func ullage_count(_ counter: OpaquePointer, _ text: UnsafePointer<CChar>?, _ length: Int) -> Int64 {
  unsafe Int64(Counter.borrowed(counter).tokenizer.count(utf8: lent(text, length).span))
}

@c @implementation
public func ullage_count_text(
  _ counter: OpaquePointer, _ text: UnsafePointer<CChar>?, _ length: Int, _ unit: Int32,
  _ count: UnsafeMutablePointer<ullage_tokens>
) -> Int32 {
  let counter = unsafe Counter.borrowed(counter)
  let bytes = unsafe lent(text, length)
  let found: TokenCount
  switch Int(unit) {
  case Int(ULLAGE_CONTENT): found = unsafe counter.texts.count(utf8: bytes.span)
  case Int(ULLAGE_MESSAGE): found = unsafe counter.messages.count(utf8: bytes.span)
  default: return Int32(ULLAGE_USAGE)
  }
  unsafe count.pointee = ullage_tokens(
    tokens: Int64(found.tokens), lower: Int64(found.bounds.lowerBound), upper: Int64(found.bounds.upperBound),
    basis: Int32(found.basis == .exact ? ULLAGE_EXACT : found.basis == .modelled ? ULLAGE_MODELLED : ULLAGE_ASSUMED),
    as_of: counter.day)
  return Int32(ULLAGE_OK)
}

@c @implementation
public func ullage_count_many(
  _ counter: OpaquePointer, _ bytes: UnsafePointer<CChar>?, _ offsets: UnsafePointer<Int64>, _ count: Int,
  _ threads: UInt32, _ tokens: UnsafeMutablePointer<Int64>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    var last: Int64 = 0
    for index in 0...count {
      let offset = unsafe offsets[index]
      guard offset >= last else {
        throw Complaint(
          code: "bad_offsets", message: "offset \(offset) is less than the one before, \(last)",
          place: "offsets[\(index)]", remedy: "give count + 1 offsets that never decrease", status: .badData)
      }
      last = offset
    }
    let text = unsafe UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self)
    let column = unsafe TextColumn(.offsets64(offsets, text), validity: nil, offset: 0, length: count)
    unsafe column.count(by: Counter.borrowed(counter).tokenizer, threads: threads, into: tokens)
  }
}

@c @implementation
public func ullage_count_each(
  _ counter: OpaquePointer, _ texts: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<Int>,
  _ count: Int, _ threads: UInt32, _ tokens: UnsafeMutablePointer<Int64>
) {
  let column = unsafe TextColumn(.scattered(texts, lengths), validity: nil, offset: 0, length: count)
  unsafe column.count(by: Counter.borrowed(counter).tokenizer, threads: threads, into: tokens)
}

@c @implementation
public func ullage_longest_prefix(
  _ counter: OpaquePointer, _ text: UnsafePointer<CChar>?, _ length: Int, _ limit: Int64,
  _ bytes: UnsafeMutablePointer<Int>, _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let string = try unsafe validText(lent(text, length), limit: limit, least: 0)
    let tokenizer = unsafe Counter.borrowed(counter).tokenizer
    unsafe bytes.pointee = tokenizer.longestPrefix(of: string, fitting: Int(limit)).utf8.count
  }
}

@c @implementation
public func ullage_chunks(
  _ counter: OpaquePointer, _ text: UnsafePointer<CChar>?, _ length: Int, _ limit: Int64,
  _ ends: UnsafeMutablePointer<Int>?, _ capacity: Int, _ count: UnsafeMutablePointer<Int>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let string = try unsafe validText(lent(text, length), limit: limit, least: 1)
    let chunks = unsafe Counter.borrowed(counter).tokenizer.chunks(of: string, maximum: Int(limit))
    var end = 0
    for (index, chunk) in chunks.enumerated() {
      end += chunk.utf8.count
      if index < capacity { unsafe ends?[index] = end }
    }
    unsafe count.pointee = chunks.count
  }
}

/// A text whose places can be told in bytes: what is not UTF-8 has none.
private func validText(
  _ bytes: UnsafeBufferPointer<UInt8>, limit: Int64, least: Int64
) throws(Complaint) -> String {
  try checkLimit(limit, least: least)
  guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
    throw Complaint(
      code: "not_utf8", message: "the text is not UTF-8", place: "text",
      remedy: "decode it first, for places in it are told in bytes", status: .badData)
  }
  return text
}

func checkLimit(_ limit: Int64, least: Int64) throws(Complaint) {
  guard limit < least else { return }
  throw Complaint(
    code: "usage", message: "the limit is \(limit) tokens", place: "limit", remedy: "give a number from \(least) on",
    status: .usage)
}
