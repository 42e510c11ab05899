import CUllage
import RequestCounting
import Testing
import Tokenization

/// A counter that is closed when it goes.
final class OpenCounter {
  let handle: OpaquePointer
  private let model: String

  init(_ model: String, catalog: String? = nil) throws {
    var handle: OpaquePointer?
    var complaint: UnsafeMutablePointer<CChar>?
    let status = ullage_counter_open(model, model.utf8.count, catalog, catalog?.utf8.count ?? 0, &handle, &complaint)
    self.handle = try #require(handle, "\(status): \(complaint == nil ? "" : taken(complaint))")
    self.model = model
  }

  deinit { ullage_counter_close(handle) }

  /// What counts the same texts in Swift.
  func tokenizer() throws -> Tokenizer {
    if let family = TokenizerFamily(named: model) { return try Tokenizer.bundled(family) }
    return try Tokenizer.bundled(for: model)
  }
}

/// The text that C would free, freed.
func taken(_ text: UnsafeMutablePointer<CChar>?) -> String {
  defer { ullage_free(text) }
  return text.map { String(cString: $0) } ?? ""
}
