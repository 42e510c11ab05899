/// The pages of a PDF document: how many, and how large.
///
///     let pages = try PDFPages(base64: data)
///     pages.count          // 3
///     pages[0].width       // 612 points
///
/// A page tree in compressed object streams is found too, unless the file is encrypted. Text is read where it is asked
/// for; pictures are not examined.
public struct PDFPages: Sendable, Hashable, RandomAccessCollection {
  /// A page as the file describes it.
  public struct Page: Sendable, Hashable {
    /// Points, 1/72 of an inch, before rotation; US Letter where the file does not say.
    public let width: Double
    /// Points.
    public let height: Double
    /// Degrees clockwise: 0, 90, 180 or 270.
    public let rotation: Int
    /// The text, with a line feed behind each line; nil where it was not asked for, or where the file does not say what
    /// its glyphs mean.
    public let text: String?
  }

  private let pages: [Page]

  public var startIndex: Int { 0 }
  public var endIndex: Int { pages.count }
  public subscript(index: Int) -> Page { pages[index] }

  /// More pages than any request may have.
  private static let limit = 100_000

  /// Reads the page tree of a base64-encoded PDF. O(n).
  public init(base64 text: RequestText, readingText: Bool = false) throws(MediaError) {
    try self.init(Base64Reader.decode(text), readingText: readingText)
  }

  /// The pages of a document whose bytes are in the request.
  public init(of source: MediaSource) throws(MediaError) {
    guard case .base64(_, let data) = source.kind else {
      throw MediaError(code: .notIncluded, message: "the document is not in the request (\(source.type))")
    }
    try self.init(base64: data)
  }

  /// Reads the page tree of a PDF, and the text of its pages where `readingText` asks for it. O(n).
  public init(_ bytes: [UInt8], readingText: Bool = false) throws(MediaError) {
    guard Self.hasHeader(bytes) else {
      throw MediaError(code: .unknownFormat, message: "the bytes begin like no PDF")
    }
    let objects = PDFObjects(bytes)
    var pages: [Page] = []
    let tree = objects.root.flatMap(objects.dictionary)?["Pages"]
    let root = objects.reference(at: tree)
    if let root, objects.dictionary(root) != nil {
      guard Self.collect(from: root, in: objects, readingText, into: &pages) else {
        throw Self.unknown(hasUnreadableStreams: objects.hasUnreadableStreams)
      }
    } else if !objects.hasUnreadableStreams {
      // Without a tree the pages that are there still count.
      for number in objects.numbers where pages.count < Self.limit {
        guard let object = objects.dictionary(number), objects.name(at: object["Type"]) == "Page" else { continue }
        pages.append(Page(object, in: objects, inheriting: nil, readingText))
      }
    }
    if pages.isEmpty { throw Self.unknown(hasUnreadableStreams: objects.hasUnreadableStreams) }
    self.pages = pages
  }

  private static func unknown(hasUnreadableStreams: Bool) -> MediaError {
    hasUnreadableStreams
      ? MediaError(code: .compressed, message: "the PDF's page tree is in object streams that cannot be read")
      : MediaError(code: .malformed, message: "the PDF has no page tree that can be read")
  }

  /// The mark may stand anywhere in the first kilobyte.
  private static func hasHeader(_ bytes: [UInt8]) -> Bool {
    let mark = Array("%PDF-".utf8)
    let start = bytes.prefix(1024)
    return start.indices.contains { bytes[$0...].starts(with: mark) }
  }

  /// Walks the tree in page order; each object counts once, so that a tree with loops ends.
  ///
  /// - Returns: false if a node is missing from the file's plain objects.
  private static func collect(
    from root: Int, in objects: PDFObjects, _ readingText: Bool, into pages: inout [Page]
  ) -> Bool {
    var seen: Set<Int> = []
    var waiting: [(number: Int, inherited: Inherited?)] = [(root, nil)]
    while let (number, inherited) = waiting.popLast(), pages.count < limit {
      guard seen.insert(number).inserted else { continue }
      guard let object = objects.dictionary(number) else { return false }
      let isNode = object["Kids"] != nil
      if !isNode {
        pages.append(Page(object, in: objects, inheriting: inherited, readingText))
        continue
      }
      let own = Inherited(object, in: objects, inheriting: inherited)
      for kid in objects.references(at: object["Kids"], limit: limit).reversed() { waiting.append((kid, own)) }
    }
    return true
  }

  /// What pages take from the nodes above them.
  fileprivate struct Inherited {
    var box: [Double]
    var rotation: Double?
    var resources: PDFObjects.Dictionary?

    init(_ object: PDFObjects.Dictionary, in objects: PDFObjects, inheriting above: Inherited?) {
      let own = objects.numbers(at: object["MediaBox"], limit: 4)
      box = own.count == 4 ? own : above?.box ?? []
      rotation = objects.number(at: object["Rotate"]) ?? above?.rotation
      resources = objects.dictionary(at: object["Resources"]) ?? above?.resources
    }
  }
}

extension PDFPages.Page {
  fileprivate init(
    _ object: PDFObjects.Dictionary, in objects: PDFObjects, inheriting above: PDFPages.Inherited?, _ readingText: Bool
  ) {
    let own = PDFPages.Inherited(object, in: objects, inheriting: above)
    let box = own.box.count == 4 ? own.box : [0, 0, 612, 792]
    width = abs(box[2] - box[0])
    height = abs(box[3] - box[1])
    let quarters = Int(exactly: ((own.rotation ?? 0) / 90).rounded()) ?? 0
    rotation = ((quarters % 4 + 4) % 4) * 90
    text = readingText ? PDFText.text(of: object, own.resources, in: objects) : nil
  }
}
