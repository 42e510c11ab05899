// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions have the names of the header, which the compiler compares them with.
//
// Columns in, columns out: texts cut to a limit, texts in parts, requests and messages counted, row by row.
//
// Safe: see Crossing.swift, TextColumn and MadeColumn. Results are written when all rows are done.

public import CUllage
import Console
import JSONText
import MessagesAPI
import RequestCounting
import Tokenization

@c @implementation
public func ullage_truncate_arrow(
  _ counter: OpaquePointer, _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>, _ limit: Int64,
  _ threads: UInt32, _ resultSchema: UnsafeMutablePointer<ArrowSchema>,
  _ resultArray: UnsafeMutablePointer<ArrowArray>, _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    try checkLimit(limit, least: 0)
    let rows = try unsafe TextRows(schema.pointee, array.pointee)
    let tokenizer = unsafe Counter.borrowed(counter).tokenizer
    // Lengths first: a beginning is copied once.
    let lengths = RowWork.map(rows.length, threads: threads) { row in
      rows.text(row).map { tokenizer.longestPrefix(of: $0, fitting: Int(limit)).utf8.count }
    }
    var (bytes, ends) = ([UInt8](), [Int32]())
    ends.reserveCapacity(lengths.count)
    bytes.reserveCapacity(try room(for: lengths.reduce(0) { $0 + ($1 ?? 0) }))
    for (row, length) in lengths.enumerated() {
      if let length, let text = unsafe rows[row] { unsafe bytes.append(contentsOf: text.prefix(length)) }
      ends.append(Int32(bytes.count))
    }
    unsafe MadeColumn(texts: bytes, ends: ends, isThere: lengths.map { $0 != nil }, name: "text")
      .export(resultSchema, resultArray)
  }
}

@c @implementation
public func ullage_chunks_arrow(
  _ counter: OpaquePointer, _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>, _ limit: Int64,
  _ threads: UInt32, _ resultSchema: UnsafeMutablePointer<ArrowSchema>,
  _ resultArray: UnsafeMutablePointer<ArrowArray>, _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    try checkLimit(limit, least: 1)
    let rows = try unsafe TextRows(schema.pointee, array.pointee)
    let tokenizer = unsafe Counter.borrowed(counter).tokenizer
    let lists = RowWork.map(rows.length, threads: threads) { row in
      rows.text(row).map { text in
        tokenizer.chunks(of: text, maximum: Int(limit)).map { part in
          RowChunk(bytes: part.utf8.count, characters: part.unicodeScalars.count, tokens: tokenizer.count(part))
        }
      }
    }
    var (bytes, ends, listEnds) = ([UInt8](), [Int32](), [Int32]())
    var (tokens, starts, stops) = ([Int64?](), [Int64?](), [Int64?]())
    bytes.reserveCapacity(try room(for: lists.joinedBytes))
    for (row, list) in lists.enumerated() {
      if let list, let text = unsafe rows[row] {
        unsafe bytes.append(contentsOf: text)
        var (end, place) = (bytes.count - text.count, 0)
        for chunk in list {
          end += chunk.bytes
          ends.append(Int32(end))
          tokens.append(Int64(chunk.tokens))
          starts.append(Int64(place))
          place += chunk.characters
          stops.append(Int64(place))
        }
      }
      listEnds.append(Int32(ends.count))
    }
    let isThere = [Bool](repeating: true, count: ends.count)
    let items = MadeColumn(
      [
        MadeColumn(texts: bytes, ends: ends, isThere: isThere, name: "text"), MadeColumn(tokens, name: "tokens"),
        MadeColumn(starts, name: "start"), MadeColumn(stops, name: "end"),
      ], isThere: isThere, name: "item")
    unsafe MadeColumn(of: items, ends: listEnds, isThere: lists.map { $0 != nil }, name: "chunks")
      .export(resultSchema, resultArray)
  }
}

@c @implementation
public func ullage_count_requests_arrow(
  _ counter: OpaquePointer, _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>,
  _ options: UnsafePointer<CChar>?, _ optionsLength: Int, _ threads: UInt32,
  _ resultSchema: UnsafeMutablePointer<ArrowSchema>, _ resultArray: UnsafeMutablePointer<ArrowArray>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let options = try unsafe RequestOptions(copied(options, optionsLength), isPlan: false)
    let rows = try unsafe TextRows(schema.pointee, array.pointee)
    let counter = unsafe Counter.borrowed(counter)
    let counts = RowWork.map(rows.length, threads: threads) { row in
      unsafe rows[row].map { body in
        Result { () throws(Complaint) in try unsafe AskedRequest(body, options, counter).count() }
      }
    }
    unsafe MadeColumn(counts: counts).export(resultSchema, resultArray)
  }
}

@c @implementation
public func ullage_count_messages_arrow(
  _ counter: OpaquePointer, _ roleSchema: UnsafePointer<ArrowSchema>, _ roleArray: UnsafePointer<ArrowArray>,
  _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>, _ threads: UInt32,
  _ resultSchema: UnsafeMutablePointer<ArrowSchema>, _ resultArray: UnsafeMutablePointer<ArrowArray>,
  _ complaint: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  unsafe answering(complaint) { () throws(Complaint) in
    let roles = try unsafe TextRows(roleSchema.pointee, roleArray.pointee)
    let contents = try unsafe TextRows(schema.pointee, array.pointee)
    guard roles.length == contents.length else {
      throw .badArrow("there are \(roles.length) roles and \(contents.length) contents", "length")
    }
    let options = try RequestOptions(nil, isPlan: false)
    let counter = unsafe Counter.borrowed(counter)
    let counts = RowWork.map(roles.length, threads: threads) { row -> Result<RequestCount, Complaint>? in
      guard let role = unsafe roles[row], let content = unsafe contents[row] else { return nil }
      var body = JSONWriter()
      body.object { body in
        body.array("messages") { messages in
          messages.object { message in
            unsafe message.member("role", .string(String(decoding: role, as: UTF8.self)))
            unsafe message.member("content", .string(String(decoding: content, as: UTF8.self)))
          }
        }
      }
      return Result { () throws(Complaint) in
        try unsafe body.take().withUnsafeBufferPointer { bytes throws(Complaint) in
          try unsafe AskedRequest(bytes, options, counter).count()
        }
      }
    }
    unsafe MadeColumn(counts: counts).export(resultSchema, resultArray)
  }
}

/// A part of a row's text.
private struct RowChunk {
  let bytes: Int
  let characters: Int
  let tokens: Int
}

extension [[RowChunk]?] {
  fileprivate var joinedBytes: Int { reduce(0) { $0 + ($1 ?? []).reduce(0) { $0 + $1.bytes } } }
}

extension TextRows {
  /// A row's text; nil for a null, and for bytes that are not UTF-8: they have no characters to end between.
  fileprivate func text(_ row: Int) -> String? {
    unsafe self[row].flatMap { unsafe String(validating: $0, as: UTF8.self) }
  }
}

extension MadeColumn {
  /// Counts with their bounds, or an error's JSON; nil is a null.
  fileprivate init(counts: [Result<RequestCount, Complaint>?]) {
    func numbers(_ name: String, _ number: (TokenCount) -> Int) -> MadeColumn {
      MadeColumn(counts.map { count in (try? count?.get()).map { Int64(number($0.total)) } }, name: name)
    }
    self.init(
      [
        numbers("tokens", \.tokens), numbers("lower", \.bounds.lowerBound), numbers("upper", \.bounds.upperBound),
        MadeColumn(counts.map { count in (try? count?.get())?.total.basis.description }, name: "basis"),
        MadeColumn(counts.map { count in (try? count?.get())?.model }, name: "model"),
        MadeColumn(
          counts.map { count in
            guard case .failure(let complaint) = count else { return nil }
            return String(decoding: complaint.json, as: UTF8.self)
          }, name: "error"),
      ], isThere: counts.map { $0 != nil }, name: "counts")
  }
}

/// The offsets of texts have 32 bits.
private func room(for bytes: Int) throws(Complaint) -> Int {
  guard bytes <= Int(Int32.max) else {
    throw .badArrow("the texts of the result have \(bytes) bytes together, more than 2 GB", "length")
  }
  return bytes
}
