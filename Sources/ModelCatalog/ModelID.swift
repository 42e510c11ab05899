/// The name of a model, in whatever spelling a platform uses for it.
///
/// Ids are an open set: any text makes one, and it keeps its spelling. What it names is compared part by part:
///
/// ```swift
/// let id = ModelID("arn:aws:bedrock:us-east-1::foundation-model/us.anthropic.claude-sonnet-4-5-20250929-v1:0")
/// id.line        // "sonnet"
/// id.version     // [4, 5]
/// id.date        // "20250929"
/// id.canonical   // "claude-sonnet-4-5-20250929"
/// ```
///
/// Understood besides Anthropic's own ids: ARNs and resource paths; prefixes that end in `anthropic.` (with a region) or
/// in `/`; `databricks-`; suffixes `-v1:0`, `@20250929`, `@default`, `-latest`, `[1m]`, `:beta`; dots for hyphens;
/// version before line (`claude-4-sonnet`); a missing `claude-`; upper case, spaces and underscores; settings behind the
/// name (`-thinking`, `-fast`) and frameworks' prefixes (`anthropic:`, `anthropic--`).
public struct ModelID: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The id as it was given.
  public let rawValue: String
  /// The model's line: `opus`, `sonnet`, `haiku` and so on; `claude` for models before there were lines.
  public let line: String
  /// The version's numbers, without zeros at the end: `[4, 5]`, and `[4]` for both `4` and `4-0`.
  public let version: [Int]
  /// The snapshot's date in eight digits, where the id has one.
  public let date: String?
  /// Any further words of the id, such as `preview`.
  public let words: [String]

  /// Cost: O(n) in the id's length.
  public init(rawValue: String) {
    self.rawValue = rawValue
    var parts = Self.parts(of: rawValue)[...]
    if parts.first == "databricks" { parts.removeFirst() }
    let startsWithClaude = parts.first == "claude"
    if startsWithClaude { parts.removeFirst() }
    var line = ""
    var version: [Int] = []
    var date: String?
    var words: [String] = []
    var platformVersion: [Int] = []
    for part in parts {
      if part.allSatisfy({ $0.isWholeNumber }) {
        if part.count == 8 { date = part } else if let number = Int(part), version.count < 3 { version.append(number) }
      } else if part.first == "v", let numbers = Self.platformVersion(part) {
        platformVersion = numbers
      } else if part == "latest" || part == "default" || !line.isEmpty && Self.settings.contains(part) {
        continue
      } else if line.isEmpty {
        line = part
      } else {
        words.append(part)
      }
    }
    // Bedrock's `anthropic.claude-v2` has no other version than the platform's.
    if version.isEmpty { version = platformVersion }
    while version.count > 1, version.last == 0 { version.removeLast() }
    self.line = line.isEmpty && startsWithClaude ? "claude" : line
    self.version = version
    self.date = date
    self.words = words
  }

  /// The same as ``init(rawValue:)``.
  public init(_ spelling: String) { self.init(rawValue: spelling) }
  public init(stringLiteral spelling: String) { self.init(rawValue: spelling) }

  /// The id as Anthropic would spell it today; `claude-sonnet-4-5` for `Claude Sonnet 4.5`. Cost: one string.
  public var canonical: String {
    let line = line.isEmpty || line == "claude" ? [] : [line]
    return (["claude"] + line + version.map(String.init) + words + [date].compactMap { $0 }).joined(separator: "-")
  }

  /// The same model without a snapshot's date.
  var undated: ModelID { date == nil ? self : ModelID(String(canonical.dropLast(9))) }

  /// The canonical id without `claude-`: what tells one id from another.
  var distinctPart: [UInt8] { Array(canonical.utf8.dropFirst(7)) }

  public var description: String { rawValue }

  /// Whether both name the same generation of the same line, dates aside.
  public func isSameModel(as other: ModelID) -> Bool {
    line == other.line && version == other.version && words == other.words
  }

  /// Two ids are equal where their spellings are.
  public static func == (left: ModelID, right: ModelID) -> Bool { left.rawValue == right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  /// Settings that gateways and frameworks write behind a model's name: thinking, an effort, fast mode.
  private static let settings: Set = ["fast", "thinking"]

  /// The id's words and numbers, in lower case, without what stands before and after the model's own name.
  private static func parts(of spelling: String) -> [String] {
    var bytes = spelling.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }[...]
    if let slash = bytes.lastIndex(of: UInt8(ascii: "/")) { bytes = bytes[(slash + 1)...] }
    if let bracket = bytes.firstIndex(of: UInt8(ascii: "[")) { bytes = bytes[..<bracket] }
    bytes = withoutVendor(bytes)
    var parts: [String] = []
    for part in bytes.split(whereSeparator: { "-@. _".utf8.contains($0) }) {
      let text = String(decoding: part, as: UTF8.self)
      if text.first == "v" {
        parts.append(text)
      } else if let word = text.split(separator: ":").first {
        // What follows a colon is a gateway's variant, such as `:beta` or a window.
        parts.append(String(word))
      }
    }
    return parts
  }

  /// What frameworks and platforms write before the model's own name, the last of them: `us.anthropic.`, `anthropic:`,
  /// `anthropic--`, `vertex_ai:`.
  private static func withoutVendor(_ spelling: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let vendors = ["anthropic.", "anthropic--", "anthropic:", "bedrock:", "vertex:", "vertex_ai:", "google-vertex:"]
    for start in spelling.indices.reversed() {
      for vendor in vendors where spelling[start...].starts(with: vendor.utf8) {
        return spelling[(start + vendor.utf8.count)...]
      }
    }
    return spelling
  }

  /// The numbers of `v1`, `v2:1` or `v1:0:200k`; nil where `part` is another word. `v2:0` is version 2.
  private static func platformVersion(_ part: String) -> [Int]? {
    let numbers = part.dropFirst().split(separator: ":").prefix(2)
    guard let major = numbers.first.flatMap({ Int($0) }) else { return nil }
    let minor = numbers.dropFirst().first.flatMap { Int($0) } ?? 0
    return minor == 0 ? [major] : [major, minor]
  }
}
