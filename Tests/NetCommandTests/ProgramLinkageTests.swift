#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What `ullage-net` loads before it knows what to do.
  @Suite("Linkage")
  struct ProgramLinkageTests {
    @Test("the program starts without TLS, and with no more of Foundation than the option parser has")
    func linkage() throws {
      let output = try Package.output(of: "/usr/bin/env", ["ldd", Program.executable.path])
      let libraries = String(decoding: output, as: UTF8.self).split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).first?.split(separator: "/").last.map(String.init)
      }
      #expect(libraries.contains { $0.hasPrefix("libsqlite3.so") })
      for name in ["libcurl", "libssl", "libcrypto", "libgnutls", "libFoundation.so", "lib_FoundationICU"] {
        #expect(!libraries.contains { $0.hasPrefix(name) }, "\(name)")
      }
    }
  }
#endif
