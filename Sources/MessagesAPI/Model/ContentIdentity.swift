import JSONText

/// Where a content lies in memory: what lies in the same place is the same, as long as both are kept.
package struct ContentIdentity: Sendable, Hashable {
  private let owner: UInt
  private let place: UInt64

  fileprivate init(owner: UInt, place: UInt64) {
    self.owner = owner
    self.place = place
  }
}

extension Content {
  /// Where it lies; nil for a text of a string's own, and without blocks. O(1).
  ///
  /// Safe: the address is compared with others and never followed.
  package var identity: ContentIdentity? {
    switch self {
    case .text(let text):
      guard let json = text.json, let place = json.textPlace else { return nil }
      return ContentIdentity(
        owner: unsafe UInt(bitPattern: Unmanaged.passUnretained(json.document).toOpaque()), place: place.key)
    case .blocks(let blocks):
      if blocks.isEmpty { return nil }
      return unsafe blocks.withUnsafeBufferPointer { buffer in
        unsafe buffer.baseAddress.map {
          ContentIdentity(owner: UInt(bitPattern: $0), place: UInt64(buffer.count))
        }
      }
    }
  }
}
