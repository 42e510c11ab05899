// Text in which spaces and quotes beyond ASCII are written as normalisation writes them.

/// Room for one part of such text, with the bytes before it that plain text looks back at.
///
/// Safe: the bytes are its own until the workspace frees them; a part is at most as long as the room, and writing makes it
/// no longer.
@safe
struct WrittenText {
  /// Bytes of a part at most, and of what is copied before it: an ASCII byte or a scalar lies within.
  static let length = 4096
  static let before = 4
  /// Bytes that are written at once.
  private static let margin = 32

  let bytes: UnsafeMutablePointer<UInt8>

  init() { unsafe bytes = .allocate(capacity: Self.before + Self.length + Self.margin) }

  /// Frees the room; the value must not be used afterwards.
  @unsafe func deallocate() { unsafe bytes.deallocate() }
}
