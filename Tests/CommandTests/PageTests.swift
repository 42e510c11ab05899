import Foundation
import Testing

@Suite("The page of ullage report --format html")
final class PageTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private func page(_ arguments: String...) throws -> String {
    let run = try program.run(["report", "--format", "html", "-q"] + arguments, input: Data())
    #expect(run.status == 0)
    return run.text
  }

  /// What stands in the page for its script.
  private func data(in page: String) throws -> [String: Any] {
    let start = try #require(page.range(of: #"<script id="report" type="application/json">"#))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    let json = Data(page[start.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test("holds every file with its tokens, for each model")
  func files() throws {
    try program.write("tree/a.swift", "let x = 1\n")
    try program.write("tree/b/c.md", "# Title\n")
    try program.write("tree/picture", Data([0x89, 0x50, 0x4E, 0x47]))
    let data = try data(in: try page("--compare", "v3,v4.7", "tree"))
    #expect(data["models"] as? [String] == ["v3", "v4.7"])
    #expect(data["languages"] as? [String] == ["Swift", "Markdown"])
    let files = try #require(data["files"] as? [[Any]])
    #expect(files.map { $0[0] as? String } == ["a.swift", "b/c.md"])
    #expect(files.allSatisfy { $0.count == 5 })
    #expect((data["skipped"] as? [[String]])?.first?.first == "picture")
  }

  @Test("a name cannot end the script it stands in")
  func escapes() throws {
    let name = "<\u{2028}!--script>&amp;\"'\\.txt"
    try program.write("tree/\(name)", "x")
    let text = try page("tree")
    #expect(!text.contains("<\u{2028}!--"))
    let files = try data(in: text)["files"] as? [[Any]]
    #expect(files?.first?.first as? String == name)
  }

  @Test("names the folder and the day, and has the largest files for browsers without scripts")
  func heading() throws {
    try program.write("tree/a.swift", "let x = 1\n")
    try program.write("tree/<b>&{{report}}.md", "# Title\n")
    let text = try page("tree")
    let data = try data(in: text)
    #expect(data["subject"] as? String == "tree")
    let day = try #require(data["day"] as? String)
    #expect(day.count == 10 && day.hasPrefix("20"))
    let start = try #require(text.range(of: "<noscript>"))
    let end = try #require(text.range(of: "</noscript>"))
    let table = text[start.upperBound..<end.lowerBound]
    #expect(table.contains("<td class=\"name\">a.swift</td><td>"), "\(table)")
    #expect(table.contains("&lt;b&gt;&amp;{{report}}.md"))
  }

  @Test("loads nothing from anywhere")
  func selfContained() throws {
    let text = try page("--include", "nothing", ".")
    #expect(text.contains("default-src 'none'"))
    for word in ["http://", "https://", "src=", "@import", "fetch(", "XMLHttpRequest"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test(
    "is made of the files of the sources, and embed.S says so, for the build looks at embed.S alone",
    arguments: ["report.html", "plan.html", "style.css", "shared.js"])
  func embedded(name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/FileReporting/_CPages")
    let file = Array(try Data(contentsOf: folder.appending(path: name)))
    // FNV-1a, 64 bits.
    let checksum = file.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    let stamp = "//   \(name) \(file.count) bytes, checksum \(String(checksum, radix: 16))"
    let assembly = try String(contentsOf: folder.appending(path: "embed.S"), encoding: .utf8)
    #expect(assembly.contains(stamp + "\n"), "write this line into embed.S")
    try program.write("r.json", #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#)
    let built =
      name == "plan.html"
      ? try program.run("plan", "r.json", "--format", "html").text : try page("--include", "nothing", ".")
    // Whatever stands between the places that are filled.
    var rest = String(decoding: file, as: UTF8.self)[...]
    while let start = rest.range(of: "{{"), let end = rest.range(of: "}}", range: start.upperBound..<rest.endIndex) {
      let piece = rest[..<start.lowerBound]
      #expect(piece.isEmpty || built.contains(piece), "build anew")
      rest = rest[end.upperBound...]
    }
    #expect(built.contains(rest), "build anew")
  }
}
