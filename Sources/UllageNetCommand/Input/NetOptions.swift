import ArgumentParser
import Console
import CountStore
import CountTokensClient
import ModelCatalog

/// Options that all commands share which compare counts.
struct NetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where observations are kept. Without it the user's data directory.", valueName: "file"))
  var store: String?
  @Option(
    help: ArgumentHelp("A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"))
  var catalog: String?
  @Option(
    name: .customLong("as-of"),
    help: ArgumentHelp(
      "The day that the remote API is asked, for costs that changed. Without it today.", valueName: "day"))
  var asOf: String?

  func openStore() throws -> CountStore {
    do {
      return try CountStore(path: try store ?? StoreFile.usualPath { Environment.value($0) })
    } catch let error as StoreError {
      throw Complaint(error)
    }
  }

  func loadCatalog() throws(Complaint) -> Catalog {
    try Catalog.loaded(catalog.map { InputPath(argument: $0) })
  }

  func day() throws(Complaint) -> CalendarDay {
    guard let asOf else { return Today.day }
    return try CalendarDay(argument: asOf)
  }
}

/// How the remote API is asked.
struct RemoteOptions: ParsableArguments {
  @Flag(help: "Ask nobody: answer from the store alone.") var offline = false
  @Option(help: ArgumentHelp("Requests at once.", valueName: "count")) var concurrency = 8
  @Option(help: ArgumentHelp("Requests in a minute.", valueName: "count")) var rpm = 1_000
  @Option(help: ArgumentHelp("Seconds that a count may take, with all attempts.", valueName: "seconds"))
  var deadline = 180.0

  func validate() throws {
    guard concurrency > 0, rpm > 0, deadline > 0, deadline < 86_400 else {
      throw ValidationError("--concurrency, --rpm and --deadline are more than 0")
    }
  }

  /// The client's configuration; nil where nobody is to be asked.
  func configuration() throws(Complaint) -> ClientConfiguration? {
    if offline { return nil }
    do {
      var configuration = try ClientConfiguration { Environment.value($0) }
      configuration.concurrency = concurrency
      configuration.requestsPerMinute = rpm
      configuration.deadline = .seconds(deadline)
      return configuration
    } catch {
      throw Complaint(error, place: nil)
    }
  }
}
