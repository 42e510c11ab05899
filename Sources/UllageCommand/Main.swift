import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@main
enum Main {
  static func main() {
    Stream.occupyClosedDescriptors()
    // A closed pipe is met where it is written to.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == HookCommand.configuration.commandName { answerHook(arguments) }
    do {
      if let plain = CountOptions(plain: arguments) { exit(try CountRun(plain).status.rawValue) }
      if let plain = ReportOptions(plain: arguments) { exit(try ReportRun(plain).status().rawValue) }
      try RootCommand.lookUp(arguments)
    } catch {
      exit(report(error))
    }
    do {
      var command = try RootCommand.parseAsRoot(NegativeValues.joined(arguments))
      try command.run()
    } catch let complaint as Complaint {
      exit(report(complaint))
    } catch {
      exit(report(error, helpFor: arguments.first))
    }
  }

  /// A hook ends with 0 whatever happens; see ``HookRun``.
  private static func answerHook(_ arguments: [String]) -> Never {
    HookRun.surviveSignals()
    do {
      if arguments.count == 1 {
        try HookRun().run()
      } else {
        var command = try RootCommand.parseAsRoot(arguments)
        try command.run()
      }
    } catch let complaint as Complaint {
      HookRun.note(complaint)
    } catch {
      _ = report(error, helpFor: arguments.first)
    }
    exit(ExitStatus.fine.rawValue)
  }

  private static func report(_ complaint: Complaint) -> Int32 {
    Stream.notice(complaint.text)
    return complaint.status.rawValue
  }

  /// What the option parser throws: help and completions for standard output, an exit status, or a misunderstanding.
  private static func report(_ error: any Error, helpFor name: String?) -> Int32 {
    let code = RootCommand.exitCode(for: error)
    if code.isSuccess {
      var output = Stream.output
      output.write(RootCommand.fullMessage(for: error) + "\n")
      output.flush()
      return ExitStatus.fine.rawValue
    }
    let message = RootCommand.message(for: error)
    if message.isEmpty { return code.rawValue }
    let command = RootCommand.configuration.subcommands.compactMap { $0.configuration.commandName }.first { $0 == name }
    return report(.usage(message, remedy: command.map { "ullage help \($0)" } ?? "ullage help"))
  }
}
