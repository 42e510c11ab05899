import Foundation
import TestSupport

/// A folder full of files, ignore files and oddities, made from a seed.
struct RandomTree {
  let root: [UInt8]
  /// What was written, for a failing test to show.
  private(set) var ignoreFiles: [(path: String, text: String)] = []
  private var random: SeededRandom

  private static let names: [[UInt8]] =
    [
      "a", "b", "c", "ab", "foo", "bar", "foo.c", "bar.o", "a.b.c", ".hid", ".a", "sp ace", "trail ", "x[1]", "é", "éa",
      "#c", "!d", "back\\slash", "star*", "new\nline", "dot.", "a,b", "a{b}", "-", "-x", "Foo", "foo.C", "~", "foo~",
    ].map { Array($0.utf8) } + [[0x6E, 0xFF], [0xE9], Array(repeating: 0x6C, count: 250)]

  private static let shapes = [
    "%", "/%", "%/", "/%/", "**/%", "%/**", "%/**/%", "%/%", "*", "*.c", "*.?", "?", "??", "%*", "*%", "[ab]", "[!ab]*",
    "[^a-c]", "[a-", "[]]*", "[é]*", "[à-ü]*", "{a,b}", "{foo,b*}.c", "%}", "{%", "{a,{b}}", "\\%", "%\\ ", "%  ",
    "% \t",
    "\\", "!", "/", "//", "**", "/**", "**/", "/**/%", "a/**/b/%", "**/**/%", "**foo", "foo**", "*/%", "*/*/%", "%.",
    "*.", "#%", "\\#%", "\\!%", "%\r", "[-a]", "[a-]", "{,a}", "{*.c,*.o}", "{**/a,b}", "a/{**,b}", "%/*", "[!/]*",
    "%/.",
    "é*", "*\\[*", "\u{FEFF}%", "%\u{00A0}", "*a*b*", "%?", "*.[co]",
  ]

  /// Whose ignore files are in it: ripgrep's own, or git's in one repository.
  enum Kind {
    case ripgrep
    case git
  }

  private let kind: Kind

  private static let gitShapes = [
    "[[:alpha:]]", "[[:alnum:]_]*", "*[[:digit:]]*", "[[:foo:]]*", "[[:alpha:]", "[[:alpha", "[[:lower:][:upper:]]?*",
    "[![:lower:]]*", "[a[:space:]]*", "[[:punct:]]*", "[[:alpha:]-z]*", "[[:]]", "[[:]*", "[\\]x]*", "[a-\\c]*",
    "[\\a-c]*",
    "[c-a]*", "[a-c-e]*", "[!]a]*", "[", "[]", "[!", "[!]", "[]-a]*", "[---]*", "[/]", "a[/]b", "**/[a-c]*/**", "%**/%",
    "%/**%", "*/**/*", "***/%", "**/***", "/**/**/%", "%\\", "\\%", "%\t", "%/ ", "% /", "//%", "%//", "!!%", "\\!%*",
    "!/%/",
    "%*/%", "?/**", "**?", "*\\*", "**\\/%", "a/**\\/b", "%/\\*", " %", "%\\  ", "\\ ", "#", "*/", "/*", "/*/", "!*/",
    "!*.c",
  ]

  init(seed: UInt64, at root: String, _ kind: Kind) throws {
    self.root = Array(root.utf8)
    self.kind = kind
    random = SeededRandom(seed: seed)
    make(self.root)
    if kind == .git {
      _ = try Package.output(of: "/usr/bin/env", ["git", "init", "-q", "--template=", root])
      make(self.root + Array("/.git/info".utf8))
      writeRules(self.root + Array("/.git/info/exclude".utf8))
      writeRules(self.root + Array("/.git/excludes".utf8))
    }
    fill(self.root, depth: 0)
  }

  /// Something other than this program removes it: odd names are hard on Foundation.
  func remove() throws {
    _ = try Package.output(
      of: "/bin/sh", ["-c", "chmod -R u+rwx \"$0\"; rm -rf \"$0\"", String(decoding: root, as: UTF8.self)])
  }

  private mutating func fill(_ folder: [UInt8], depth: Int) {
    for _ in 0..<Int.random(in: 1...9, using: &random) {
      let path = folder + [0x2F] + name()
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        _ = cString(Bool.random(using: &random) ? Array("..".utf8) : Array("nowhere".utf8)) { target in
          cString(path) { symlink(target, $0) }
        }
      case 1: _ = cString(path) { mkfifo($0, 0o600) }
      case 2...8 where depth < 4:
        // Only into a folder that is new: through a link of that name it would leave the tree.
        if make(path) { fill(path, depth: depth + 1) }
      default: write(path, "x\n")
      }
    }
    let names = kind == .git ? [".gitignore"] : [".ignore", ".rgignore"]
    for name in names where Int.random(in: 0..<5, using: &random) < 2 {
      writeRules(folder + [0x2F] + Array(name.utf8))
    }
  }

  private mutating func name() -> [UInt8] { Self.names.randomElement(using: &random)! }

  /// A pattern; names in it are those of files, as far as they are text.
  mutating func pattern() -> String {
    var pattern = ""
    if Int.random(in: 0..<4, using: &random) == 0 { pattern += "!" }
    for character in (kind == .git ? Self.shapes + Self.gitShapes : Self.shapes).randomElement(using: &random)! {
      if character == "%" {
        pattern += String(decoding: name(), as: UTF8.self).replacing("\n", with: "?")
      } else {
        pattern.append(character)
      }
    }
    return pattern
  }

  private mutating func writeRules(_ path: [UInt8]) {
    var text = ""
    for _ in 0..<Int.random(in: 1...4, using: &random) { text += pattern() + "\n" }
    ignoreFiles.append((String(decoding: path, as: UTF8.self), text))
    var bytes = Array(text.utf8)
    if kind == .git {
      if Int.random(in: 0..<4, using: &random) == 0 { bytes = [0xEF, 0xBB, 0xBF] + bytes }
      if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeLast() }
      if Int.random(in: 0..<6, using: &random) == 0 { bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
    }
    if Int.random(in: 0..<15, using: &random) == 0 { bytes.insert(0xFF, at: bytes.count / 2) }
    write(path, bytes)
  }

  /// Makes a folder; false where the name is taken.
  @discardableResult
  private func make(_ path: [UInt8]) -> Bool { cString(path) { mkdir($0, 0o700) } == 0 }
  private func write(_ path: [UInt8], _ text: String) { write(path, Array(text.utf8)) }

  private func write(_ path: [UInt8], _ bytes: [UInt8]) {
    cString(path) { path in
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOFOLLOW, 0o600)
      guard file >= 0 else { return }
      _ = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      close(file)
    }
  }

  private func cString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) } }
  }
}
