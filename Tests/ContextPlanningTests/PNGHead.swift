import MessagesAPI

extension MediaSource {
  /// A picture of which only the head is there.
  static func png(width: Int, height: Int) -> MediaSource {
    func big(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    let bytes: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + big(width) + big(height)
      + [8, 2, 0, 0, 0, 0, 0, 0, 0]
    return MediaSource(.base64(mediaType: "image/png", data: RequestText(base64Of: bytes)))
  }
}
