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
    /// No timing: the count of every document.
    case counts
  }

  var engine: Engine
  var mode: Mode
  var path: String
  var threads = 1

  init(_ arguments: [String]) throws(Failure) {
    guard arguments.count >= 3 else {
      throw Failure("usage: bench \(Self.names(Engine.self)) \(Self.names(Mode.self)) FILE [--threads N]")
    }
    guard let engine = Engine(rawValue: arguments[0]), let mode = Mode(rawValue: arguments[1]) else {
      throw Failure("no such engine or mode: \(arguments[0]) \(arguments[1])")
    }
    (self.engine, self.mode, path) = (engine, mode, arguments[2])
    if arguments.count == 5, arguments[3] == "--threads", let threads = Int(arguments[4]), threads > 0 {
      self.threads = threads
    } else if arguments.count > 3 {
      throw Failure("not understood: \(arguments.dropFirst(3).joined(separator: " "))")
    }
  }

  private static func names<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> String
  where Choice.RawValue == String {
    Choice.allCases.map(\.rawValue).joined(separator: "|")
  }
}
