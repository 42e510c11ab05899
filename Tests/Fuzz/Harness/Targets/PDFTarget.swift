import Foundation
import MessagesAPI

extension FuzzTarget {
  /// Bytes read as a PDF: pages are the same with and without their text. And a document made from the bytes, whose pages
  /// are known: a tree of any shape, plain or in object streams.
  static let pdf = FuzzTarget(
    name: "pdf", seeds: pdfSeeds,
    words: [
      "obj", "endobj", "stream\n", "\nendstream", "<<", ">>", "/Kids", "/Type /Page", "/Pages 2 0 R", "/Root 1 0 R",
      "/ObjStm", "/FlateDecode", "/ASCII85Decode", "/MediaBox [0 0 1e38 -1e38]", "/Rotate -90", "/Length 9",
      "/ToUnicode",
      "/Differences [65 /fi]", "BT /F 1 Tf (a) Tj ET", "1 0 0 1 0 0 Tm", "beginbfrange <00><FF><0041> endbfrange",
      "begincodespacerange <0000><FFFF> endcodespacerange", "/Identity-H", "/Widths [1 2]", "9223372036854775807",
    ]
  ) { input in
    readComplaint(input) ?? KnownDocument(input).complaint
  }

  private static func readComplaint(_ input: [UInt8]) -> String? {
    let plain = try? PDFPages(input)
    guard let withText = try? PDFPages(input, readingText: true) else {
      return plain == nil ? nil : "there are pages only without their text"
    }
    guard let plain, plain.count == withText.count else { return "with text there are \(withText.count) pages" }
    for (one, other) in zip(plain, withText) {
      // What is no number differs from itself.
      if "\(one.width) \(one.height) \(one.rotation)" != "\(other.width) \(other.height) \(other.rotation)" {
        return "pages differ with their text"
      }
    }
    let again = try? PDFPages(base64: RequestText(Data(input).base64EncodedString()))
    return again?.count == plain.count ? nil : "in base64 there are other pages"
  }

  private static let pdfSeeds: @Sendable () -> [[UInt8]] = {
    let small = """
      %PDF-1.4
      1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Kids [3 0 R 4 0 R] /MediaBox [0 0 6 7] >> endobj
      3 0 obj << /Type /Page /Rotate 90 /Contents 7 0 R /Resources << /Font << /F 8 0 R >> >> >> endobj
      4 0 obj << /Kids 5 0 R >> endobj 5 0 obj [3 0 R 2 0 R] endobj 6 0 obj << /Length 3 >> stream
      1 begincodespacerange <00><FF> endcodespacerange 1 beginbfchar <41> <00660069> endbfchar
      endstream endobj
      7 0 obj << /Length 49 >> stream
      BT /F 12 Tf 3 4 Td [(ab) -300 <6364>] TJ T* (e) ' ET endstream endobj
      8 0 obj << /Subtype /Type1 /Encoding << /Differences [65 /fi] >> /ToUnicode 6 0 R >> endobj
      trailer << /Root 1 0 R >>
      """
    return [Array(small.utf8), [3, 1, 2, 3, 0x80, 9, 200], KnownDocument([5, 7, 2, 9, 0, 1]).bytes]
      + (0..<8).map { KnownDocument([$0, 3, 0x81, 60, $0, 90, 2]).bytes }
  }
}

/// A document of which the pages are known, made from bytes.
private struct KnownDocument {
  private(set) var bytes = Array("%PDF-1.7\n".utf8)
  private var widths: [Int] = []

  init(_ input: [UInt8]) {
    let numbers = Array(input.prefix(60))
    let isPacked = numbers.first.map { $0 & 1 == 1 } ?? false
    var objects: [(number: Int, body: String)] = [(1, "<< /Type /Catalog /Pages 2 0 R >>")]
    var number = 2
    // Every node takes pages from the front of the numbers and hands the rest to a node below it.
    var waiting = numbers[...]
    repeat {
      let node = number
      let count = min(Int(waiting.popFirst() ?? 0) % 5, waiting.count)
      var kids: [Int] = []
      for width in waiting.prefix(count) {
        number += 1
        kids.append(number)
        widths.append(Int(width) + 1)
        objects.append((number, "<< /Type /Page /MediaBox [0 0 \(Int(width) + 1) 9] >>"))
      }
      waiting = waiting.dropFirst(count)
      if !waiting.isEmpty {
        number += 1
        kids.append(number)
      }
      objects.append((node, "<< /Type /Pages /Kids [\(kids.map { "\($0) 0 R" }.joined(separator: " "))] >>"))
    } while !waiting.isEmpty
    write(objects, isPacked: isPacked, streamNumber: number + 1)
  }

  private mutating func write(_ objects: [(number: Int, body: String)], isPacked: Bool, streamNumber: Int) {
    if isPacked {
      var header = ""
      var content = ""
      for object in objects {
        header += "\(object.number) \(content.utf8.count) "
        content += object.body + "\n"
      }
      let dictionary = "/Type /ObjStm /N \(objects.count) /First \(header.utf8.count)"
      bytes += Array("\(streamNumber) 0 obj << \(dictionary) >> stream\n\(header)\(content)endstream endobj\n".utf8)
    } else {
      for object in objects { bytes += Array("\(object.number) 0 obj \(object.body) endobj\n".utf8) }
    }
    bytes += Array("trailer << /Root 1 0 R >>\n".utf8)
  }

  var complaint: String? {
    guard let pages = try? PDFPages(bytes) else { return widths.isEmpty ? nil : "\(widths.count) pages are not found" }
    let found = pages.map { Int($0.width) }
    return found == widths ? nil : "pages of widths \(found) where \(widths) are"
  }
}
