// How much a fuzzing test tries, and where it starts.

import Foundation

/// Number of texts that each seeded test makes: `usual`, or what the environment's `ULLAGE_FUZZ_COUNT` says.
package enum Effort {
  package static func texts(usual: Int) -> Int {
    ProcessInfo.processInfo.environment["ULLAGE_FUZZ_COUNT"].flatMap(Int.init) ?? usual
  }

  /// A test's own seed, moved on by the environment's `ULLAGE_FUZZ_SEED`.
  package static func seed(_ usual: UInt64) -> UInt64 {
    usual &+ 1000 &* (ProcessInfo.processInfo.environment["ULLAGE_FUZZ_SEED"].flatMap(UInt64.init) ?? 0)
  }
}
