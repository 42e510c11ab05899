#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What a program on the counting core needs at run time: the fuzzer's program imports `Tokenization` and libc only.
  @Suite("Linkage")
  struct LinkageTests {
    /// Starts of library names: ICU without its data-hungry parts, Swift's standard library and runtime, libc.
    private static let allowed = [
      "libicuuc.so", "libicudata.so", "libswift", "libdispatch.so", "libBlocksRuntime.so", "libc.so", "libm.so",
      "libstdc++.so", "libgcc_s.so", "ld-linux", "linux-vdso",
    ]

    @Test("a program on the counting core links ICU, the Swift standard library and libc, and no Foundation")
    func countingCore() throws {
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      let neighbour = bundle ?? URL(filePath: CommandLine.arguments[0])
      let program = neighbour.deletingLastPathComponent().appending(path: "TokenizationFuzz")
      try #require(FileManager.default.fileExists(atPath: program.path), "the fuzzer's program is not built")
      let output = try Package.output(of: "/usr/bin/env", ["ldd", program.path])
      let libraries = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).first?.split(separator: "/").last.map(String.init)
      }
      #expect(libraries.contains { $0.hasPrefix("libicuuc.so") })
      for library in libraries {
        #expect(Self.allowed.contains { library.hasPrefix($0) }, "\(library)")
        #expect(!library.contains("Foundation"), "\(library)")
      }
    }
  }
#endif
