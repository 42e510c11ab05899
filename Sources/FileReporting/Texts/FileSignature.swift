package import FileSelection
import JSONText

extension SkipReason {
  /// A NUL among so many first bytes makes a file binary, unless it is a text in UTF-16 or UTF-32.
  package static let probeLength = 8192

  /// What a file that begins so is, by the signature of its format; nil for texts, and for what nobody signs.
  package init?(signatureOf start: some Collection<UInt8>) {
    guard let lead = start.first, Self.leads[Int(lead)] else { return nil }
    let first = Array(start.prefix(16))
    let isImage =
      first.starts(with: [0x89, 0x50, 0x4E, 0x47]) || first.starts(with: [0xFF, 0xD8, 0xFF])
      || first.starts(with: "GIF8".utf8)
      || first.starts(with: "RIFF".utf8) && first.dropFirst(8).starts(with: "WEBP".utf8)
    if first.starts(with: "%PDF-".utf8) {
      self = .pdf
    } else if isImage {
      self = .image
    } else if let document = Self.office(start) {
      self = .binary(document)
    } else if let known = Self.signatures.first(where: { first.starts(with: $0.bytes) }) {
      self = .binary(known.name)
    } else {
      return nil
    }
  }

  /// Whether a signature begins with a byte: most files are told by their first.
  private static let leads: [Bool] = {
    var leads = [Bool](repeating: false, count: 256)
    for byte in [0x89, 0xFF] + Array("GR%".utf8) + signatures.map({ $0.bytes[0] }) { leads[Int(byte)] = true }
    return leads
  }()

  /// Which office document a ZIP archive is, by the names of its first files. The API takes none of them as a document.
  private static func office(_ start: some Collection<UInt8>) -> String? {
    guard start.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return nil }
    let head = Array(start.prefix(4096))
    return officeParts.first { head.position(of: $0.part.utf8) != nil }.map {
      "\($0.name), which the API does not take"
    }
  }

  private static let officeParts: [(part: String, name: String)] = [
    ("word/", "a Word document"), ("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation"),
    ("application/vnd.oasis.opendocument.text", "an OpenDocument text"),
    ("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"),
    ("application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation"),
    ("application/epub+zip", "an EPUB book"),
  ]

  /// Signatures that no text begins with: each has a byte that is neither ASCII nor UTF-8, or a control.
  private static let signatures: [(bytes: [UInt8], name: String)] = [
    ([0x7F, 0x45, 0x4C, 0x46], "an ELF program or library"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive, as office documents, .jar and .whl are"),
    ([0x50, 0x4B, 0x05, 0x06], "an empty ZIP archive"),
    ([0x1F, 0x8B], "gzip data"),
    ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard data"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz data"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
    ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], "a RAR archive"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an office document of before 2007"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a Java class or a Mach-O program"),
    ([0xCF, 0xFA, 0xED, 0xFE], "a Mach-O program or library"),
    ([0x00, 0x61, 0x73, 0x6D], "WebAssembly"),
    (Array("SQLite format 3\0".utf8), "an SQLite database"),
    ([0x00, 0x00, 0x01, 0x00], "an icon"),
    ([0x00, 0x01, 0x00, 0x00, 0x00], "a TrueType font"),
    (Array("OTTO\0".utf8), "an OpenType font"),
    (Array("wOFF\0".utf8), "a WOFF font"),
    (Array("wOF2\0".utf8), "a WOFF2 font"),
    (Array("ID3\u{3}\0".utf8), "MP3 audio"),
    (Array("ID3\u{4}\0".utf8), "MP3 audio"),
    ([0x00, 0x00, 0x00, 0x18, 0x66, 0x74, 0x79, 0x70], "MP4 video"),
    ([0x00, 0x00, 0x00, 0x20, 0x66, 0x74, 0x79, 0x70], "MP4 video"),
    (Array("OggS\0".utf8), "Ogg audio or video"),
    ([0x1A, 0x45, 0xDF, 0xA3], "Matroska or WebM video"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array"),
  ]
}
