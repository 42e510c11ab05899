import ArgumentParser

/// The option parser's view of `ullage tokens`.
struct TokensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens",
    abstract: "Show the tokens of a text, one by one.",
    discussion: """
      Without FILE, or where FILE is -, standard input is read. Each line is a token: the bytes of the text that it \
      stands for, what it costs, its kind, and the token as the tokenizer sees it. Costs add up to what `ullage count` \
      says.

      Kinds: piece, a string of the vocabulary; bytes, part of a character that no piece covers; marker, a word's border \
      or case that no piece took in; frame, newlines at the end that join the message's own; free, what costs nothing. \
      Markers are ⟨bow⟩ and ⟨eow⟩ for a word's borders, ⟨shift⟩ for title case, ⟨caps⟩ for capitals. Controls, quotes and \
      backslashes are escaped. Of several tilings with the least number of tokens, one is shown.

      A text in another encoding than UTF-8 is shown as the text it holds: places are then bytes of that text in UTF-8.

      The text and its tokens are held in memory, some 200 bytes a token.

      Examples:
        ullage tokens prompt.txt
        echo 'Où est-il ?' | ullage tokens --model claude-sonnet-4-5
        ullage tokens --json notes.md

      Exit status: 0 fine, 2 the file cannot be read or is no text, 64 usage.
      """)

  @Flag(help: "Answer in JSON.") var json = false
  @Option(help: ArgumentHelp("Colour tokens: auto, on a terminal; always; never.", valueName: "when"))
  var color = ColorChoice.auto
  @OptionGroup var reading: EncodingFlags
  @OptionGroup var choice: TextModelFlags
  @Argument(help: ArgumentHelp("The file to show.", valueName: "file"), completion: .file()) var file: String?

  func run() throws {
    var options = CountOptions()
    options.isJSON = json
    options.model = choice.named
    options.encoding = try reading.choice()
    options.rendering = try reading.rendering()
    try options.check()
    let path = file.map { InputPath(argument: $0) } ?? .standardInput
    try TokensRun(options, path, usesColor: color.isOn).print()
  }
}

/// When output is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never

  /// What the user said; else NO_COLOR, then CLICOLOR_FORCE; else whether a person reads the output.
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      if Environment.value("NO_COLOR") != nil { false } else { Self.isForced || Self.isTerminal }
    }
  }

  private static var isForced: Bool { Environment.value("CLICOLOR_FORCE").map { $0 != "0" } ?? false }
  private static var isTerminal: Bool { Stream.outputIsTerminal && Environment.value("TERM") != "dumb" }
}
