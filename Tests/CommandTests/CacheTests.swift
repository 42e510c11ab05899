import Console
import FileReporting
import Foundation
import Testing
import Tokenization

@Suite("ullage report --cache")
final class CacheTests {
  private let program: Program
  private let folder: URL

  init() throws {
    program = try Program()
    for index in 0..<30 {
      try program.write(
        "tree/\(index).txt", String(repeating: "line \(index): some words, ünd mehr\n", count: 100 + index))
    }
    folder = program.folder.appending(path: "cache")
  }

  deinit { program.clean() }

  private func report(_ arguments: String...) throws -> Program.Outcome { try Self.report(program, arguments) }

  private static func report(_ program: Program, _ arguments: [String]) throws -> Program.Outcome {
    try program.run(
      ["report", "--json", "--compare", "v3,v4.7,claude-opus-5"] + arguments + ["tree"], input: Data(),
      environment: ["HOME": program.folder.appending(path: "home").path])
  }

  @Test("cold, warm and without it the report is the same, and the table does not grow")
  func agreement() throws {
    let plain = try report()
    let cold = try report("--cache", "cache")
    let sizes = try tables().map { try Data(contentsOf: $0).count }
    #expect(sizes == [1 << 22, 1 << 22, 1 << 22])
    let warm = try report("--cache", "cache")
    #expect(cold.output == plain.output)
    #expect(warm.output == plain.output)
    #expect(try tables().map { try Data(contentsOf: $0).count } == sizes)
  }

  @Test("counts that are in the table are taken from there, but only from one written with the user's key")
  func isUsed() throws {
    let tokenizer = try Tokenizer.bundled(.v3)
    let text = Array(String(repeating: "words and words\n", count: 200).utf8)
    let path = InputPath(bytes: Array(folder.path.utf8))
    let key = ContentHash.Key(low: 1, high: 2)
    let count = SliceCount(of: text.span, by: tokenizer)
    // The same count as another text's shows where it was taken from.
    let other = Array(String(repeating: "quite other words\n", count: 300).utf8)
    do {
      let cache = try CountCache(path, for: tokenizer, key: key)
      cache.keep(SliceCount(of: other.span, by: tokenizer).settled, of: text)
      #expect(cache.slice(of: text, by: tokenizer).settled != count.settled)
    }
    let again = try CountCache(path, for: tokenizer, key: key)
    #expect(again.slice(of: text, by: tokenizer).settled != count.settled)
    for other in [ContentHash.Key(low: 1, high: 3), .init(low: 0, high: 2), .init(low: 2, high: 1)] {
      #expect(try CountCache(path, for: tokenizer, key: other).slice(of: text, by: tokenizer).settled == count.settled)
    }
    // Another tokenizer's table is no table of this one's.
    let names = try tables()
    try FileManager.default.removeItem(at: names[0])
    _ = try CountCache(path, for: Tokenizer.bundled(.v4_7), key: key)
    #expect(try CountCache(path, for: tokenizer, key: key).slice(of: text, by: tokenizer).settled == count.settled)
  }

  @Test("the hash is SipHash-2-4 of 128 bits")
  func hash() {
    // vectors_sip128 of the reference code: key and messages are the bytes 0, 1, 2 and so on.
    let key = ContentHash.Key(low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908)
    let empty = [UInt8]().withUnsafeBytes { ContentHash($0, key: key) }
    #expect(empty.low == 0xE6A8_25BA_047F_81A3 && empty.high == 0x9302_55C7_1472_F66D)
  }

  @Test("a link that was planted for the table is replaced, and what it leads to stays as it is")
  func plantedLink() throws {
    let plain = try report().output
    _ = try report("--cache", "cache")
    let precious = try program.write("precious", "do not touch\n")
    for (index, table) in try tables().enumerated() {
      try FileManager.default.removeItem(at: table)
      switch index {
      case 0: try FileManager.default.createSymbolicLink(at: table, withDestinationURL: precious)
      case 1: try FileManager.default.linkItem(at: precious, to: table)
      default: try #require(mkfifo(table.path, 0o600) == 0)
      }
    }
    for _ in 0..<2 { #expect(try report("--cache", "cache").output == plain) }
    #expect(try String(contentsOf: precious, encoding: .utf8) == "do not touch\n")
    for table in try tables() {
      let attributes = try FileManager.default.attributesOfItem(atPath: table.path)
      #expect(attributes[.type] as? FileAttributeType == .typeRegular)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    #expect(try FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions] as? Int == 0o700)
  }

  @Test("a cache inside the tree is not counted, unless it is named itself")
  func insideTheTree() throws {
    let home = ["HOME": program.folder.appending(path: "home").path]
    let plain = try program.run(["report", "-q", "."], input: Data(), environment: home).output
    for cache in ["tree/kept", "./tree/../tree/kept", program.folder.appending(path: "tree/kept").path] {
      for _ in 0..<2 {
        let run = try program.run(
          ["report", "-q", "--cache", cache, "--skipped", "."], input: Data(), environment: home)
        #expect(run.output == plain && !run.notices.contains("kept"), "\(cache): \(run.notices)")
      }
    }
    let itself = try program.run(
      ["report", "--cache", "tree/kept", "--json", "tree/kept"], input: Data(), environment: home)
    #expect(itself.text.contains(#""path": ""#), "\(itself.text)")
  }

  @Test("a folder that others can write to, a link to one, and a key that others can read are refused")
  func notOwn() throws {
    let open = program.folder.appending(path: "open")
    try FileManager.default.createDirectory(at: open, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open.path)
    try FileManager.default.createSymbolicLink(
      at: program.folder.appending(path: "link"), withDestinationURL: program.folder.appending(path: "tree"))
    for (name, says) in [("open", "others may write to it"), ("link", "it is a link")] {
      let run = try report("--cache", name)
      #expect(run.status == 64)
      #expect(run.notices.contains(says), "\(run.notices)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: open.path).isEmpty)
    let key = program.folder.appending(path: "home/.local/state/ullage/cache.key")
    _ = try report("--cache", "cache")
    #expect(try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int == 0o600)
    #expect(try Data(contentsOf: key).count == 16)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
    let run = try report("--cache", "cache")
    #expect(run.status == 64)
    #expect(run.notices.contains("that only you can read"), "\(run.notices)")
    let homeless = try program.run(["report", "--cache", "cache", "tree"], input: Data())
    #expect(homeless.status == 64)
    #expect(homeless.notices.contains("no place for its key"), "\(homeless.notices)")
  }

  @Test("damage costs time, not truth")
  func damage() throws {
    let plain = try report()
    _ = try report("--cache", "cache")
    for table in try tables() {
      var bytes = try Data(contentsOf: table)
      for index in stride(from: 0, to: bytes.count, by: 8) where bytes[index] != 0 { bytes[index] ^= 0x40 }
      try bytes.prefix(bytes.count / 2).write(to: table)
    }
    #expect(try report("--cache", "cache").output == plain.output)
    #expect(try report("--cache", "cache").output == plain.output)
  }

  @Test("runs at the same time do not disturb each other")
  func concurrency() async throws {
    let plain = try report().output
    try await withThrowingTaskGroup(of: Data.self) { group in
      let program = program
      for _ in 0..<4 { group.addTask { try Self.report(program, ["--cache", "cache"]).output } }
      for try await output in group { #expect(output == plain) }
    }
  }

  @Test("a folder that cannot be is an error with a remedy")
  func unusable() throws {
    try program.write("file", "x")
    let run = try report("--cache", "file")
    #expect(run.status == 64)
    #expect(run.notices.contains("the cache cannot be opened"))
  }

  private func tables() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
  }
}
