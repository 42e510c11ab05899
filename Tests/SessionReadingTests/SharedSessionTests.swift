import Foundation
import JSONText
import MessagesAPI
import SessionReading
import TestSupport
import Testing

/// Sessions beside the package, with the right reading of each; they are not part of it.
@Suite("Sessions of every shape, as they lie beside the package")
struct SharedSessionTests {
  private static let folder = Package.root.appending(path: "../shared/data/transcripts-made").standardizedFileURL
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()
  }()

  @Test("Each is read as what is in its context at the end", .enabled(if: !names.isEmpty), arguments: names)
  func reading(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).jsonl")))
    let session = try SessionReader.session(bytes)
    let context = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).context.json")))
    let right = try MessagesRequest(decoding: context)
    #expect(session.request.model == right.model)
    #expect(session.request.messages.map(\.role) == right.messages.map(\.role))
    #expect(session.request.messages.map(\.blocks) == right.messages.map(\.blocks))
  }
}
