import FileSelection
import Foundation
import TestSupport
import Testing

@Suite("Selection against ripgrep 13")
struct RipgrepTests {
  /// Ripgrep where it is installed in the version whose manners are ours.
  private static let ripgrep: String? = {
    guard let version = try? Package.output(of: "/usr/bin/env", ["rg", "--version"]) else { return nil }
    return version.starts(with: Data("ripgrep 13.".utf8)) ? "rg" : nil
  }()

  @Test(
    "selects exactly the files of rg --files in random trees",
    .enabled(if: ripgrep != nil, "ripgrep 13 is not installed"))
  func randomTrees() throws {
    for index in 0..<Effort.texts(usual: 25) { try compare(seed: Effort.seed(1) &+ UInt64(index)) }
  }

  private func compare(seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-walk-\(UUID().uuidString)").path
    var tree = try RandomTree(seed: seed, at: folder, .ripgrep)
    defer { try? tree.remove() }
    for variant in 0..<4 {
      var options = SelectionOptions()
      var arguments = ["--no-config", "--no-messages", "--files", "-0"]
      if variant & 1 == 1 {
        options.includesHidden = true
        arguments.append("--hidden")
      }
      if variant == 2 {
        options.honoursIgnoreFiles = false
        arguments.append("--no-ignore")
      }
      var pattern = ""
      if variant == 3 {
        pattern = tree.pattern()
        // Ripgrep refuses a pattern that is none; so do we.
        guard (try? options.include(pattern)) != nil else { continue }
        arguments += ["--glob=\(pattern)"]
      }
      var walk = FileWalk(options)
      #expect(walk.add(tree.root) == nil)
      let expected = try Self.ripgrepFiles(arguments + [folder])
      let found = walk.files.map(\.path)
      #expect(found.count == Set(found).count)
      let surplus = Set(found).subtracting(expected).map { String(decoding: $0, as: UTF8.self) }.sorted()
      let missing = expected.subtracting(found).map { String(decoding: $0, as: UTF8.self) }.sorted()
      #expect(
        surplus.isEmpty && missing.isEmpty,
        "seed \(seed), variant \(variant) \(pattern): surplus \(surplus), missing \(missing), of \(tree.ignoreFiles)")
    }
  }

  private static func ripgrepFiles(_ arguments: [String]) throws -> Set<[UInt8]> {
    // Nothing of the tester's own settings; status 1 means no files, 2 that some folder could not be read.
    let command = "HOME=/nonexistent XDG_CONFIG_HOME= rg \"$@\"; test $? -le 2"
    let output = try Package.output(of: "/bin/sh", ["-c", command, "sh"] + arguments)
    return Set(output.split(separator: 0).map { Array($0) })
  }
}
