import Glibc

/// A text in memory and the documents it is cut into.
struct Text {
  let bytes: [UInt8]
  /// Where the documents lie; joined they are the text.
  let documents: [Range<Int>]

  /// A document ends with the first line end at or after this many bytes; `corpus/sizes.py` cuts the same way.
  private static let documentSize = 16_384

  init(path: String, whole: Bool) throws(Failure) {
    bytes = try Self.read(path)
    documents = whole ? [bytes.indices] : Self.cut(bytes)
  }

  /// Every second document, from the first or from the second on.
  func documents(from first: Int) -> [Range<Int>] {
    stride(from: first, to: documents.count, by: 2).map { documents[$0] }
  }

  private static func cut(_ bytes: [UInt8]) -> [Range<Int>] {
    var documents: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let newline = bytes.dropFirst(start + documentSize - 1).firstIndex(of: UInt8(ascii: "\n"))
      let end = newline.map { $0 + 1 } ?? bytes.count
      documents.append(start..<end)
      start = end
    }
    return documents
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Failure("cannot open \(path)") }
    defer { fclose(file) }
    guard fseek(file, 0, SEEK_END) == 0 else { throw Failure("cannot measure \(path)") }
    let size = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: max(0, size)) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }
}
