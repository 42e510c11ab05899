package import Calibration
import Synchronization

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
/// process, and since every commit is synchronized (`synchronous = FULL`) one of the machine. The hash's key lies in a
/// file beside the store, readable for its owner only: without it a hash says nothing about a request.
package final class CountStore: Sendable {
  /// The layout this version writes, `PRAGMA user_version`.
  static let version = 1
  /// `PRAGMA application_id`: "ULLG".
  static let applicationID = 0x554C_4C47

  /// Where the file lies.
  package let path: String
  let database: Mutex<SQLiteConnection>
  private let digest: KeyedDigest

  /// Opens a store, and makes it where there is none.
  ///
  /// A damaged file is set aside under another name, never overwritten, and the error says where. A file of a later
  /// version or of another program is left as it is.
  package init(path: String) throws(StoreError) {
    self.path = path
    if path.isEmpty { throw StoreError.nameless }
    try StoreFile.checkKind(path)
    digest = KeyedDigest(key: try KeyFile.key(beside: path))
    database = Mutex(try StoreOpening.connection(to: path, key: KeyFile.path(beside: path)))
  }

  /// One thread at a time. What is written is synchronized with the disk when this returns.
  private func transaction<Result: Sendable>(
    for access: SQLiteConnection.Access, _ body: (borrowing SQLiteConnection) throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try database.withLock { try $0.transaction(for: access, body) }
    } catch {
      throw StoreError(error, path)
    }
  }

  // MARK: Requests

  /// What stands for a request: the same for the same body, model and betas, and nothing to anybody without the key.
  package func key(model: String, betas: [String], body: [UInt8]) -> RequestKey {
    RequestKey(bytes: digest.digest([Array(model.utf8), Array(betas.sorted().joined(separator: ",").utf8), body]))
  }

  /// The remote API's latest answer to an identical request; nil where there is none. Differences of usage do not count.
  package func measured(_ key: RequestKey) throws(StoreError) -> Int? {
    try transaction(for: .reading) { database in
      try database.integer(
        "SELECT remote FROM observation WHERE request = ? AND kind IN ('counted', 'probe') ORDER BY id DESC LIMIT 1",
        [.blob(key.bytes)])
    }
  }

  /// Adds an observation. The same one of the same day takes the place of the earlier: it is the latest again.
  ///
  /// - Parameters:
  ///   - observation: what was observed.
  ///   - key: the request's keyed hash.
  ///   - source: what it is from, for example `reconcile` or `probe text`; never anything of a request.
  /// - Returns: whether it is new, whoever else is writing.
  @discardableResult
  package func add(_ observation: Observation, key: RequestKey, source: String) throws(StoreError) -> Bool {
    try add([(observation, key)], source: source) == 1
  }

  /// The same for many, all of them or none; returns how many are new.
  @discardableResult
  package func add(_ observations: [(Observation, RequestKey)], source: String) throws(StoreError) -> Int {
    try transaction(for: .writing) { database in
      // Within the transaction, so that what others add in the meantime is not among them.
      let before = try StoreLayout.count(in: database)
      try StoreLayout.insert(observations, source, into: database)
      return try StoreLayout.count(in: database) - before
    }
  }

  // MARK: Reading

  /// Every observation that fits, oldest first.
  ///
  /// - Parameters:
  ///   - model: as the catalogue spells it; nil for all.
  ///   - source: nil for all.
  ///   - kinds: where their remote counts may come from.
  package func observations(
    model: String? = nil, kinds: Set<Observation.Kind>? = nil, source: String? = nil
  ) throws(StoreError) -> [Observation] {
    try transaction(for: .reading) { database in
      try StoreLayout.observations(in: database, model: model, source: source).filter {
        kinds?.contains($0.kind) ?? true
      }
    }
  }

  /// How many observations there are.
  package var count: Int {
    get throws(StoreError) {
      try transaction(for: .reading) { try StoreLayout.count(in: $0) }
    }
  }
}

/// The keyed hash of a request.
package struct RequestKey: Sendable, Hashable {
  let bytes: [UInt8]
}
