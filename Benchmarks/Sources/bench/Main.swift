// Measures one engine once: `bench ENGINE MODE FILE… [--threads N]`. Prints one JSON object, as the rivals do.

import Glibc

@main
struct Main {
  static func main() {
    do {
      let request = try Request(Array(CommandLine.arguments.dropFirst()))
      print(request.mode == .counts ? try counts(request) : try measurement(request).json)
    } catch {
      let message = "bench: \(error)\n"
      _ = write(STDERR_FILENO, message, message.utf8.count)
      exit(EX_USAGE)
    }
  }

  private static func measurement(_ request: Request) throws -> Measurement {
    try Measurement(request, Text(path: request.paths[0], whole: request.mode != .documents))
  }

  /// The counts of every document of every file, for comparing answers.
  private static func counts(_ request: Request) throws -> String {
    let engine = try request.engine.load()
    let files = try request.paths.map { path in
      let text = try Text(path: path, whole: false)
      return text.documents.map { engine.count(text.bytes.span.extracting($0)) }
    }
    return #"{"engine": "\#(request.engine.rawValue)", "counts": \#(files)}"#
  }
}
