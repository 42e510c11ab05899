/// Which release this is. Semantic versioning: the second figure changes where a library's surface or a format breaks,
/// the third otherwise, until 1.0.0.
package enum Version {
  /// The only place that says it: `--version`, the cache's file names, MCP and reports read it from here, and so do the
  /// scripts that package.
  package static let number = "0.1.0"
}
