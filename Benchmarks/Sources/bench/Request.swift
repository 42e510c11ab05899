/// What the command line asks for.
struct Request {
  /// How the text is fed.
  enum Mode: String, CaseIterable {
    /// As documents: even ones cold, odd ones new, even ones again.
    case documents
    /// As one string, twice.
    case text
    /// As one string, once, without warming up: a process that starts, counts and ends.
    case start
    /// No timing: the counts of every document of every file.
    case counts
  }

  var engine: Engine
  var mode: Mode
  var paths: [String]
  var threads = 1

  init(_ arguments: [String]) throws(Failure) {
    guard arguments.count >= 3 else {
      throw Failure("usage: bench \(Self.names(Engine.self)) \(Self.names(Mode.self)) FILE… [--threads N]")
    }
    guard let engine = Engine(rawValue: arguments[0]), let mode = Mode(rawValue: arguments[1]) else {
      throw Failure("no such engine or mode: \(arguments[0]) \(arguments[1])")
    }
    (self.engine, self.mode, paths) = (engine, mode, Array(arguments.dropFirst(2)))
    if let option = paths.firstIndex(of: "--threads") {
      guard option > 0, option + 2 == paths.count, let threads = Int(paths[option + 1]), threads > 0 else {
        throw Failure("--threads takes a number and comes last")
      }
      self.threads = threads
      paths.removeLast(2)
    }
  }

  private static func names<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> String
  where Choice.RawValue == String {
    Choice.allCases.map(\.rawValue).joined(separator: "|")
  }
}
