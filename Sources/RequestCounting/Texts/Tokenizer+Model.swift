public import ModelCatalog
public import Tokenization

extension Tokenizer {
  /// The tokenizer that a model counts texts with, whichever platform's spelling names it.
  ///
  /// ```swift
  /// let tokenizer = try Tokenizer.bundled(for: "claude-opus-5")
  /// tokenizer.count("hello, world")                                     // 4
  /// try Tokenizer.bundled(for: "anthropic/claude-sonnet-4.5").family    // v3
  /// ```
  ///
  /// - Parameter catalog: the built-in one where it is nil.
  /// - Throws: `CountError` with the nearest ids where the model is not known.
  ///
  /// Cost: the catalogue is indexed and a vocabulary's checksum verified at every call, under a millisecond. Keep it.
  public static func bundled(for model: String, in catalog: Catalog? = nil) throws(CountError) -> Tokenizer {
    let catalog = if let catalog { catalog } else { try builtIn() }
    guard let known = catalog.model(model) else { throw .unknownModel(model, nearest: catalog.nearest(to: model)) }
    let family = try TokenizerFamily(of: known)
    let free = FreeWhiteSpace.readings(known.tokenizer, family, standsIn: false)
    return try BundledTokenizers.tokenizer(family).with(freeEnd: free[0])
  }

  static func builtIn() throws(CountError) -> Catalog {
    do { return try Catalog.bundled() } catch { throw .damaged("the built-in catalogue is damaged: \(error.message)") }
  }
}
