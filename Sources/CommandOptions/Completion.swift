package import ArgumentParser
import ModelCatalog
import RequestChecking
import Tokenization

/// What a shell offers for an argument.
package enum Completion {
  /// The ids that the built-in catalogue knows, in its order.
  package static let models = CompletionKind.custom { _, _, _ in
    // A completion has nobody to tell of a fault.
    (try? Catalog.bundled())?.models.map(\.id) ?? []
  }
  /// The values of the `anthropic-beta` header that the catalogue knows.
  package static let betas = CompletionKind.custom { _, _, _ in
    ((try? Catalog.bundled())?.betas.sorted() ?? []) + ["none"]
  }
  /// Branches, tags and remote branches of the repository that the shell stands in.
  package static let revisions = CompletionKind.shellCommand("git for-each-ref --format='%(refname:short)' 2>/dev/null")
  /// Platforms that a plan can be for.
  package static let platforms = CompletionKind.list(Platform.known.map(\.rawValue))
  /// Families of models that count texts alike.
  package static let families = CompletionKind.list(TokenizerFamily.all.map(\.name))
  /// Endpoints that a plan can be for.
  package static let endpoints = names(of: Endpoint.self)

  /// The names of an enumeration's cases.
  package static func names<Choice: RawRepresentable<String> & CaseIterable>(of choice: Choice.Type) -> CompletionKind {
    .list(Choice.allCases.map(\.rawValue))
  }
}
