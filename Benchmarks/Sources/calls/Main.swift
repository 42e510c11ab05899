import Tokenization

/// What a call of a few bytes takes in Swift: `calls FILE CALLS`. Prints nanoseconds of processor time a call, and the tokens.
///
/// The same as `doors/calls.c`, `.py` and `.js`: documents of a file, in turn, each counted by a call of its own.
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let calls = Int(arguments[2]) else { throw Misuse.usage }
    let texts = try Lines(arguments[1]).texts
    let tokenizer = try Tokenizer.bundled(.v4_8)
    func counted(_ calls: Int) -> Int {
      var tokens = 0
      var next = 0
      for _ in 0..<calls {
        let text = texts[next]
        tokens += tokenizer.count(utf8: text.span)
        next += 1
        if next == texts.count { next = 0 }
      }
      return tokens
    }
    _ = counted(texts.count)
    let clock = ProcessorClock()
    let tokens = counted(calls)
    print("\(clock.nanoseconds / calls) \(tokens)")
  }

  enum Misuse: Error { case usage }
}
