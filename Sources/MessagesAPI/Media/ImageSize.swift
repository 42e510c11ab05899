/// The size of an image as its header says it, in pixels.
///
///     let size = try ImageSize(base64: data)   // ImageSize(format: png, width: 640, height: 480)
public struct ImageSize: Sendable, Hashable {
  /// An open set.
  public struct Format: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// PNG.
    public static let png = Format(rawValue: "png")
    /// JPEG.
    public static let jpeg = Format(rawValue: "jpeg")
    /// GIF.
    public static let gif = Format(rawValue: "gif")
    /// WebP.
    public static let webp = Format(rawValue: "webp")
  }

  /// What the bytes are, whatever their media type says.
  public let format: Format
  /// Pixels.
  public let width: Int
  /// Pixels.
  public let height: Int

  /// Reads the header of a base64-encoded PNG, JPEG, GIF or WebP.
  ///
  /// Only as many characters are decoded as the header needs: 40 bytes, and for a JPEG what stands before its frame
  /// header, which can be a large profile. Only the header is believed; whether the image is whole is not checked.
  public init(base64 text: RequestText) throws(MediaError) {
    self = try text.withUTF8 { characters throws(MediaError) in
      var reader = Base64Reader(characters)
      return try ImageSize(&reader, characters)
    }
  }

  /// The size of an image whose bytes are in the request.
  public init(of source: MediaSource) throws(MediaError) {
    guard case .base64(_, let data) = source.kind else {
      throw MediaError(code: .notIncluded, message: "the image is not in the request (\(source.type))")
    }
    try self.init(base64: data)
  }

  private init(_ reader: inout Base64Reader, _ text: borrowing Span<UInt8>) throws(MediaError) {
    var header = reader.bytes(2, in: text)
    if header == [0xFF, 0xD8] {
      self = try Self.jpeg(&reader, text)
      return
    }
    header += reader.bytes(28, in: text)
    let size: (format: Format, width: Int, height: Int)
    if header.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      size = try Self.png(header)
    } else if header.starts(with: "GIF87a".utf8) || header.starts(with: "GIF89a".utf8) {
      try Self.require(header, 10)
      size = (.gif, Self.little(header[6..<8]), Self.little(header[8..<10]))
    } else if header.starts(with: "RIFF".utf8), header.dropFirst(8).starts(with: "WEBP".utf8) {
      size = try Self.webp(header)
    } else {
      throw MediaError(code: .unknownFormat, message: "the bytes begin like no PNG, JPEG, GIF or WebP")
    }
    try self.init(size.format, size.width, size.height)
  }

  private init(_ format: Format, _ width: Int, _ height: Int) throws(MediaError) {
    guard width > 0, height > 0 else {
      throw MediaError(code: .malformed, message: "the header says \(width) by \(height) pixels")
    }
    (self.format, self.width, self.height) = (format, width, height)
  }

  // MARK: Formats

  private static func png(_ header: [UInt8]) throws(MediaError) -> (Format, Int, Int) {
    try require(header, 24)
    guard header[12..<16].elementsEqual("IHDR".utf8) else {
      throw MediaError(code: .malformed, message: "the PNG does not begin with its header")
    }
    return (.png, big(header[16..<20]), big(header[20..<24]))
  }

  private static func webp(_ header: [UInt8]) throws(MediaError) -> (Format, Int, Int) {
    try require(header, 30)
    switch header[12..<16] {
    case let name where name.elementsEqual("VP8 ".utf8) && header[23..<26] == [0x9D, 0x01, 0x2A]:
      return (.webp, little(header[26..<28]) & 0x3FFF, little(header[28..<30]) & 0x3FFF)
    case let name where name.elementsEqual("VP8L".utf8) && header[20] == 0x2F:
      let bits = little(header[21..<25])
      return (.webp, bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
    case let name where name.elementsEqual("VP8X".utf8):
      return (.webp, little(header[24..<27]) + 1, little(header[27..<30]) + 1)
    default:
      throw MediaError(code: .malformed, message: "the WebP begins with no image")
    }
  }

  /// Walks a JPEG's segments up to its frame header.
  private static func jpeg(_ reader: inout Base64Reader, _ text: borrowing Span<UInt8>) throws(MediaError) -> ImageSize
  {
    while let byte = reader.next(in: text) {
      guard byte == 0xFF else { continue }
      var marker: UInt8 = 0xFF
      while marker == 0xFF, let next = reader.next(in: text) { marker = next }
      switch marker {
      case 0x01, 0xD0...0xD8, 0xFF: continue
      case 0xD9, 0xDA:
        throw MediaError(code: .malformed, message: "the JPEG has no frame header before its image")
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        let frame = reader.bytes(7, in: text)
        try require(frame, 7)
        return try ImageSize(.jpeg, big(frame[5..<7]), big(frame[3..<5]))
      default:
        let length = reader.bytes(2, in: text)
        try require(length, 2)
        guard reader.skip(big(length[0..<2]) - 2, in: text) else { break }
      }
    }
    throw MediaError(code: .truncated, message: "the JPEG ends before its frame header")
  }

  // MARK: Numbers

  private static func require(_ bytes: [UInt8], _ count: Int) throws(MediaError) {
    if bytes.count < count { throw MediaError(code: .truncated, message: "the image ends within its header") }
  }

  private static func big(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  private static func little(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}
