import JSONText
import MessagesAPI

/// The text in the parts of office documents.
enum OfficeText {
  /// Texts of Word and PowerPoint: what stands in `t`, a line a paragraph.
  static func paragraphs(_ part: [UInt8]) -> String {
    var events = MarkupEvents(part)
    var (text, isText): ([UInt8], Bool) = ([], false)
    while let event = events.next() {
      switch event {
      case .start(let name, _, let isEmpty):
        if name.elementsEqual("t".utf8) { isText = !isEmpty }
        if name.elementsEqual("tab".utf8) { text.append(0x09) }
        if name.elementsEqual("br".utf8) { text.append(0x0A) }
      case .end(let name):
        if name.elementsEqual("t".utf8) { isText = false }
        if name.elementsEqual("p".utf8) { text.append(0x0A) }
      case .text(let characters): if isText { text += characters }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The strings that cells of a workbook refer to.
  static func strings(_ part: [UInt8]) -> [[UInt8]] {
    var events = MarkupEvents(part)
    var (strings, open, isText): ([[UInt8]], [UInt8], Bool) = ([], [], false)
    while let event = events.next() {
      switch event {
      case .start(let name, _, let isEmpty):
        if name.elementsEqual("t".utf8) { isText = !isEmpty }
        if name.elementsEqual("si".utf8), isEmpty { strings.append([]) }
      case .end(let name):
        if name.elementsEqual("t".utf8) { isText = false }
        if name.elementsEqual("si".utf8) {
          strings.append(open)
          open = []
        }
      case .text(let characters): if isText { open += characters }
      }
    }
    return strings
  }

  /// The rows of a sheet, with a tab between cells; formulas are not shown. Ends early where the budget is spent: a
  /// hundred thousand cells may refer to one long string.
  static func rows(_ sheet: [UInt8], _ strings: [[UInt8]], _ budget: WorkBudget) -> String {
    var events = MarkupEvents(sheet)
    var text: [UInt8] = []
    var (isValue, refers) = (false, false)
    while let event = events.next() {
      switch event {
      case .start(let name, let attributes, let isEmpty):
        if name.elementsEqual("c".utf8) { refers = attributes.position(of: " t=\"s\"".utf8) != nil }
        if name.elementsEqual("v".utf8) || name.elementsEqual("t".utf8) { isValue = !isEmpty }
      case .end(let name):
        if name.elementsEqual("v".utf8) || name.elementsEqual("t".utf8) { isValue = false }
        if name.elementsEqual("c".utf8) { text.append(0x09) }
        if name.elementsEqual("row".utf8) {
          if text.last == 0x09 { text.removeLast() }
          text.append(0x0A)
        }
      case .text(let characters):
        guard isValue else { break }
        let place = refers ? Int(String(decoding: characters, as: UTF8.self)) : nil
        let value = place.flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? characters
        guard budget.spend(value.count) else { return "" }
        text += value
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The text of an OpenDocument file: what stands in its body, a line a paragraph, heading or cell.
  static func openDocument(_ part: [UInt8]) -> String {
    var events = MarkupEvents(part)
    var (text, isBody): ([UInt8], Bool) = ([], false)
    while let event = events.next() {
      switch event {
      case .start(let name, _, _):
        if name.elementsEqual("body".utf8) { isBody = true }
        if name.elementsEqual("s".utf8) { text.append(0x20) }
        if name.elementsEqual("tab".utf8) { text.append(0x09) }
      case .end(let name):
        if name.elementsEqual("p".utf8) || name.elementsEqual("h".utf8) { text.append(0x0A) }
      case .text(let characters): if isBody { text += characters }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
