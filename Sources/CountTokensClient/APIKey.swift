/// The key for the API. It shows itself nowhere but in the header it is for: not in descriptions, dumps or errors.
public struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let value: String

  /// Throws where there are characters that no key has, as after a paste with quotes or a line break.
  public init(_ value: String) throws(RemoteError) {
    guard !value.isEmpty, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }) else {
      throw RemoteError(
        .noKey, "the key has characters that no key has",
        remedy: "Set ANTHROPIC_API_KEY to the key alone, without quotes or line breaks.")
    }
    self.value = value
  }

  public var description: String { "(key)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
