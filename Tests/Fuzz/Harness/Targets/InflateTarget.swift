import Foundation
import MessagesAPI

extension FuzzTarget {
  /// A zlib stream unpacked, against the system's zlib where there is one.
  static let inflate = FuzzTarget(name: "inflate", seeds: inflateSeeds) { input in
    // Behind the header; zlib checks it and the checksum at the end, which readers of PDF files do not.
    let stream = [0x78, 0x9C] + input
    let limit = 1 << 16
    let ours = Inflate.zlib(stream[...], limit: limit, budget: WorkBudget(forDocumentOf: stream.count))
    guard let theirs = SystemZlib.unpacked(input, limit: limit) else { return nil }
    switch (ours, theirs) {
    case (let ours?, .whole(let bytes)):
      return ours == bytes ? nil : "unpacks to \(ours.count) bytes, not \(bytes.count)"
    // Codes that are incomplete or over-full are refused there and decoded here as far as they go.
    case (_, .damaged), (nil, .tooLong): return nil
    case (let ours?, .tooLong):
      return ours.count > limit - 300 ? nil : "unpacks to \(ours.count) bytes, not over \(limit)"
    case (nil, .whole(let bytes)): return "\(bytes.count) bytes are not unpacked"
    }
  }

  /// DEFLATE of our own making: stored, with fixed codes, and with codes of its own as Python's zlib made them.
  private static let inflateSeeds: @Sendable () -> [[UInt8]] = {
    let packed = [
      "y0jNyclXyEAiy/OLclIA",
      "S0xKToQj4kFS4qi+UX2j+kb1EdAHAA==",
      "TY7ZDcAgDENXyQj0v+oQbFB6n+l9TV/ZpRISIcF2nnCLnqMYSRKJY5x5b7JO2n2YVj/nWsFAQ1np0+eGUuoVRLa6AIUmL+OJMNS1DH1cvPy+8QQ9"
        + "ioXJv6xE7ERZZjliF3pEKfjXJ5CDwQb+Cw==",
    ]
    return [[1, 3, 0, 0xFC, 0xFF, 0x61, 0x62, 0x63], [3, 0]]
      + packed.compactMap { Data(base64Encoded: $0).map(Array.init) }
  }
}

/// The zlib of the system, opened as the program runs: nothing here is linked with it.
private enum SystemZlib {
  enum Unpacked {
    case whole([UInt8])
    case damaged, tooLong
  }

  /// z_stream of zlib 1.x on machines of 64 bits: 112 bytes, of which these places are used.
  private static let size = 112

  private typealias Initialise = @convention(c) (UnsafeMutableRawPointer, CInt, UnsafePointer<CChar>, CInt) -> CInt
  private typealias Run = @convention(c) (UnsafeMutableRawPointer, CInt) -> CInt
  private typealias End = @convention(c) (UnsafeMutableRawPointer) -> CInt

  nonisolated(unsafe) private static let library = dlopen("libz.so.1", RTLD_NOW)

  /// What raw DEFLATE unpacks to; nil where the system has no zlib.
  static func unpacked(_ input: [UInt8], limit: Int) -> Unpacked? {
    guard let library, let initialise = dlsym(library, "inflateInit2_"), let run = dlsym(library, "inflate"),
      let end = dlsym(library, "inflateEnd")
    else { return nil }
    let stream = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
    defer { stream.deallocate() }
    stream.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    guard unsafeBitCast(initialise, to: Initialise.self)(stream, -15, "1.2.11", CInt(size)) == 0 else { return nil }
    defer { _ = unsafeBitCast(end, to: End.self)(stream) }
    var output = [UInt8](repeating: 0, count: limit + 1)
    return input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.storeBytes(of: UInt(bitPattern: input.baseAddress), as: UInt.self)
        stream.storeBytes(of: UInt32(input.count), toByteOffset: 8, as: UInt32.self)
        stream.storeBytes(of: UInt(bitPattern: output.baseAddress), toByteOffset: 24, as: UInt.self)
        stream.storeBytes(of: UInt32(output.count), toByteOffset: 32, as: UInt32.self)
        let status = unsafeBitCast(run, to: Run.self)(stream, 4)
        let length = output.count - Int(stream.load(fromByteOffset: 32, as: UInt32.self))
        if length > limit { return .tooLong }
        return status == 1 ? .whole(Array(output[..<length])) : .damaged
      }
    }
  }
}
