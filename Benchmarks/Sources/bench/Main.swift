// Measures one engine once: `bench ENGINE MODE FILE [--threads N]`. Prints one JSON object, as the rivals do.

import Glibc

@main
struct Main {
  static func main() {
    do {
      let request = try Request(Array(CommandLine.arguments.dropFirst()))
      let text = try Text(path: request.path, whole: request.mode == .text || request.mode == .start)
      print(try request.mode == .counts ? counts(request, text) : Measurement(request, text).json)
    } catch {
      let message = "bench: \(error)\n"
      _ = write(STDERR_FILENO, message, message.utf8.count)
      exit(EX_USAGE)
    }
  }

  /// The count of every document, for comparing answers.
  private static func counts(_ request: Request, _ text: Text) throws -> String {
    let engine = try request.engine.load()
    let counts = text.documents.map { String(engine.count(text.bytes.span.extracting($0))) }
    return #"{"engine": "\#(request.engine.rawValue)", "counts": [\#(counts.joined(separator: ", "))]}"#
  }
}
