import Foundation
import Testing

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
      ["report", "--json", "--compare", "v3,v4.7,claude-opus-5"] + arguments + ["tree"], input: Data())
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

  @Test("counts that are in the table are taken from there: a forged one shows")
  func isUsed() throws {
    _ = try report("--cache", "cache")
    let plain = try report()
    for table in try tables() {
      var bytes = try Data(contentsOf: table)
      // Slots of 32 bytes: hash, hash, count, check. An own check for a count that is one higher.
      for start in stride(from: 0, to: bytes.count, by: 32) where bytes[start..<start + 32].contains(where: { $0 != 0 })
      {
        func word(_ index: Int) -> UInt64 {
          bytes[(start + index * 8)..<(start + index * 8 + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let count = word(2) + 1
        let check =
          (word(0) ^ word(1).byteSwapped) &* 0x9E37_79B9_7F4A_7C15 ^ count &* 0xC2B2_AE3D_27D4_EB4F ^ 0x756C_6C61_6765
        for (index, value) in [(2, count), (3, check)] {
          for byte in 0..<8 { bytes[start + index * 8 + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
        }
      }
      try bytes.write(to: table)
    }
    #expect(try report("--cache", "cache").output != plain.output)
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
