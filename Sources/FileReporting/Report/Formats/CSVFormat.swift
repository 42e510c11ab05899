/// A report as CSV (RFC 4180, but lines end in a newline alone): a heading, then one line a row, without a total.
struct CSVFormat {
  let report: Report

  var bytes: [UInt8] {
    let columns = ReportColumns(report, isPlain: true)
    let rows = report.rows
    let name = report.view.grouping == .file ? "path" : report.view.grouping.rawValue
    let isOfFiles = report.view.grouping == .file
    let header = ([name] + columns.header + (isOfFiles ? ["encoding"] : [])).map { Self.field(Array($0.utf8)) }
    var bytes = Array(header.joined(separator: Array(",".utf8))) + Array("\n".utf8)
    for row in rows.shown {
      bytes += Self.field(spelling(of: row))
      for cell in columns.cells(row) { bytes += Array(",".utf8) + Array(cell.utf8) }
      if isOfFiles { bytes += Array(",\(row.medium ?? row.encoding ?? "utf-8")".utf8) }
      bytes += Array("\n".utf8)
    }
    return bytes
  }

  /// A name byte for byte, but for backslashes, controls and marks that turn the direction, which are written out as in
  /// tables: a line end would be a row of its own to most readers. A path that a spreadsheet would take for a formula begins
  /// with `./`: it names the same file.
  private func spelling(of row: ReportRow) -> [UInt8] {
    let isOdd = String(decoding: row.name, as: UTF8.self).unicodeScalars.contains { scalar in
      scalar == "\\" || ShownText.isHidden(scalar)
    }
    let name = isOdd ? ShownText.line(of: row.name) : row.name
    let isFormula = name.first.map { "=+-@".utf8.contains($0) } ?? false
    return isFormula ? Array("./".utf8) + name : name
  }

  /// A cell, quoted where it would not be read back as it is.
  private static func field(_ text: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard text.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    return [quote] + text.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
