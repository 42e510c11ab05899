// `swift run -c release ullage-vocabulary Vocab`: compiles Vocab's readable files into what is embedded, and writes
// embed.S anew so that the build notices.

import Foundation
import Tokenization
import VocabularyCompilation

@main
struct Main {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: ullage-vocabulary FOLDER (the package's Vocab)\n".utf8))
      exit(64)
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    let records = ScalarProperties.records()
    var stamp = ""
    func write(_ bytes: [UInt8], to name: String) throws {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
      // Safe: the bytes are lent to one call.
      let sum = unsafe bytes.withUnsafeBytes { unsafe CompiledFile.checksum($0) }
      stamp += "//   \(name) \(bytes.count) bytes, checksum \(String(sum, radix: 16))\n"
      print("\(name): \(bytes.count) bytes")
    }
    try write(VocabularyCompiler.unicodeTable(records), to: "unicode.table")
    for family in ["v3", "v4_7"] {
      let text = try String(contentsOf: folder.appendingPathComponent("\(family).pieces"), encoding: .utf8)
      try write(VocabularyCompiler.vocabulary(text, records: records), to: "\(family).vocab")
    }
    let embed = folder.appendingPathComponent("embed.S")
    let body = try String(contentsOf: embed, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("//") }.joined(separator: "\n")
    let head = "// Puts the compiled vocabularies and the scalar properties into the program's read-only bytes:\n"
    try Data((head + stamp + body).utf8).write(to: embed)
  }
}
