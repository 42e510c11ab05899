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
    /// The text, with a line feed behind each line; nil where it was not asked for, where the file is encrypted or does
    /// not say what its glyphs mean, and where reading was given up before.
    public fileprivate(set) var text: String?
    /// Whether reading was given up in the middle of the text: ``text`` is its beginning.
    public fileprivate(set) var isTextCut = false
  }

  private var pages: [Page] = []
  /// Whether reading was given up before the last page's text: it took more work than the document's size warrants.
  public private(set) var isCutShort = false

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

  /// Reads the page tree of a PDF, and the text of its pages where `readingText` asks for it.
  ///
  /// Cost: O(n) in the file and in what it unpacks to and shows. Where that is far more than files of that size have,
  /// reading is given up: within the text of pages the rest is left out, which ``isCutShort`` says; within the page tree
  /// the error is ``MediaError/Code/tooCostly``. No file below 64 KB takes a second or 200 MB.
  public init(_ bytes: [UInt8], readingText: Bool = false) throws(MediaError) {
    try self.init(bytes, readingText: readingText, budget: WorkBudget(forDocumentOf: bytes.count))
  }

  /// The same within a budget that other documents may share.
  package init(_ bytes: [UInt8], readingText: Bool, budget: WorkBudget) throws(MediaError) {
    guard Self.hasHeader(bytes) else {
      throw MediaError(code: .unknownFormat, message: "the bytes begin like no PDF")
    }
    let objects = PDFObjects(bytes, budget: budget)
    var leaves: [Leaf] = []
    let tree = objects.root.flatMap(objects.dictionary)?["Pages"]
    let root = objects.reference(at: tree)
    var isWhole = true
    if let root, objects.dictionary(root) != nil {
      isWhole = Self.collect(from: root, in: objects, into: &leaves)
    } else if !objects.hasUnreadableStreams {
      // Without a tree the pages that are there still count.
      for number in objects.numbers where leaves.count < Self.limit {
        guard let object = objects.dictionary(number), objects.name(at: object["Type"]) == "Page" else { continue }
        leaves.append(Leaf(object, in: objects, inheriting: nil))
      }
    }
    if budget.isSpent {
      throw MediaError(
        code: .tooCostly, message: "finding the PDF's pages takes more work than a file of its size warrants")
    }
    if !isWhole || leaves.isEmpty { throw Self.unknown(hasUnreadableStreams: objects.hasUnreadableStreams) }
    pages = leaves.map(\.page)
    // What an encrypted stream shows is no text.
    if readingText, !objects.isEncrypted { readText(of: leaves, in: objects) }
  }

  /// Reads the text of pages until the budget is spent.
  private mutating func readText(of leaves: [Leaf], in objects: PDFObjects) {
    var fonts: PDFText.Fonts = [:]
    for (index, leaf) in leaves.enumerated() {
      pages[index].text = PDFText.text(ofContentsAt: leaf.contents, leaf.resources, in: objects, &fonts)
      if objects.budget.isSpent {
        pages[index].isTextCut = pages[index].text != nil
        isCutShort = true
        return
      }
    }
  }

  private static func unknown(hasUnreadableStreams: Bool) -> MediaError {
    hasUnreadableStreams
      ? MediaError(code: .compressed, message: "the PDF's page tree is in object streams that cannot be read")
      : MediaError(code: .malformed, message: "the PDF has no page tree that can be read")
  }

  /// Whether bytes are a PDF's: the mark may stand anywhere in the first kilobyte.
  package static func hasHeader(_ bytes: [UInt8]) -> Bool {
    let mark = Array("%PDF-".utf8)
    let start = bytes.prefix(1024)
    return start.indices.contains { bytes[$0...].starts(with: mark) }
  }

  /// Walks the tree in page order; each object counts once, so that a tree with loops ends.
  ///
  /// - Returns: false if a node is missing from the file's plain objects.
  private static func collect(from root: Int, in objects: PDFObjects, into leaves: inout [Leaf]) -> Bool {
    var seen: Set<Int> = []
    var waiting: [(number: Int, inherited: Inherited?)] = [(root, nil)]
    while let (number, inherited) = waiting.popLast(), leaves.count < limit {
      guard seen.insert(number).inserted else { continue }
      guard let object = objects.dictionary(number) else { return false }
      let isNode = object["Kids"] != nil
      if !isNode {
        leaves.append(Leaf(object, in: objects, inheriting: inherited))
        continue
      }
      let own = Inherited(object, in: objects, inheriting: inherited)
      let kids = objects.references(at: object["Kids"], limit: limit)
      guard objects.budget.spend(kidCost * kids.count) else { return false }
      for kid in kids.reversed() where !seen.contains(kid) { waiting.append((kid, own)) }
    }
    return true
  }

  /// What a child of a node costs beside the words that name it: it waits with what it inherits.
  private static let kidCost = 32

  /// What pages take from the nodes above them.
  private struct Inherited {
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

  /// A page of the tree whose text is not read yet.
  private struct Leaf {
    let page: Page
    let contents: Int?
    let resources: PDFObjects.Dictionary?

    init(_ object: PDFObjects.Dictionary, in objects: PDFObjects, inheriting above: Inherited?) {
      let own = Inherited(object, in: objects, inheriting: above)
      let box = own.box.count == 4 ? own.box : [0, 0, 612, 792]
      let quarters = Int(exactly: ((own.rotation ?? 0) / 90).rounded()) ?? 0
      page = Page(
        width: abs(box[2] - box[0]), height: abs(box[3] - box[1]), rotation: ((quarters % 4 + 4) % 4) * 90)
      contents = object["Contents"]
      resources = own.resources
    }
  }
}
