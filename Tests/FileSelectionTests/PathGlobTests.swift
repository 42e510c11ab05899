import FileSelection
import Testing

@Suite("Patterns")
struct PathGlobTests {
  /// Pattern, what it matches, what not. All rows were asked of ripgrep 13 (globset 0.4.9).
  static let rows: [(pattern: String, matching: [String], other: [String])] = [
    ("a", ["a"], ["b", "a/b", "b/a", ""]),
    ("**/a", ["a", "b/a", "b/c/a"], ["ba", "a/b", "b/ba"]),
    ("**/*.c", ["a.c", "b/a.c", ".c"], ["a.cc", "a.c/b"]),
    ("*.c", ["a.c", ".c"], ["b/a.c"]),
    ("?", ["a", "\n"], ["", "ab", "/"]),
    ("a*b", ["ab", "axb", "a.b"], ["a/b", "abc"]),
    ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "xa/b"]),
    ("a/**", ["a/b", "a/b/c"], ["a", "ab"]),
    ("**", ["a", "a/b"], []),
    ("a**b", ["ab", "axb"], ["a/b"]),
    ("[a-c]", ["a", "b", "c"], ["d", "-", "ab"]),
    ("[!a-c]", ["d", "-"], ["a", ""]),
    ("[^a]x", ["bx", "/x"], ["ax"]),
    ("[]a]", ["]", "a"], ["b"]),
    ("[a-]", ["a", "-"], ["b"]),
    ("{a,bc}d", ["ad", "bcd"], ["abcd", "d"]),
    ("{*.c,x/*.h}", ["a.c", "x/a.h"], ["a.h", "x/a.c"]),
    ("{,a}b", ["ab"], ["b"]),
    ("a,b", ["a,b"], ["a", "b"]),
    ("a}", ["a"], ["a}"]),
    (#"\*"#, ["*"], ["a", #"\*"#]),
    (#"\\"#, [#"\"#], ["a"]),
    ("é", ["é"], ["e"]),
    ("/a", ["/a"], ["a"]),
    ("", [""], ["a"]),
    // ripgrep's own: a path that ends in a dot has no name.
    ("**/a.", [], ["a.", "b/a."]),
    ("a.", ["a."], []),
    // ripgrep's own: ** does not cross a newline unless an extension ends the pattern.
    ("a/**/b*", ["a/x/bc"], ["a/\n/bc"]),
    ("a/**/*.c", ["a/\n/b.c"], []),
  ]

  @Test("match whole paths as ripgrep's do", arguments: rows)
  func matches(pattern: String, matching: [String], other: [String]) throws {
    let glob = try PathGlob(pattern)
    for path in matching { #expect(glob.matches(Array(path.utf8)[...]), "\(path.debugDescription)") }
    for path in other { #expect(!glob.matches(Array(path.utf8)[...]), "\(path.debugDescription)") }
  }

  @Test(
    "that cannot be say why",
    arguments: [
      ("[a", "the class is not closed by ]"), ("[z-a]", "the class has a range that ends before it begins"),
      ("{a", "the braces are not closed by }"), ("{a,{b}}", "braces stand inside braces"),
      ("a\\", "nothing follows the last \\"),
    ])
  func errors(pattern: String, message: String) {
    let error = #expect(throws: GlobError.self) { try PathGlob(pattern) }
    #expect(error?.message == message)
  }

  @Test("take bytes that are not UTF-8")
  func bytes() throws {
    #expect(try PathGlob("a?b").matches([0x61, 0xFF, 0x62]))
    #expect(try PathGlob("*").matches([0xFF, 0xFE]))
  }

  @Test("with many stars are not slow", .timeLimit(.minutes(1)))
  func stars() throws {
    let glob = try PathGlob(String(repeating: "*a", count: 60) + "b")
    #expect(!glob.matches(Array(repeating: 0x61, count: 4000)[...]))
  }

  /// A line of an ignore file, and paths that it ignores or not; `/` at the end stands for a folder.
  static let lines: [(line: String, ignored: [String], other: [String])] = [
    ("a", ["a", "b/a", "a/"], ["ab"]), ("/a", ["a"], ["b/a"]), ("a/", ["a/", "b/a/"], ["a"]),
    ("a/b", ["a/b"], ["c/a/b"]),
    ("a/**", ["a/b"], ["a/", "a"]), ("# a", [], ["# a", "a"]), ("\\#a", ["#a"], ["a"]), (#"\!a"#, ["!a"], ["a"]),
    ("a  ", ["a"], ["a  "]), (#"a\ "#, ["a "], ["a"]), ("a\r", ["a"], []), ("a\u{A0}", ["a"], []),
    ("/", [], ["a", "a/"]),
    ("", [], ["a"]), ("*.md", ["a.md", "b/c.md"], ["a.mdx"]),
  ]

  @Test("in ignore files hold at any depth, from the folder on, or for folders alone", arguments: lines)
  func ignoring(line: String, ignored: [String], other: [String]) throws {
    var rules = IgnoreRules()
    try rules.append(line: line)
    for (paths, expected) in [(ignored, IgnoreRules.Verdict.ignored), (other, .undecided)] {
      for path in paths {
        let isFolder = path.hasSuffix("/")
        let bytes = Array((isFolder ? path.dropLast() : path[...]).utf8)
        #expect(rules.verdict(on: bytes[...], isFolder: isFolder) == expected, "\(path)")
      }
    }
  }

  @Test("the last that matches decides, and ! keeps")
  func order() {
    var rules = IgnoreRules()
    let errors = rules.append(fileText: Array("*.c\n!keep.c\n[a-\n/keep.c\n!/sub/\n".utf8))
    #expect(errors.map(\.line) == [3])
    func verdict(_ path: String, isFolder: Bool = false) -> IgnoreRules.Verdict {
      rules.verdict(on: Array(path.utf8)[...], isFolder: isFolder)
    }
    #expect(verdict("a.c") == .ignored)
    #expect(verdict("keep.c") == .ignored)
    #expect(verdict("b/keep.c") == .kept)
    #expect(verdict("sub", isFolder: true) == .kept)
    #expect(verdict("sub") == .undecided)
  }
}
