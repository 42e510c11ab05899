// Columns that the library makes and hands over by the Arrow C data interface.
//
// Safe: what is handed over is allocated here and freed by the two release functions, which the interface has called once;
// children that were moved out have no release function any more and are left alone.

import CUllage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A column in the making: its values, and the columns below it.
struct MadeColumn {
  /// The type, in the interface's letters.
  let format: String
  let name: String
  let length: Int
  /// How many rows are null, and a bit a row where some are.
  private let nulls: Int
  private let buffers: [Buffer?]
  private let children: [MadeColumn]

  /// Whole numbers; nil is a null.
  init(_ numbers: [Int64?], name: String) {
    self.init("l", name, numbers.map { $0 != nil }, [Buffer(numbers.map { $0 ?? 0 })], [])
  }

  /// Texts one behind the other; each ends where `ends` says, and a null where the one before it does.
  init(texts: [UInt8], ends: [Int32], isThere: [Bool], name: String) {
    self.init("u", name, isThere, [Buffer([0] + ends), Buffer(texts)], [])
  }

  /// Texts that stand in few rows, or many times the same; nil is a null.
  init(_ texts: [String?], name: String) {
    var bytes: [UInt8] = []
    var ends: [Int32] = []
    for text in texts {
      bytes += (text ?? "").utf8
      ends.append(Int32(bytes.count))
    }
    self.init(texts: bytes, ends: ends, isThere: texts.map { $0 != nil }, name: name)
  }

  /// Rows of several columns.
  init(_ children: [MadeColumn], isThere: [Bool], name: String) { self.init("+s", name, isThere, [], children) }

  /// Lists: each ends where `ends` says among the items.
  init(of items: MadeColumn, ends: [Int32], isThere: [Bool], name: String) {
    self.init("+l", name, isThere, [Buffer([0] + ends)], [items])
  }

  private init(_ format: String, _ name: String, _ isThere: [Bool], _ values: [Buffer], _ children: [MadeColumn]) {
    (self.format, self.name, length, self.children) = (format, name, isThere.count, children)
    nulls = isThere.count { !$0 }
    var validity: Buffer?
    if nulls > 0 {
      var bits = [UInt8](repeating: 0, count: (isThere.count + 7) / 8)
      for (row, isThere) in isThere.enumerated() where isThere { bits[row >> 3] |= 1 << UInt8(row & 7) }
      validity = Buffer(bits)
    }
    buffers = [validity] + values.map { Optional($0) }
  }

  /// Fills the caller's two structures, which are the caller's to release.
  func export(_ schema: UnsafeMutablePointer<ArrowSchema>, _ array: UnsafeMutablePointer<ArrowArray>) {
    let schemas = unsafe Self.places(children.count, ArrowSchema())
    let arrays = unsafe Self.places(children.count, ArrowArray())
    for (place, child) in children.enumerated() { unsafe child.export(schemas![place]!, arrays![place]!) }

    unsafe schema.initialize(to: ArrowSchema())
    unsafe schema.pointee.format = UnsafePointer(strdup(format))
    unsafe schema.pointee.name = UnsafePointer(strdup(name))
    // 2: there may be nulls.
    unsafe schema.pointee.flags = 2
    unsafe schema.pointee.n_children = Int64(children.count)
    unsafe schema.pointee.children = schemas
    unsafe schema.pointee.release = { unsafe releaseSchema($0) }

    unsafe array.initialize(to: ArrowArray())
    unsafe array.pointee.length = Int64(length)
    unsafe array.pointee.null_count = Int64(nulls)
    unsafe array.pointee.n_buffers = Int64(buffers.count)
    let addresses = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: buffers.count)
    for (place, buffer) in buffers.enumerated() {
      unsafe (addresses + place).initialize(to: buffer.map { unsafe UnsafeRawPointer($0.memory) })
    }
    unsafe array.pointee.buffers = addresses
    unsafe array.pointee.n_children = Int64(children.count)
    unsafe array.pointee.children = arrays
    unsafe array.pointee.private_data = Unmanaged.passRetained(Held(buffers)).toOpaque()
    unsafe array.pointee.release = { unsafe releaseArray($0) }
  }

  /// Pointers to so many structures; nil for none.
  private static func places<Structure>(
    _ count: Int, _ empty: Structure
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Structure>?>? {
    guard count > 0 else { return nil }
    let places = UnsafeMutablePointer<UnsafeMutablePointer<Structure>?>.allocate(capacity: count)
    for place in 0..<count {
      let structure = UnsafeMutablePointer<Structure>.allocate(capacity: 1)
      unsafe structure.initialize(to: empty)
      unsafe (places + place).initialize(to: structure)
    }
    return unsafe places
  }
}

/// Memory that an exported array points to.
@safe
private final class Buffer {
  let memory: UnsafeMutableRawPointer

  init<Element: BitwiseCopyable>(_ elements: [Element]) {
    let size = elements.count * MemoryLayout<Element>.stride
    // An array without values has an address all the same: some readers ask for one.
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: max(size, 8), alignment: 64)
    unsafe elements.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { unsafe memory.copyMemory(from: base, byteCount: bytes.count) }
    }
  }

  deinit { unsafe memory.deallocate() }
}

/// What an exported array keeps until it is released.
private final class Held {
  private let buffers: [Buffer?]
  init(_ buffers: [Buffer?]) { self.buffers = buffers }
}

private func releaseSchema(_ schema: UnsafeMutablePointer<ArrowSchema>?) {
  guard let schema = unsafe schema else { return }
  unsafe free(UnsafeMutableRawPointer(mutating: schema.pointee.format))
  unsafe free(UnsafeMutableRawPointer(mutating: schema.pointee.name))
  if let children = unsafe schema.pointee.children {
    for place in unsafe 0..<Int(schema.pointee.n_children) {
      guard let child = unsafe children[place] else { continue }
      if let release = unsafe child.pointee.release { unsafe release(child) }
      unsafe child.deallocate()
    }
    unsafe children.deallocate()
  }
  unsafe schema.pointee.release = nil
}

private func releaseArray(_ array: UnsafeMutablePointer<ArrowArray>?) {
  guard let array = unsafe array else { return }
  if let children = unsafe array.pointee.children {
    for place in unsafe 0..<Int(array.pointee.n_children) {
      guard let child = unsafe children[place] else { continue }
      if let release = unsafe child.pointee.release { unsafe release(child) }
      unsafe child.deallocate()
    }
    unsafe children.deallocate()
  }
  unsafe array.pointee.buffers?.deallocate()
  if let held = unsafe array.pointee.private_data { unsafe Unmanaged<Held>.fromOpaque(held).release() }
  unsafe array.pointee.release = nil
}
