/// Where requests go: `https://api.anthropic.com`, or a gateway that speaks the same.
public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// Without a slash at its end and without `/v1`.
  public let text: String

  /// Anthropic's own API.
  public static let anthropic = BaseURL(trusted: "https://api.anthropic.com")

  private init(trusted text: String) { self.text = text }

  /// As `ANTHROPIC_BASE_URL` has it.
  ///
  /// Throws for anything but `https`, or `http` on this very machine: the key would be readable on the way.
  public init(_ text: String) throws(RemoteError) {
    var base = text[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    if base.hasSuffix("/v1") { base = base.dropLast(3) }
    let isSecure = base.lowercased().hasPrefix("https://")
    guard isSecure || base.lowercased().hasPrefix("http://") else {
      throw Self.error("the base URL does not begin with https://", text)
    }
    let rest = base.dropFirst(isSecure ? 8 : 7)
    let authority = rest.prefix { $0 != "/" }
    let isPlain = base.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard !authority.isEmpty, isPlain, !base.contains(where: { $0 == "?" || $0 == "#" }) else {
      throw Self.error("the base URL is not one", text)
    }
    // A name and password would end up in messages.
    guard !authority.contains("@") else { throw Self.error("the base URL holds a user name", "") }
    guard isSecure || Self.isLoopback(authority) else {
      throw Self.error("the base URL is not encrypted: the key would be readable on the way", text)
    }
    self.text = String(base)
  }

  public var description: String { text }

  private static func isLoopback(_ authority: Substring) -> Bool {
    if authority.hasPrefix("[::1]") { return authority.dropFirst(5).first ?? ":" == ":" }
    let host = authority.prefix { $0 != ":" }
    // As it is written, since 0127 is another number to some: 87.
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { part in
      UInt8(part).flatMap { "\($0)" == part ? $0 : nil }
    }
    return host == "localhost" || numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }

  private static func error(_ message: String, _ text: String) -> RemoteError {
    RemoteError(
      .badURL, text.isEmpty ? message : "\(message): \(text.prefix(200))",
      remedy: "Set ANTHROPIC_BASE_URL to an https address such as https://api.anthropic.com, or leave it out.")
  }
}
