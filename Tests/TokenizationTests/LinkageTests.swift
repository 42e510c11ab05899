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

    /// ICU's functions whose tables are compiled into libicuuc, so that a static program needs none of ICU's 30 MB of
    /// data: normalisation (norm2_nfc_data.h), properties (uchar_props_data.h) and versions.
    private static let withoutData: Set<String> = [
      "u_charType", "u_getCombiningClass", "u_getIntPropertyValue", "u_getUnicodeVersion", "u_getVersion",
      "u_hasBinaryProperty", "u_tolower", "u_versionToString", "unorm2_composePair", "unorm2_getNFCInstance",
      "unorm2_getRawDecomposition", "unorm2_normalize",
    ]

    private func program() throws -> URL {
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      let neighbour = bundle ?? URL(filePath: CommandLine.arguments[0])
      let program = neighbour.deletingLastPathComponent().appending(path: "TokenizationFuzz")
      try #require(FileManager.default.fileExists(atPath: program.path), "the fuzzer's program is not built")
      return program
    }

    @Test("no call goes to a function of ICU that reads ICU's data")
    func functions() throws {
      let output = try Package.output(of: "/usr/bin/env", ["nm", "-D", "--undefined-only", program().path])
      let names = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      // ICU's functions end in its version: u_tolower_72.
      let called = Set(
        names.compactMap { name in name.wholeMatch(of: /(u[a-z0-9]*_[A-Za-z]+)_[0-9]+/).map { String($0.1) } })
      #expect(called.contains("unorm2_normalize"))
      #expect(called.subtracting(Self.withoutData) == [])
    }

    @Test("a program on the counting core links ICU, the Swift standard library and libc, and no Foundation")
    func countingCore() throws {
      let output = try Package.output(of: "/usr/bin/env", ["ldd", program().path])
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
