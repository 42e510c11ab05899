import ArgumentParser
import TextEncodings

/// How files are read.
struct EncodingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Encoding of files without a byte-order mark: auto, utf-8, utf-16le, windows-1252, shift_jis, …",
      valueName: "name"))
  var encoding = "auto"
  @Option(
    help: ArgumentHelp(
      "plain, or numbered: each line behind its number and a tab, as coding agents show files.", valueName: "how"))
  var render = TextRendering.plain.rawValue

  func rendering() throws(Complaint) -> TextRendering { try ViewFlags.choice(render, "--render") }

  func choice() throws(Complaint) -> EncodingChoice {
    if encoding == "auto" { return .automatic }
    if let known = TextEncoding(named: encoding) { return .named(known) }
    let names = TextEncoding.all.map(\.name).joined(separator: ", ")
    throw .usage("\"\(encoding)\" is no encoding that is known", remedy: "auto or one of \(names)")
  }
}
