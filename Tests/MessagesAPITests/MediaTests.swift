import MessagesAPI
import TestSupport
import Testing

/// Base64 as anybody would write it.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  var text = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for index in 0..<4 { text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=") }
  }
  return text
}

@Suite struct ImageSizeTests {
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
  static func webp(_ kind: String, _ rest: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8) + Array(kind.utf8) + [0, 0, 0, 0] + rest
  }

  static let rows: [(name: String, bytes: [UInt8], format: ImageSize.Format, width: Int, height: Int)] = [
    ("png", png + [0, 0, 2, 0x80, 0, 0, 1, 0xE0], .png, 640, 480),
    ("gif", Array("GIF89a".utf8) + [0x80, 0x02, 0xE0, 0x01], .gif, 640, 480),
    ("gif 87", Array("GIF87a".utf8) + [1, 0, 2, 0], .gif, 1, 2),
    ("jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 17, 8, 0x01, 0xE0, 0x02, 0x80, 3], .jpeg, 640, 480),
    (
      "progressive jpeg behind a profile",
      [0xFF, 0xD8, 0xFF, 0xE2, 0xFF, 0xFE] + [UInt8](repeating: 0xFF, count: 0xFFFC)
        + [0xFF, 0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 2, 0, 1, 3], .jpeg, 1, 2
    ),
    (
      "jpeg with a table before its frame", [0xFF, 0xD8, 0xFF, 0xC4, 0, 2, 0, 7, 0xFF, 0xC1, 0, 17, 8, 0, 2, 0, 1],
      .jpeg, 1, 2
    ),
    ("webp lossy", webp("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0xC2, 0xE0, 0x01]), .webp, 640, 480),
    ("webp lossless", webp("VP8L", [0x2F, 0x7F, 0xC2, 0x77, 0, 0, 0, 0, 0, 0]), .webp, 640, 480),
    ("webp extended", webp("VP8X", [0, 0, 0, 0, 0x7F, 0x02, 0, 0xDF, 0x01, 0]), .webp, 640, 480),
  ]

  @Test("the size is in the header", arguments: rows.indices)
  func theSizeIsInThe(row: Int) throws {
    let (_, bytes, format, width, height) = Self.rows[row]
    let size = try ImageSize(base64: RequestText(base64(bytes)))
    #expect(size.format == format && size.width == width && size.height == height)
    // Line breaks and other characters outside the alphabet are passed over.
    let broken = base64(bytes).map { "\($0)\n" }.joined() + "====!"
    #expect(try ImageSize(base64: RequestText(broken)) == size)
  }

  static let refused: [(name: String, text: String, code: MediaError.Code)] = [
    ("nothing", "", .unknownFormat), ("not base64", "???", .unknownFormat),
    ("text", base64(Array("hello world".utf8)), .unknownFormat),
    ("png of no size", base64(png + [0, 0, 0, 0, 0, 0, 0, 1]), .malformed),
    ("png cut", base64(png + [0, 0, 0]), .truncated),
    ("png that lies", base64(png.dropLast(4) + Array("IDAT".utf8) + [0, 0, 0, 1, 0, 0, 0, 1]), .malformed),
    ("jpeg cut", base64([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 1]), .truncated),
    ("jpeg start", base64([0xFF, 0xD8]), .truncated),
    ("jpeg without a frame", base64([0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xC0, 0, 17, 8, 0, 1, 0, 1]), .malformed),
    ("gif cut", base64(Array("GIF89a".utf8) + [1]), .truncated),
    ("webp of no kind", base64(webp("ALPH", [UInt8](repeating: 0, count: 10))), .malformed),
  ]

  @Test("a header that lies or is cut has no size", arguments: refused.indices)
  func aHeaderThatLiesOr(row: Int) {
    let error = #expect(throws: MediaError.self) { try ImageSize(base64: RequestText(Self.refused[row].text)) }
    #expect(error?.code == Self.refused[row].code)
  }

  @Test("an image that is not in the request has no size")
  func anImageThatIsNot() {
    let error = #expect(throws: MediaError.self) { try ImageSize(of: MediaSource(.url("https://a"))) }
    #expect(error?.code == .notIncluded)
  }

  @Test("base64 is read as Python reads it")
  func base64IsReadAsPython() {
    let rows: [(String, [UInt8])] = [
      ("", []), ("QQ==", [65]), ("QUI=", [65, 66]), ("QUJD", [65, 66, 67]), ("QU JD\n", [65, 66, 67]),
      ("QQ==QUJD", [65]),
      ("Q=UJD", [65, 66, 67]), ("QUJD====", [65, 66, 67]), ("QUJ", [65, 66]), ("-_", []), ("QUI=QUI=", [65, 66]),
      ("/+8=", [0xFF, 0xEF]),
    ]
    for (text, bytes) in rows { #expect(RequestText(text).base64Decoded == bytes, "\(text)") }
  }
}

@Suite struct ThinkingSignatureTests {
  static let rows: [(name: String, bytes: [UInt8], payload: Int?)] = [
    ("payload of three bytes", [0x12, 0x05, 0x2A, 0x03, 1, 2, 3], 3),
    (
      "other fields before and behind", [0x08, 0x96, 0x01, 0x12, 0x08, 0x0A, 0x01, 9, 0x2A, 0x01, 1, 0x18, 1, 0x18, 1],
      1
    ),
    ("a payload that is cut", [0x12, 0x7F, 0x2A, 0x7F, 1, 2], 2), ("no payload", [0x12, 0x02, 0x0A, 0x00], nil),
    ("no message", [0xFF, 0xFF, 0xFF], nil), ("nothing", [], nil),
    ("an absurd length", [0x12] + [UInt8](repeating: 0xFF, count: 9) + [0x01], nil),
  ]

  @Test("the payload is field 5 of field 2", arguments: rows.indices)
  func thePayloadIsField5(row: Int) {
    let (_, bytes, payload) = Self.rows[row]
    let signature = ThinkingSignature(base64: RequestText(base64(bytes)))
    #expect(signature.payloadBytes == payload && signature.decodedBytes == bytes.count)
  }
}

@Suite struct PDFPagesTests {
  private func pages(_ text: String) throws -> PDFPages { try PDFPages(Array(text.utf8)) }

  @Test("pages inherit their box and rotation, in the order of the tree")
  func pagesInheritTheirBoxAnd() throws {
    let pages = try pages(
      """
      %PDF-1.4
      1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
      2 0 obj << /Type /Pages /Kids [3 0 R 6 0 R] /Count 3 /MediaBox [0 0 612 792] >> endobj
      6 0 obj << /Type /Page /Parent 2 0 R /MediaBox 7 0 R /Rotate -90 >> endobj
      3 0 obj <</Type/Pages/Kids[4 0 R 5 0 R]/Rotate 450/Parent 2 0 R>> endobj
      4 0 obj << /Type /Page /Contents 8 0 R /Resources << /Font << /F1 << /Type /Font >> >> >> >> endobj
      5 0 obj << /Type /Page /MediaBox [10 20 110.5 -30] /Note (a \\) >> /MediaBox [1 1 1 1]) >> endobj
      7 0 obj [0 0 595.28 841.89] endobj
      8 0 obj << /Length 44 >> stream
      9 0 obj << /Type /Page >> endobj /Root 9 0 R
      endstream endobj
      trailer << /Size 9 /Root 1 0 R >>
      %%EOF
      """)
    #expect(pages.map(\.width) == [612, 100.5, 595.28])
    #expect(pages.map(\.height) == [792, 50, 841.89])
    #expect(pages.map(\.rotation) == [90, 90, 270])
  }

  @Test("the later definition of an object holds")
  func theLaterDefinitionOfAn() throws {
    let text =
      "%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</MediaBox[0 0 1 1]>>endobj\n"
    let update = "3 0 obj<</Type/Page/MediaBox[0 0 5 6]>>endobj trailer<</Root 1 0 R>>"
    #expect(try pages(text + update).map(\.width) == [5])
  }

  @Test("a tree with loops ends")
  func aTreeWithLoopsEnds() throws {
    let text =
      "%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R 3 0 R 2 0 R 3 0 R]>>endobj 3 0 obj<</Type/Page>>endobj trailer<</Root 1 0 R>>"
    let pages = try pages(text)
    #expect(pages.count == 1 && pages[0].width == 612 && pages[0].height == 792)
  }

  static let refused: [(text: String, code: MediaError.Code)] = [
    ("", .unknownFormat), ("hello", .unknownFormat), ("%PDF-1.4", .malformed),
    ("%PDF-1.4\ntrailer<</Root 1 0 R>>", .malformed),
    ("%PDF-1.5\n1 0 obj<</Type/ObjStm>>stream x endstream endobj 2 0 obj<</Type/XRef/Root 9 0 R>>", .compressed),
    ("%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj trailer<</Root 1 0 R>>", .malformed),
    ("%PDF-1.4\n1 0 obj<<<<<<<<((((", .malformed), ("%PDF-1.4\n99999999999999999999 0 obj << /Kids [", .malformed),
  ]

  @Test("a document that does not show its pages has a reason", arguments: refused.indices)
  func aDocumentThatDoesNot(row: Int) {
    let error = #expect(throws: MediaError.self) { try pages(Self.refused[row].text) }
    #expect(error?.code == Self.refused[row].code)
  }

  /// Object streams of a catalogue and 37 pages, the n-th object 7n wide, made with Python's zlib.
  static let objectStreams: [(name: String, base64: String)] = [
    (
      "fixed",
      "eAEzVDBQMFIwNlAwVjA2MlMwUTA2N1UwVTAxMlEA8syNFcwVTI2MFCwUTM0NFSwVzIwMFAwNFMzMLBUMDRXMDS0UDI0UzM3MFQyN"
        + "FSwMzRQMTRQszEwVDE0VLIFMoIClGZACShuAuEDVBiA+SDOQDzLLEMg3MgSaAuIbAWkQ3xhoHIgPVGoM4gMNNAHxQeaD+EDzTEF8"
        + "oHmmID7QPDMgH+gLQzMg3xhonjmIDzTPHMQHmmcB4oOcAOIDzQM5zxhoHsh9xuZAp4D4FkAaxLcEOgnIt7HRD6ksSNV3TixJzMlP"
        + "1w9ITE8tBoaWgUKQnR1cFiyq752ZUhxtDJIChiGINAWTZmDSHExagElLMAkMQzBlCKGMIBREvyHEAEOICYYQIwwhZhhCDDGEmGIE"
        + "McUIYooRxBQjiClGEFOMIKYYQUwxgphiBDHFCGKKMcQUY4gpxhBTjCGmGENMMYaYYgwxxRhiijHEFGOwKbH6vqkpmYlO+RXRIOPM"
        + "QMnC0igWLZyARFFqXgkkDFF1AD1haWlIigYLBUsLCxI0AD1haWFKggYTI6AGUvxgYqlgaW5JggZTYAYxNyNBg5kxUIMxCRrMDYAa"
        + "DEjRYA7Ms+YkaLAwAWVyEjRYAmPajJSYtgTGtCkpMW1oAIxqU1Ki2hCYXi1NjUjSAYxsE1IiG1i2AXWQEtuGwFxoaUJKdBuaAIPL"
        + "xIAkHcAINyYlwg1NgTFuTEqMA0tnoA5DknQA49yIpDgH1luWRiTFuQUwzo1IinMLYJwbkhTnlsA4NyQlzo0MgHFuaExSyQnKUwYk"
        + "6QDGuQEpcW4ErE4sDUiJcyNgfWJpQFKBDqxQLCxJiXMjE1OgDlLi3MgU2JYhrV4ytVSwsCAlzo3MzIA6SIpzYDvLwgIc5wBpr4Gl"
    ),
    (
      "dynamic",
      "eNqVlsFqHjEMhF9Fb7CWZNkShBzaYwmU0lvI4Yf8hEBpQpND8/YdraDQ3nSRd3Z3PmzP2l6mQUI6SEll0STdRkZTJkFtpU0mQk62"
        + "mYKWDOJBawUx02YnFtprEys5L+JJvozYKHCJG7HQ4PFIibdH6jRDJ4uhhUFJLWhTK3Cp8aqmBnCmTn5q8Cw1eJYavAWNUfCCVvB2"
        + "avB2avA8dXYhNXjZPQUv+6cbXUntaFMHugR9c3N8/3i9Hp8v75cfL0/H18vT9Q2zNejb7e3fp+fd48vz49u95iPMYVY76zrrPquf"
        + "Nc6KOTwbrkaqKT8XgIvAheBicEG4KFIUKYoURYoiRZGiSFGkKFIUKYoWRYuiRdGiaFG0KFoULYoWRU/Kw3F3fXy+fHr5fZ+4lZ9F"
        + "yMN/84Ty6/rzvebwXwcGEcEdg1O4NwwYRLg1DFNg6IxhBsWOhsGwQPZqGJbCoA3DHjCMjmFjze6GwWcu8oYhkPTqJB1I2jpJ80DU"
        + "1oma8b2GScuBsGcnbOxtcHTSZqzCmJ24eWK65mg5ELh2AmdD4tpJHLszHNxyIHNpZY5zK6SVuSNzaWXuyJxbmQcy507mMpA5a2vn"
        + "zDU1Wg5kPjqZC46TGJ3MBedJjNaGjgPFo5O5TIOjk7kY/mV655IFuXcyl7XgaGWO/yz3M/M/aa+BpQ=="
    ),
  ]

  private func file(objects stream: [UInt8], filter: String) -> [UInt8] {
    Array("%PDF-1.5\n50 0 obj <</Type/ObjStm/N 39/First 284\(filter)>> stream\r\n".utf8) + stream
      + Array("\nendstream endobj 51 0 obj <</Type/XRef/Root 1 0 R>> stream x endstream endobj\n".utf8)
  }

  @Test("pages in compressed object streams are found", arguments: objectStreams.indices)
  func pagesInCompressedObjectStreams(row: Int) throws {
    let stream = RequestText(Self.objectStreams[row].base64).base64Decoded
    let pages = try PDFPages(file(objects: stream, filter: "/Filter/FlateDecode"))
    #expect(pages.map(\.width) == (3..<40).map { Double($0 * 7) })
    #expect(pages.map(\.height) == (3..<40).map { Double(1000 - $0 * 3) })
  }

  @Test("a plain object behind an object stream replaces the one in it")
  func aPlainObjectBehindAn() throws {
    let stream = RequestText(Self.objectStreams[0].base64).base64Decoded
    let update = Array("4 0 obj <</Type/Page/MediaBox[0 0 9 9]>> endobj\n".utf8)
    #expect(try PDFPages(file(objects: stream, filter: "/Filter/FlateDecode") + update)[1].width == 9)
    let before = Array("%PDF-1.5\n4 0 obj <</Type/Page/MediaBox[0 0 9 9]>> endobj\n".utf8)
    #expect(try PDFPages(before + file(objects: stream, filter: "/Filter/FlateDecode"))[1].width == 28)
  }

  @Test("damaged object streams have a reason and never a crash")
  func damagedObjectStreamsHaveA() {
    var random = SeededRandom(seed: 9)
    for row in Self.objectStreams {
      let whole = RequestText(row.base64).base64Decoded
      for length in [0, 1, 2, 3, whole.count / 2] {
        let error = #expect(throws: MediaError.self) {
          try PDFPages(file(objects: Array(whole.prefix(length)), filter: "/Filter/FlateDecode"))
        }
        #expect(error?.code == .compressed)
      }
      for _ in 0..<2000 {
        var stream = whole
        for _ in 0...random.below(3) { stream[random.below(stream.count)] = UInt8(truncatingIfNeeded: random.next()) }
        _ = try? PDFPages(file(objects: stream, filter: "/Filter/FlateDecode"))
      }
    }
    for header in ["/N 9223372036854775807", "/N -1", "/First 9223372036854775807", "/First -1", "/DecodeParms <<>>"] {
      _ = try? PDFPages(Array("%PDF-1.5\n1 0 obj <</Type/ObjStm\(header)/N 1/First 4>> stream\n1 0 <<>>endstream".utf8))
    }
  }
}
