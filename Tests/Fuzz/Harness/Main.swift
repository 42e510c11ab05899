// Two programs from one source. Built with `-D COVERAGE_GUIDED` and libFuzzer's own `main`, the target that the
// environment's `FUZZ_TARGET` names is fed what libFuzzer makes. Built plainly, seeds are mutated from a fixed start:
//
//   UllageFuzz ROUNDS [TARGET…]          tries so many mutations of each target's seeds; exit status 1 where one disagrees
//   UllageFuzz --input TARGET FILE…      tries these inputs
//   UllageFuzz --seeds TARGET FOLDER     writes seeds as files, and words as FOLDER.dict, for libFuzzer

import Foundation
import TestSupport

#if COVERAGE_GUIDED
  private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else { fatalError("FUZZ_TARGET is no target: \"\(name)\"") }
    return target
  }()

  /// Reads vocabularies and tables before the first input's time is taken.
  @_cdecl("LLVMFuzzerInitialize")
  public func initialise(
    _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
  ) -> CInt {
    _ = target.complaint(Array("a text".utf8))
    return 0
  }

  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ start: UnsafePointer<UInt8>?, _ length: Int) -> CInt {
    if let complaint = target.complaintWithCost(Array(UnsafeBufferPointer(start: start, count: length))) {
      fatalError("\(target.name): \(complaint)")
    }
    return 0
  }
#else
  @main struct Main {
    static func main() throws {
      var arguments = CommandLine.arguments.dropFirst()
      switch arguments.popFirst() {
      case "--input":
        let target = try target(arguments.popFirst())
        let inputs = try arguments.map { ($0, [UInt8](try Data(contentsOf: URL(filePath: $0)))) }
        exit(report(target, inputs.lazy.map { ($0.0, $0.1) }) ? 0 : 1)
      case "--seeds":
        let target = try target(arguments.popFirst())
        try write(target, to: URL(filePath: arguments.popFirst() ?? ""))
      case let rounds?:
        guard let rounds = Int(rounds) else { throw Misuse(description: "\(rounds) is no number of rounds") }
        let targets = arguments.isEmpty ? FuzzTarget.all : try arguments.map { try target($0) }
        exit(try targets.map { try run($0, rounds) }.allSatisfy(\.self) ? 0 : 1)
      case nil: throw Misuse(description: "say how many rounds")
      }
    }

    private struct Misuse: Error, CustomStringConvertible {
      let description: String
    }

    private static func target(_ name: String?) throws -> FuzzTarget {
      guard let target = name.flatMap(FuzzTarget.named) else {
        throw Misuse(
          description: "\(name ?? "") is no target; there are \(FuzzTarget.all.map(\.name).joined(separator: " "))")
      }
      return target
    }

    /// Tries mutations of the seeds. What is being tried lies in a file, for the case that it ends the program.
    private static func run(_ target: FuzzTarget, _ rounds: Int) throws -> Bool {
      let seeds = target.seeds()
      var mutator = ByteMutator(seeds: seeds, words: target.words(), seed: Effort.seed(1))
      let last = FileManager.default.temporaryDirectory.appending(path: "ullage-fuzz-\(target.name)-\(getpid())")
      let start = clock()
      let inputs = (0..<rounds).lazy.map { round in
        let input = mutator.next()
        try? Data(input).write(to: last)
        return ("round \(round)", input)
      }
      let isFine = report(target, inputs)
      let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      print("\(target.name): \(rounds) mutations of \(seeds.count) seeds, \(String(format: "%.1f", seconds)) s")
      fflush(nil)
      if isFine { try FileManager.default.removeItem(at: last) }
      return isFine
    }

    private static func report(_ target: FuzzTarget, _ inputs: some Sequence<(String, [UInt8])>) -> Bool {
      var isFine = true
      for (name, input) in inputs {
        guard let complaint = target.complaintWithCost(input) else { continue }
        isFine = false
        print("\(target.name), \(name): \(complaint)\n  base64 \(Data(input).base64EncodedString())")
        fflush(nil)
      }
      return isFine
    }

    private static func write(_ target: FuzzTarget, to folder: URL) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for seed in target.seeds() {
        try Data(seed).write(to: folder.appending(path: String(digest(seed), radix: 16)))
      }
      let lines = target.words().map { word in
        "\"" + word.utf8.map { "\\x" + String(format: "%02X", $0) }.joined() + "\"\n"
      }
      try Data(lines.joined().utf8).write(to: folder.appendingPathExtension("dict"))
    }
  }
#endif
