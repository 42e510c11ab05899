public import Calibration
import GRDB

/// Observations on disk: numbers and a keyed hash of each request, never its text.
///
/// ```swift
/// let store = try CountStore(path: "counts.sqlite")
/// let key = store.key(model: "claude-opus-5", betas: [], body: bytes)
/// try store.add(observation, key: key, source: "reconcile")
/// try store.measured(key)         // the remote count of an identical request, or nil
/// ```
///
/// Any number of processes may read and write at once (SQLite's write-ahead log); what was added survives a crash of the
/// process, and with `synchronous = FULL` one of the machine. The hash's key lies in a file beside the store, readable
/// for its owner only: without it a hash says nothing about a request.
public final class CountStore: Sendable {
  /// The layout this version writes, `PRAGMA user_version`.
  static let version = 1
  /// `PRAGMA application_id`: "ULLG".
  static let applicationID = 0x554C_4C47

  public let path: String
  private let database: DatabasePool
  private let digest: KeyedDigest

  /// Opens a store, and makes it where there is none.
  ///
  /// A damaged file is set aside under another name, never overwritten, and the error says where. A file of a later
  /// version or of another program is left as it is.
  public init(path: String) throws(StoreError) {
    self.path = path
    digest = KeyedDigest(key: try KeyFile.key(beside: path))
    do {
      database = try Self.open(path)
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError where Self.isDamage(error) {
      throw StoreError.damaged(path, setAside: StoreFile.setAside(path))
    } catch {
      throw StoreError(error, path)
    }
  }

  /// Throws for a file that is not ours to write, before anything is written.
  private static func checkIdentity(_ path: String) throws {
    guard StoreFile.hasContent(path) else { return }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(20)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { try checkIdentity($0, path) }
  }

  private static func checkIdentity(_ database: Database, _ path: String) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == applicationID || application == 0 && version == 0 && tables == 0 else {
      throw StoreError.foreign(path)
    }
    guard version <= Self.version else { throw StoreError.newer(path, version: version) }
  }

  private static func open(_ path: String) throws -> DatabasePool {
    try checkIdentity(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(20)
    configuration.maximumReaderCount = 2
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    try pool.write { database in
      // Another process may have made the tables since.
      try checkIdentity(database, path)
      if try Int.fetchOne(database, sql: "PRAGMA user_version") == 0 { try StoreLayout.create(in: database) }
    }
    try pool.read { database in
      guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT)
      }
    }
    return pool
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
  }

  private func perform<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
    do { return try body() } catch { throw StoreError(error, path) }
  }

  // MARK: Requests

  /// What stands for a request: the same for the same body, model and betas, and nothing to anybody without the key.
  public func key(model: String, betas: [String], body: [UInt8]) -> RequestKey {
    RequestKey(bytes: digest.digest([Array(model.utf8), Array(betas.sorted().joined(separator: ",").utf8), body]))
  }

  /// The remote API's latest answer to an identical request; nil where there is none. Differences of usage do not count.
  public func measured(_ key: RequestKey) throws(StoreError) -> Int? {
    try perform {
      try database.read { database in
        try Int.fetchOne(
          database,
          sql: """
            SELECT remote FROM observation WHERE request = ? AND kind IN ('counted', 'probe') ORDER BY id DESC LIMIT 1
            """,
          arguments: [key.data])
      }
    }
  }

  /// Adds an observation. The same one of the same day takes the place of the earlier: it is the latest again.
  ///
  /// - Parameter source: what it is from, for example `reconcile` or `probe text`; never anything of a request.
  public func add(_ observation: Observation, key: RequestKey, source: String) throws(StoreError) {
    try add([(observation, key)], source: source)
  }

  /// The same for many, all of them or none.
  public func add(_ observations: [(Observation, RequestKey)], source: String) throws(StoreError) {
    try perform {
      try database.write { database in
        for (observation, key) in observations {
          try StoreLayout.insert(observation, key, source, into: database)
        }
      }
    }
  }

  // MARK: Reading

  /// Every observation that fits, oldest first.
  ///
  /// - Parameters:
  ///   - model: as the catalogue spells it; nil for all.
  ///   - source: nil for all.
  public func observations(
    model: String? = nil, kinds: Set<Observation.Kind>? = nil, source: String? = nil
  ) throws(StoreError) -> [Observation] {
    try perform {
      try database.read { database in
        try StoreLayout.observations(in: database, model: model, source: source).filter {
          kinds?.contains($0.kind) ?? true
        }
      }
    }
  }

  /// How many observations there are.
  public var count: Int {
    get throws(StoreError) {
      try perform {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM observation") ?? 0 }
      }
    }
  }
}

/// The keyed hash of a request.
public struct RequestKey: Sendable, Hashable {
  let bytes: [UInt8]
}
