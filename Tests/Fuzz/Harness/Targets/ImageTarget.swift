import Foundation
import MessagesAPI

extension FuzzTarget {
  /// Bytes read as an image's header, against the formats' own descriptions; and in base64 with blanks in between.
  static let image = FuzzTarget(
    name: "image", seeds: imageSeeds,
    words: [
      "\u{89}PNG\r\n\u{1A}\n", "IHDR", "GIF89a", "GIF87a", "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "\u{9D}\u{1}*",
      "JFIF",
    ]
  ) { input in
    let characters = Data(input).base64EncodedString()
    let size = try? ImageSize(base64: RequestText(characters))
    let expected = ReferenceImageSize(input)
    guard size?.format.rawValue == expected?.format, size?.width == expected?.width, size?.height == expected?.height
    else { return "\(String(describing: size)), by the formats \(String(describing: expected))" }
    let lines = Data(input).base64EncodedString(options: .lineLength64Characters)
    return (try? ImageSize(base64: RequestText(lines))) == size ? nil : "line ends make a difference"
  }

  private static let imageSeeds: @Sendable () -> [[UInt8]] = {
    let png: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 2, 0, 0, 0, 1, 9,
    ]
    let gif = Array("GIF89a".utf8) + [64, 1, 200, 0, 0, 0, 0]
    let jpeg: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xE0, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xD0, 0xFF, 0xC2, 0, 17, 8, 1, 44, 2, 88, 3, 1, 2, 3,
    ]
    let riff = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8)
    let lossy = riff + Array("VP8 ".utf8) + [9, 9, 9, 9, 0, 0, 0, 0x9D, 1, 0x2A, 64, 0x41, 200, 0x80]
    let lossless = riff + Array("VP8L".utf8) + [9, 9, 9, 9, 0x2F, 0x3F, 0xC1, 0x31, 0, 0, 0, 0, 0, 0]
    let extended = riff + Array("VP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 63, 1, 0, 199, 0, 0]
    return [png + [8, 6, 0, 0, 0, 1, 2], gif, jpeg, lossy, lossless, extended, []]
  }
}

/// The size of an image as the formats' descriptions have it: PNG 11.2.2, GIF89a 18, ITU T.81 B.2.2, WebP's container
/// and RFC 6386 9.1. Reads the whole file at once.
private struct ReferenceImageSize {
  let format: String
  let width: Int
  let height: Int

  init?(_ bytes: [UInt8]) {
    func big(_ at: Int, _ length: Int) -> Int { (0..<length).reduce(0) { $0 * 256 + Int(bytes[at + $1]) } }
    func little(_ at: Int, _ length: Int) -> Int {
      (0..<length).reversed().reduce(0) { $0 * 256 + Int(bytes[at + $1]) }
    }
    func text(_ at: Int, _ word: String) -> Bool { bytes.count >= at + 4 && bytes[at...].starts(with: word.utf8) }
    var found: (String, Int, Int)?
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count >= 24, text(12, "IHDR") {
      found = ("png", big(16, 4), big(20, 4))
    } else if text(0, "GIF87a") || text(0, "GIF89a"), bytes.count >= 10 {
      found = ("gif", little(6, 2), little(8, 2))
    } else if text(0, "RIFF"), text(8, "WEBP"), bytes.count >= 30 {
      if text(12, "VP8 "), bytes[23] == 0x9D, bytes[24] == 0x01, bytes[25] == 0x2A {
        found = ("webp", little(26, 2) % 0x4000, little(28, 2) % 0x4000)
      } else if text(12, "VP8L"), bytes[20] == 0x2F {
        found = ("webp", little(21, 4) % 0x4000 + 1, little(21, 4) / 0x4000 % 0x4000 + 1)
      } else if text(12, "VP8X") {
        found = ("webp", little(24, 3) + 1, little(27, 3) + 1)
      }
    } else if bytes.starts(with: [0xFF, 0xD8]) {
      found = Self.jpeg(bytes)
    }
    guard let found, found.1 > 0, found.2 > 0 else { return nil }
    (format, width, height) = found
  }

  private static func jpeg(_ bytes: [UInt8]) -> (String, Int, Int)? {
    var at = 2
    while at < bytes.count {
      // What stands between segments is passed over; any number of 0xFF may come before a marker.
      guard bytes[at] == 0xFF else {
        at += 1
        continue
      }
      while at < bytes.count, bytes[at] == 0xFF { at += 1 }
      guard at < bytes.count else { return nil }
      let marker = bytes[at]
      at += 1
      if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
      if marker == 0xD9 || marker == 0xDA { return nil }
      guard at + 2 <= bytes.count else { return nil }
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        guard at + 7 <= bytes.count else { return nil }
        return ("jpeg", Int(bytes[at + 5]) << 8 | Int(bytes[at + 6]), Int(bytes[at + 3]) << 8 | Int(bytes[at + 4]))
      }
      at += max(Int(bytes[at]) << 8 | Int(bytes[at + 1]), 2)
    }
    return nil
  }
}
