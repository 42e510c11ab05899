// Hands out workspaces to whoever counts, without locks: a taken slot is empty, an empty pool makes a new workspace.

import Synchronization

/// At most four idle workspaces of one tokenizer, about 6 MB each.
final class WorkspacePool: Sendable {
  private let vocabulary: Vocabulary
  private let table: ScalarTable
  private let newlines: NewlineCosts
  private let family: TokenizerFamily
  private let cacheLimit: Int
  private let slots: Slots

  init(_ vocabulary: Vocabulary, _ table: ScalarTable, _ family: TokenizerFamily, cacheLimit: Int = .max) {
    self.cacheLimit = cacheLimit
    self.vocabulary = vocabulary
    self.table = table
    self.family = family
    newlines = NewlineCosts(vocabulary)
    slots = Slots()
  }

  /// A workspace that nobody else has.
  func take() -> Workspace {
    slots.take() ?? Workspace(vocabulary, table, newlines, family, cacheLimit: cacheLimit)
  }

  /// Gives a workspace back; where the pool is full it is freed.
  func give(_ workspace: Workspace) { slots.give(workspace) }

  /// Slots as addresses of retained workspaces.
  ///
  /// Safe: an exchange hands an address to exactly one thread, which then owns the reference that it stands for.
  private final class Slots: Sendable {
    private let first = Atomic<UInt>(0)
    private let second = Atomic<UInt>(0)
    private let third = Atomic<UInt>(0)
    private let fourth = Atomic<UInt>(0)

    func take() -> Workspace? {
      Self.take(first) ?? Self.take(second) ?? Self.take(third) ?? Self.take(fourth)
    }

    func give(_ workspace: Workspace) {
      let address = unsafe UInt(bitPattern: Unmanaged.passRetained(workspace).toOpaque())
      if Self.give(address, first) || Self.give(address, second) || Self.give(address, third)
        || Self.give(address, fourth)
      {
        return
      }
      Self.release(address)
    }

    deinit {
      for slot in [
        first.load(ordering: .acquiring), second.load(ordering: .acquiring),
        third.load(ordering: .acquiring), fourth.load(ordering: .acquiring),
      ] where slot != 0 {
        Self.release(slot)
      }
    }

    private static func take(_ slot: borrowing Atomic<UInt>) -> Workspace? {
      guard slot.load(ordering: .relaxed) != 0 else { return nil }
      let address = slot.exchange(0, ordering: .acquiring)
      guard let pointer = unsafe UnsafeRawPointer(bitPattern: address) else { return nil }
      return unsafe Unmanaged<Workspace>.fromOpaque(pointer).takeRetainedValue()
    }

    private static func give(_ address: UInt, _ slot: borrowing Atomic<UInt>) -> Bool {
      slot.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged
    }

    private static func release(_ address: UInt) {
      guard let pointer = unsafe UnsafeRawPointer(bitPattern: address) else { return }
      unsafe Unmanaged<Workspace>.fromOpaque(pointer).release()
    }
  }
}
