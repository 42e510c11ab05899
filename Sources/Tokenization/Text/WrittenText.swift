// Text in which spaces, quotes and controls are written as normalisation writes them.

/// Room for one part of such text, with the bytes before it that plain text looks back at.
///
/// Safe: the bytes are its own until the workspace frees them; a part is at most as long as the room, and writing makes it
/// no longer.
@safe
struct WrittenText {
  /// Bytes of a part at most, with the space and the scalar behind it, and of what is copied before it.
  static let length = 4096
  static let behind = 4
  static let before = 4

  let bytes: UnsafeMutablePointer<UInt8>

  init() { unsafe bytes = .allocate(capacity: Self.before + Self.length) }

  /// Frees the room; the value must not be used afterwards.
  @unsafe func deallocate() { unsafe bytes.deallocate() }
}
