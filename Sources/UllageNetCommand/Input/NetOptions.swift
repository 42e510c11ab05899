import CommandOptions
import Console
import CountStore
import CountTokensClient
import ModelCatalog

extension NetOptions {
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

extension RemoteOptions {
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
