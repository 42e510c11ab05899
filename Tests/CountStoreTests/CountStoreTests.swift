import Calibration
import Foundation
import ModelCatalog
import Testing

@testable import CountStore

/// What is stored stays, whoever writes, and a file that is no store is never overwritten.
struct CountStoreTests {
  /// A folder of a test's own.
  static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-store-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  static func observation(_ remote: Int, model: String = "claude-opus-5") throws -> Observation {
    Observation(
      model: model, local: 10, lower: 8, upper: 14, basis: "modelled",
      shares: [
        .init(rule: "frame", tokens: 2, below: 0, above: 0, isExact: true),
        .init(rule: "server_call", tokens: 8, below: 2, above: 4, isExact: false),
      ], remote: remote, kind: .counted, day: try #require(CalendarDay("2026-11-21")))
  }

  @Test("an observation comes back as it was, and answers for an identical request")
  func anObservationComesBackAs() throws {
    try Self.withFolder { folder in
      let store = try CountStore(path: folder + "/counts.sqlite")
      let body = Array("{}".utf8)
      let key = store.key(model: "m", betas: ["b", "a"], body: body)
      #expect(try store.measured(key) == nil)
      try store.add(try Self.observation(11), key: key, source: "reconcile")
      try store.add(try Self.observation(11), key: key, source: "reconcile")
      #expect(try store.count == 1)
      #expect(try store.observations() == [try Self.observation(11)])
      #expect(try store.observations(model: "other").isEmpty)
      let again = try CountStore(path: folder + "/counts.sqlite")
      #expect(try again.measured(again.key(model: "m", betas: ["a", "b"], body: body)) == 11)
      for other in [
        again.key(model: "n", betas: ["a", "b"], body: body), again.key(model: "m", betas: ["a"], body: body),
        again.key(model: "m", betas: ["a", "b"], body: body + [0x20]),
      ] {
        #expect(try again.measured(other) == nil)
      }
      try store.add(try Self.observation(12), key: key, source: "reconcile")
      #expect(try again.measured(key) == 12)
      #expect(try again.count == 2)
    }
  }

  @Test("a usage that was read elsewhere does not pass for an answer of the endpoint")
  func aUsageThatWasRead() throws {
    try Self.withFolder { folder in
      let store = try CountStore(path: folder + "/counts.sqlite")
      let key = store.key(model: "m", betas: [], body: [])
      let seen = try Self.observation(11)
      let used = Observation(
        model: seen.model, local: seen.local, lower: seen.lower, upper: seen.upper, basis: seen.basis, shares: [],
        remote: 11, kind: .used, day: seen.day)
      try store.add(used, key: key, source: "import")
      #expect(try store.measured(key) == nil)
    }
  }

  /// The clock may have been set back, or ahead and back again.
  @Test(
    "the latest answer is the one that was stored last, whatever its date",
    arguments: [
      ["2026-11-21", "2025-01-01"], ["2026-11-21", "2099-12-31", "2026-11-21"], ["1970-01-01", "9999-12-31"],
    ])
  func theLatestAnswerIsThe(_ days: [String]) throws {
    try Self.withFolder { folder in
      let store = try CountStore(path: folder + "/counts.sqlite")
      let key = store.key(model: "m", betas: [], body: [])
      for (number, day) in days.enumerated() {
        let seen = try Self.observation(100 + number)
        let dated = Observation(
          model: seen.model, local: seen.local, lower: seen.lower, upper: seen.upper, basis: seen.basis,
          shares: seen.shares, remote: seen.remote, kind: seen.kind, day: try #require(CalendarDay(day)))
        try store.add(dated, key: key, source: "reconcile")
        #expect(try store.measured(key) == 100 + number)
      }
      #expect(try store.observations().map { "\($0.day)" } == days)
      // The same answer of the first day again is the latest again.
      let first = try #require(try store.observations().first)
      try store.add(first, key: key, source: "reconcile")
      #expect(try store.measured(key) == 100)
      #expect(try store.count == days.count)
    }
  }

  @Test("nothing of a request is in the files, and the key is its owner's")
  func nothingOfARequestIs() throws {
    try Self.withFolder { folder in
      let path = folder + "/counts.sqlite"
      let store = try CountStore(path: path)
      let secret = "correct horse battery staple"
      let key = store.key(model: "m", betas: [], body: Array(secret.utf8))
      try store.add(try Self.observation(11), key: key, source: "reconcile")
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
      }
      let attributes = try FileManager.default.attributesOfItem(atPath: path + ".key")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      // Another store's hashes are others.
      let other = try CountStore(path: folder + "/other.sqlite")
      #expect(other.key(model: "m", betas: [], body: Array(secret.utf8)) != key)
    }
  }

  @Test(
    "a file that is no database is set aside, an empty one becomes a store",
    arguments: ["not a database at all, but long enough to look at", ""])
  func aFileThatIsNo(_ text: String) throws {
    try Self.withFolder { folder in
      let path = folder + "/counts.sqlite"
      let bytes = Data(String(repeating: text, count: 100).utf8)
      try bytes.write(to: URL(fileURLWithPath: path))
      guard !text.isEmpty else {
        #expect(try CountStore(path: path).count == 0)
        return
      }
      let error = #expect(throws: StoreError.self) { try CountStore(path: path) }
      #expect(error?.code == .damaged)
      #expect(FileManager.default.contents(atPath: path + ".damaged-1") == bytes)
      #expect(try CountStore(path: path).count == 0)
    }
  }

  @Test("a store with a page overwritten is set aside")
  func aStoreWithAPage() throws {
    try Self.withFolder { folder in
      let path = folder + "/counts.sqlite"
      do {
        let store = try CountStore(path: path)
        let key = store.key(model: "m", betas: [], body: [])
        try store.add(try (0..<400).map { (try Self.observation($0), key) }, source: "t")
      }
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      let size = try file.seekToEnd()
      for page in stride(from: UInt64(4096), to: size, by: 4096) {
        try file.seek(toOffset: page)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 2000))
      }
      try file.close()
      let error = #expect(throws: StoreError.self) { try CountStore(path: path) }
      #expect(error?.code == .damaged)
      #expect(FileManager.default.fileExists(atPath: path + ".damaged-1"))
    }
  }

  @Test(
    "a file of a later version or another program is left as it is",
    arguments: [("PRAGMA user_version = 99", StoreError.Code.newer), ("PRAGMA application_id = 7", .foreign)])
  func aFileOfALater(_ sql: String, _ code: StoreError.Code) throws {
    try Self.withFolder { folder in
      let path = folder + "/counts.sqlite"
      do { _ = try CountStore(path: path) }
      do {
        let other = try SQLiteConnection(path, for: .writing, patience: .seconds(60))
        try other.execute("\(sql); PRAGMA wal_checkpoint(TRUNCATE)")
      }
      let before = FileManager.default.contents(atPath: path)
      let error = #expect(throws: StoreError.self) { try CountStore(path: path) }
      #expect(error?.code == code)
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test("a folder that cannot be written is an error, not a crash")
  func aFolderThatCannotBe() throws {
    let error = #expect(throws: StoreError.self) { try CountStore(path: "/proc/counts.sqlite") }
    #expect(error?.code == .unusable)
  }

  @Test("writers at the same time lose no row")
  func writersAtTheSameTime() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-store-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/counts.sqlite"
    // Each opens the file by itself, as processes do; the first ones race for making it, and its key.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let store = try CountStore(path: path)
          for number in 0..<25 {
            let key = store.key(model: "m", betas: [], body: [UInt8(writer), UInt8(number)])
            try store.add(try Self.observation(number), key: key, source: "w")
          }
        }
      }
      try await group.waitForAll()
    }
    let store = try CountStore(path: path)
    #expect(try store.count == 100)
    for writer in 0..<4 {
      for number in 0..<25 {
        #expect(try store.measured(store.key(model: "m", betas: [], body: [UInt8(writer), UInt8(number)])) == number)
      }
    }
  }
}
