import ArgumentParser
import Console

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@main
enum Main {
  static func main() async {
    Stream.occupyClosedDescriptors()
    // A closed pipe is met where it is written to.
    signal(SIGPIPE, SIG_IGN)
    // So is a limit on the size of files: the store then says that there is no room.
    signal(SIGXFSZ, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try RootCommand.parseAsRoot(NegativeValues.joined(arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let complaint as Complaint {
      Stream.notice(complaint.text)
      exit(complaint.status.rawValue)
    } catch let code as ExitStatus {
      exit(code.rawValue)
    } catch {
      exit(report(error, arguments))
    }
  }

  /// What the option parser throws: help and completions for standard output, or a misunderstanding.
  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    let code = RootCommand.exitCode(for: error)
    if code.isSuccess {
      var output = Stream.output
      output.write(RootCommand.fullMessage(for: error) + "\n")
      output.flush()
      return ExitStatus.fine.rawValue
    }
    let message = RootCommand.message(for: error)
    if message.isEmpty { return code.rawValue }
    Stream.notice(complaint(message, arguments).text)
    return ExitStatus.usage.rawValue
  }

  /// What was misunderstood, with how to ask for help on the command that was meant. A name that is no command the option
  /// parser takes for one argument too many.
  private static func complaint(_ message: String, _ arguments: [String]) -> Complaint {
    var words = [RootCommand.calledName, "help"]
    var known = RootCommand.configuration.subcommands
    for name in arguments {
      guard let command = known.first(where: { $0.configuration.commandName == name }) else {
        if known.isEmpty || name.hasPrefix("-") || name == "help" { break }
        let names = known.compactMap { $0.configuration.commandName }.joined(separator: ", ")
        return .usage(
          "there is no command \"\(name)\"", remedy: "\(names); or \(words.joined(separator: " "))")
      }
      words.append(name)
      known = command.configuration.subcommands
    }
    return .usage(message, remedy: words.joined(separator: " "))
  }
}

/// A command that has said everything ends with a status; it is thrown where the option parser knows no other way.
extension ExitStatus: Error {}
