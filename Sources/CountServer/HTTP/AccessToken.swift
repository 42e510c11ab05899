/// The secret that callers must know, where the server has one.
///
/// Sent as the API's clients send their key: `x-api-key: …` or `authorization: Bearer …`.
public struct AccessToken: Sendable {
  private let secret: [UInt8]

  /// Without the blanks around it, which no header can carry. Nil for a text of blanks alone, which would let everybody
  /// in.
  public init?(_ text: String) {
    secret = Array(text[...].trimmed.utf8)
    if secret.isEmpty { return nil }
  }

  /// Whether the caller knows the token. Takes as long for a wrong text as for the right one, and tells nothing of the
  /// token but, to a patient listener, that its length is another. O(length of what was sent).
  public func opens(_ headers: ServerHeaders) -> Bool {
    var isKnown = false
    if let key = headers["x-api-key"], equals(key) { isKnown = true }
    if let field = headers["authorization"] {
      let words = field.split(separator: " ", maxSplits: 1)
      if words.count == 2, words[0].lowercased() == "bearer", equals(String(words[1])) { isKnown = true }
    }
    return isKnown
  }

  private func equals(_ text: String) -> Bool {
    let given = Array(text.utf8)
    var difference = given.count ^ secret.count
    for (index, byte) in given.enumerated() { difference |= Int(byte ^ secret[index % secret.count]) }
    return difference == 0
  }
}
