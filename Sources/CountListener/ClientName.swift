import NIOCore

/// Under which name a client shares connections, memory and turns: its address, or of an IPv6 address the network, since
/// one client has all addresses of it.
enum ClientName {
  static func of(_ channel: any Channel) -> String {
    guard let address = channel.remoteAddress else { return "" }
    switch address {
    case .v4: return address.ipAddress ?? ""
    case .v6: return network(address.ipAddress ?? "")
    case .unixDomainSocket: return ""
    }
  }

  /// The first 64 of the 128 bits of an address as the system writes it, such as `2001:db8::7`; an IPv4 address behind
  /// `::ffff:` is one client.
  static func network(_ address: String) -> String {
    if address.contains(".") { return address }
    let halves = address.split(separator: ":", omittingEmptySubsequences: false)
    guard let gap = address.firstRange(of: "::") else { return halves.prefix(4).joined(separator: ":") }
    let before = address[..<gap.lowerBound].split(separator: ":")
    let after = address[gap.upperBound...].split(separator: ":").count
    let zeros = max(8 - before.count - after, 0)
    let groups = before.map(String.init) + [String](repeating: "0", count: zeros)
    return groups.prefix(4).joined(separator: ":")
  }
}
