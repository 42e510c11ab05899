import Foundation
import TestSupport
import Testing

@testable import FileReporting

@Suite("Languages by the names of files")
struct LanguageTests {
  @Test(
    "a whole name tells before an extension, and this program's own list before Linguist's",
    arguments: [
      ("src/main.swift", "Swift"), ("Makefile", "Makefile"), ("a.h", "C header"), ("a.m", "Objective-C"),
      ("a.ipynb", "JSON"), ("CMakeLists.txt", "CMake"), ("po/de.po", "Gettext Catalog"), ("x/y.adoc", "AsciiDoc"),
      ("a.gd", "GDScript"), ("Jenkinsfile", "Groovy"), ("a.odin", "Odin"), ("a.gleam", "Gleam"), ("a.nix", "Nix"),
      (".gitignore", "Ignore List"), ("a.desktop", "desktop"), ("a.tmac", "Roff"), ("a.zig", "Zig"),
      ("LICENSE", "Plain text"), ("a.unheard-of", "(other)"), ("noextension", "(other)"),
    ])
  func names(path: String, language: String) {
    #expect(Language.name(of: Array(path.utf8)) == language)
  }

  @Test(
    "the tables are those of the sources, and embed.S says so, for the build looks at embed.S alone",
    arguments: [
      "FileReporting/_CLanguages/languages.table", "TextEncodings/_CTextEncodings/encodings.table",
    ])
  func embedded(path: String) throws {
    let file = Package.root.appending(path: "Sources").appending(path: path)
    let bytes = try Data(contentsOf: file)
    // FNV-1a, 64 bits.
    let checksum = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    let stamp = "//   \(file.lastPathComponent) \(bytes.count) bytes, checksum \(String(checksum, radix: 16))"
    let assembly = try String(
      contentsOf: file.deletingLastPathComponent().appending(path: "embed.S"), encoding: .utf8)
    #expect(assembly.contains(stamp + "\n"), "run import.py")
  }
}
