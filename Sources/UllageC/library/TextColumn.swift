import Console
import Synchronization
import Tokenization

/// A column of texts in the caller's memory, as Arrow lays them out.
///
/// Safe: the memory is the caller's for the length of the call, and nobody writes to it meanwhile; places inside it are
/// what its offsets say, and lengths are the caller's promise. Threads write to places of their own.
@safe
struct TextColumn: @unchecked Sendable {
  /// Where the texts lie.
  @unsafe
  enum Layout {
    /// One behind the other, with `length + 1` offsets.
    case offsets32(UnsafePointer<Int32>, UnsafePointer<UInt8>?)
    case offsets64(UnsafePointer<Int64>, UnsafePointer<UInt8>?)
    /// 16 bytes each: the length, and the text itself up to 12 bytes, or else a buffer's number and an offset in it.
    case views(UnsafeRawPointer, UnsafePointer<UnsafeRawPointer?>)
    /// Anywhere: an address and a length each.
    case scattered(UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int>)
    /// No text at all.
    case nulls
  }

  private let layout: Layout
  /// A bit a text, the lowest first; nil where every text is there.
  private let validity: UnsafePointer<UInt8>?
  /// The first text of the slice.
  private let offset: Int
  let length: Int

  init(_ layout: Layout, validity: UnsafePointer<UInt8>?, offset: Int, length: Int) {
    unsafe (self.layout, self.validity) = (layout, validity)
    (self.offset, self.length) = (offset, length)
  }

  /// The bytes of a text; nil for a null.
  subscript(index: Int) -> UnsafeBufferPointer<UInt8>? {
    let place = index + offset
    if let validity = unsafe validity, unsafe validity[place >> 3] >> UInt8(place & 7) & 1 == 0 { return nil }
    switch unsafe layout {
    case .nulls: return nil
    case .offsets32(let offsets, let bytes):
      let (start, end) = unsafe (Int(offsets[place]), Int(offsets[place + 1]))
      return unsafe UnsafeBufferPointer(start: bytes.map { unsafe $0 + start }, count: max(end - start, 0))
    case .offsets64(let offsets, let bytes):
      let (start, end) = unsafe (Int(offsets[place]), Int(offsets[place + 1]))
      return unsafe UnsafeBufferPointer(start: bytes.map { unsafe $0 + start }, count: max(end - start, 0))
    case .scattered(let texts, let lengths):
      guard let text = unsafe texts[place] else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
      return unsafe UnsafeBufferPointer(
        start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: lengths[place])
    case .views(let views, let buffers):
      let view = unsafe views + place * Self.viewSize
      let length = unsafe max(Int(view.loadUnaligned(as: Int32.self)), 0)
      var start = unsafe view + 4
      if length > Self.longestInline {
        let number = unsafe Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let from = unsafe Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        guard let buffer = unsafe buffers[number] else { return nil }
        unsafe start = buffer + from
      }
      return unsafe UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: length)
    }
  }

  private static let viewSize = 16
  private static let longestInline = 12

  /// Bytes of all texts, nulls and gaps between them included.
  private var bytes: Int {
    let places = offset..<offset + length
    switch unsafe layout {
    case .nulls: return 0
    case .offsets32(let offsets, _): return unsafe Int(offsets[places.upperBound]) - Int(offsets[places.lowerBound])
    case .offsets64(let offsets, _): return unsafe Int(offsets[places.upperBound] &- offsets[places.lowerBound])
    case .scattered(_, let lengths): return places.reduce(0) { unsafe $0 &+ lengths[$1] }
    case .views(let views, _):
      return places.reduce(0) { unsafe $0 &+ Int((views + $1 * Self.viewSize).loadUnaligned(as: Int32.self)) }
    }
  }

  /// Bytes that a thread takes at a time, and for which one is started: counting so many takes 0.1 ms, as starting does.
  private static let portionBytes = 65_536
  /// Texts that a thread takes at a time: the most.
  private static let longestPortion = 256

  /// Writes the tokens of each text, -1 for a null.
  ///
  /// - Parameter threads: that may share the work; 0 is one for each processor.
  func count(by tokenizer: Tokenizer, threads: UInt32, into tokens: UnsafeMutablePointer<Int64>) {
    let target = unsafe Target(tokens: tokens)
    guard length > 0 else { return }
    let bytes = bytes
    let portion = min(max(Self.portionBytes / max(bytes / length, 1), 1), Self.longestPortion)
    let portions = (length + portion - 1) / portion
    let most = threads == 0 ? WorkCrew.processors : Int(clamping: threads)
    WorkCrew.run(portions, threads: min(most, max(bytes / Self.portionBytes, 1))) { number in
      let range = number * portion..<min((number + 1) * portion, length)
      tokenizer.withCounter { counter in
        for index in range {
          let text = unsafe self[index]
          unsafe target.tokens[index] =
            text.map { unsafe $0.isEmpty ? 0 : Int64(counter.count($0, tokenizer.messageEdges)) } ?? -1
        }
      }
    }
  }

  /// Safe: each thread writes to places of its own.
  @safe
  private struct Target: @unchecked Sendable {
    let tokens: UnsafeMutablePointer<Int64>
  }
}
