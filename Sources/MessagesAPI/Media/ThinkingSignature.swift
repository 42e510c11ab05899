/// What a thinking block's signature shows of the thinking it encrypts: only its size.
///
///     let signature = ThinkingSignature(base64: block.signature)
///     signature.payloadBytes   // for example 2304, of 3104 in all
public struct ThinkingSignature: Sendable, Hashable {
  /// Bytes of the whole signature.
  public let decodedBytes: Int
  /// Bytes of the encrypted thinking: field 5 of field 2 of the protocol buffer the signature is; nil if it is none.
  public let payloadBytes: Int?

  /// Never fails: a text that is no signature has no payload. O(n).
  public init(base64 text: RequestText) {
    let bytes = Base64Reader.decode(text)
    decodedBytes = bytes.count
    payloadBytes = Self.field(2, in: bytes[...]).flatMap { Self.field(5, in: $0) }?.count
  }

  /// The last length-delimited field with this number; nil if there is none or the bytes are no message.
  ///
  /// A field of another kind than a number or bytes ends the search, and one that is longer than what is left is cut.
  private static func field(_ number: UInt64, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = bytes
    var found: ArraySlice<UInt8>?
    while !rest.isEmpty {
      guard let key = varint(&rest) else { return nil }
      switch key & 7 {
      case 0:
        guard varint(&rest) != nil else { return nil }
      case 2:
        guard let length = varint(&rest) else { return nil }
        let value = rest.prefix(Int(clamping: length))
        rest = rest.dropFirst(value.count)
        if key >> 3 == number { found = value }
      default: return found
      }
    }
    return found
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
