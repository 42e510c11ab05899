/// What a command line says of the model that is to count.
package struct NamedModel: Sendable {
  /// `--model`.
  package var id: String?
  /// `--assume-model`: whose rules count where a model is not known.
  package var assumed: String?
  /// `--family`: no model at all.
  package var family: String?
  /// `--catalog`.
  package var catalog: InputPath?

  package init(id: String? = nil, assumed: String? = nil, family: String? = nil, catalog: InputPath? = nil) {
    (self.id, self.assumed, self.family, self.catalog) = (id, assumed, family, catalog)
  }

  /// Throws where options contradict each other.
  package func check() throws(Complaint) {
    if family != nil, id != nil || assumed != nil {
      throw .usage("--family stands for a model: it takes neither --model nor --assume-model", remedy: "one of them")
    }
  }
}
