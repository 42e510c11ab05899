import TextEncodings

/// Where a text comes from that nobody wrote by hand: agents seldom need to read it.
package enum FileOrigin: String, Sendable {
  /// A script or a style sheet without line breaks.
  case minified
  /// A program's output, which says so, or a lock file.
  case generated

  /// Bytes of a file's head in which generators say who they are.
  private static let headLength = 1024

  /// Nil for what a person seems to have written. O(1) but for scripts and style sheets, of which 16 KB are looked at.
  package init?(path: [UInt8], _ bytes: [UInt8]) {
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    if Self.names.contains(where: { name.elementsEqual($0.utf8) })
      || Self.endings.contains(where: {
        name.count > $0.utf8.count && name.suffix($0.utf8.count).elementsEqual($0.utf8)
      })
    {
      self = .generated
    } else if Self.scripts.contains(where: { name.suffix($0.utf8.count).elementsEqual($0.utf8) }), bytes.count > 1000,
      Self.hasLongLines(bytes.prefix(16_384))
    {
      self = .minified
    } else if HeadSearch.saysGenerated(bytes.span.extracting(first: Self.headLength)) {
      self = .generated
    } else {
      return nil
    }
  }

  /// Lock files of package managers.
  private static let names = [
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "Cargo.lock", "poetry.lock",
    "uv.lock", "Pipfile.lock", "Gemfile.lock", "composer.lock", "Podfile.lock", "flake.lock", "go.sum", "mix.lock",
    "Package.resolved", "packages.lock.json", "deno.lock",
  ]

  private static let endings = [
    ".pb.go", ".pb.cc", ".pb.h", ".pb.swift", "_pb2.py", "_pb2_grpc.py", ".g.dart", ".freezed.dart", ".designer.cs",
    ".Designer.cs", ".js.map", ".css.map",
  ]
  private static let scripts = [".js", ".mjs", ".cjs", ".css"]

  /// Whether lines have more than 500 bytes on the average.
  private static func hasLongLines(_ bytes: ArraySlice<UInt8>) -> Bool {
    500 * bytes.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) } < bytes.count
  }
}
