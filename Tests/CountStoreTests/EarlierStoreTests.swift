import Calibration
import Foundation
import ModelCatalog
import Testing

@testable import CountStore

/// What earlier versions wrote is read and added to.
struct EarlierStoreTests {
  /// Written by `reconcile` and `usage import` of the version of 2026-11-30, the last that kept its store with GRDB.
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Stores")

  @Test("a store of the version before answers for the same requests, and takes new ones")
  func aStoreOfTheVersion() throws {
    try CountStoreTests.withFolder { folder in
      let path = folder + "/counts.sqlite"
      for suffix in ["", ".key"] {
        try FileManager.default.copyItem(
          atPath: Self.folder.appending(path: "2026-11-30.sqlite\(suffix)").path, toPath: path + suffix)
      }
      let store = try CountStore(path: path)
      let seen = try store.observations()
      #expect(seen.map(\.model) == ["claude-opus-5", "claude-sonnet-4-5-20250929"])
      #expect(seen.map(\.kind) == [.counted, .used])
      #expect(seen.map { [$0.remote, $0.local, $0.lower, $0.upper] } == [[14, 21, 21, 21], [8, 8, 8, 8]])
      #expect(seen.map { "\($0.day) \($0.basis)" } == ["2026-12-01 exact", "2026-12-01 exact"])
      #expect(seen[0].shares.map(\.rule) == ["frame", "system", "turn", "text", "reply_prompt"])
      #expect(seen[0].shares.map(\.tokens) == [2, 6, 2, 9, 2])
      let body =
        #"{"model":"claude-opus-5","system":"Be brief.","messages":[{"role":"user","content":"Why is the sky blue?"}]}"#
      let key = store.key(model: "claude-opus-5", betas: [], body: Array(body.utf8))
      #expect(try store.measured(key) == 14)
      let again = try CountStoreTests.observation(15)
      #expect(try store.add(again, key: key, source: "reconcile"))
      #expect(try store.measured(key) == 15)
      #expect(try store.count == 3)
    }
  }
}
