import Foundation
import Synchronization
import Testing

@testable import CountStore

/// A store opens whatever others do with it at the time, or did before they were killed.
struct OpeningTests {
  @Test("every commit reaches the disk before it is reported")
  func everyCommitReachesTheDisk() throws {
    try CountStoreTests.withFolder { folder in
      let store = try CountStore(path: folder + "/counts.sqlite")
      #expect(try store.database.withLock { try $0.integer("PRAGMA synchronous") } == 2)
      #expect(try store.database.withLock { try $0.text("PRAGMA journal_mode") } == "wal")
    }
  }

  @Test("what is no file is refused at once: a pipe, a device, a folder, and no name at all; a pipe for a key, too")
  func noFile() throws {
    try CountStoreTests.withFolder { folder in
      try #require(mkfifo(folder + "/pipe", 0o600) == 0 && mkfifo(folder + "/counts.sqlite.key", 0o600) == 0)
      let rows = [
        ("/pipe", "a pipe"), ("/dev/null", "a device"), ("", "a folder"), ("/counts.sqlite", "a pipe"),
      ]
      for (name, says) in rows {
        let path = name.hasPrefix("/dev") ? name : folder + name
        let error = #expect(throws: StoreError.self, "\(name)") { try CountStore(path: path) }
        #expect(error?.code == .unusable && error?.message.contains(says) == true, "\(name): \(error?.message ?? "")")
      }
      #expect(throws: StoreError.nameless) { try CountStore(path: "") }
      #expect(!FileManager.default.fileExists(atPath: folder + "/pipe.key"))
    }
  }

  /// SQLite refuses this at once, whatever its busy timeout is.
  @Test("a store that another program is writing to is waited for")
  func aStoreThatAnotherProgram() throws {
    try CountStoreTests.withFolder { folder in
      let path = folder + "/counts.sqlite"
      let other = try SQLiteConnection(path, for: .writing, patience: .seconds(60))
      try other.execute("PRAGMA user_version = 0; BEGIN IMMEDIATE")
      let opening = Opening { try CountStore(path: path).count }
      // Whether the opening has begun by then or not, it ends well.
      usleep(100_000)
      try other.execute("COMMIT")
      #expect(try opening.value() == 0)
    }
  }

  @Test("one at a time opens a store, and the next when it is done")
  func oneAtATimeOpens() throws {
    try CountStoreTests.withFolder { folder in
      let path = folder + "/counts.sqlite"
      _ = try KeyFile.key(beside: path)
      let deadline = ContinuousClock.now + .seconds(600)
      var opening: Opening<Int>?
      var (refusal, isMade): (StoreError?, Bool) = (nil, true)
      try OpeningTurn.take(KeyFile.path(beside: path), store: path, until: deadline) { () throws(StoreError) in
        opening = Opening { try CountStore(path: path).count }
        usleep(50_000)
        isMade = FileManager.default.fileExists(atPath: path)
        do throws(StoreError) {
          try OpeningTurn.take(KeyFile.path(beside: path), store: path, until: .now) { () throws(StoreError) in }
        } catch {
          refusal = error
        }
      }
      #expect(refusal?.code == .busy)
      #expect(!isMade)
      #expect(try opening?.value() == 0)
    }
  }

  @Test("of those that find a store damaged one sets it aside, and the others make it anew")
  func ofThoseThatFindA() throws {
    try CountStoreTests.withFolder { folder in
      let path = folder + "/counts.sqlite"
      let bytes = Data(String(repeating: "no database ", count: 400).utf8)
      try bytes.write(to: URL(fileURLWithPath: path))
      let openings = (0..<4).map { _ in Opening { try CountStore(path: path).count } }
      let results = openings.map { opening in Result { try opening.value() } }
      #expect(results.filter { if case .success(0) = $0 { true } else { false } }.count == 3)
      #expect(FileManager.default.contents(atPath: path + ".damaged-1") == bytes)
      #expect(!FileManager.default.fileExists(atPath: path + ".damaged-2"))
    }
  }

  @Test("a store whose key is lost is left as it is, since all would be counted twice")
  func lostKey() throws {
    try CountStoreTests.withFolder { folder in
      let path = folder + "/counts.sqlite"
      do {
        let store = try CountStore(path: path)
        let key = store.key(model: "m", betas: [], body: [])
        #expect(try store.add(try CountStoreTests.observation(1), key: key, source: "t"))
        #expect(try !store.add(try CountStoreTests.observation(1), key: key, source: "t"))
      }
      let lost = try #require(FileManager.default.contents(atPath: path + ".key"))
      try FileManager.default.removeItem(atPath: path + ".key")
      let error = #expect(throws: StoreError.self) { try CountStore(path: path) }
      #expect(error?.code == .unusable)
      #expect(error?.message.contains("key is missing") == true)
      #expect(!FileManager.default.fileExists(atPath: path + ".key"))
      try lost.write(to: URL(fileURLWithPath: path + ".key"))
      #expect(try CountStore(path: path).count == 1)
    }
  }

  @Test("a folder in the store's place is named as one")
  func folder() throws {
    try CountStoreTests.withFolder { folder in
      let error = #expect(throws: StoreError.self) { try CountStore(path: folder) }
      #expect(error?.message == "the store cannot be used: it is a folder")
      #expect(!FileManager.default.fileExists(atPath: folder + ".key"))
    }
  }

  @Test("a transaction that a killed process left half written is undone")
  func aTransactionThatAKilled() throws {
    try CountStoreTests.withFolder { folder in
      let (path, copy) = (folder + "/counts.sqlite", folder + "/copy.sqlite")
      do {
        let store = try CountStore(path: path)
        let key = store.key(model: "m", betas: [], body: [])
        try store.add(try (0..<200).map { (try CountStoreTests.observation($0), key) }, source: "t")
      }
      let other = try SQLiteConnection(path, for: .writing, patience: .seconds(60))
      // With a rollback journal, as while the log is being set up; a tiny cache writes pages before the commit.
      try other.execute("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN; DELETE FROM observation")
      for suffix in ["", "-journal", ".key"] {
        try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
      }
      try other.execute("ROLLBACK")
      #expect(try CountStore(path: copy).count == 200)
    }
  }
}

/// Something done on a thread of its own: a store's opening blocks.
private final class Opening<Value: Sendable>: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var result: Result<Value, any Error>?

  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread { [self] in
      result = Result(catching: body)
      done.signal()
    }.start()
  }

  func value() throws -> Value {
    done.wait()
    guard let result else { throw CancellationError() }
    return try result.get()
  }
}
