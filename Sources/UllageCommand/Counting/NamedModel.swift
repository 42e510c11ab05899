/// What a command line says of the model that is to count.
struct NamedModel: Sendable {
  /// `--model`.
  var id: String?
  /// `--assume-model`: whose rules count where a model is not known.
  var assumed: String?
  /// `--family`: no model at all.
  var family: String?
  /// `--catalog`.
  var catalog: InputPath?

  /// Throws where options contradict each other.
  func check() throws(Complaint) {
    if family != nil, id != nil || assumed != nil {
      throw .usage("--family stands for a model: it takes neither --model nor --assume-model", remedy: "one of them")
    }
  }
}
