import MessagesAPI
import RequestChecking

/// Something the API would refuse in a request that can be counted, or that is not known about it.
struct Objection: Sendable, Equatable {
  /// As the API writes it: `messages.0.content`.
  var place: String
  /// A sentence without a full stop.
  var message: String
  /// Whether the API refuses it, or takes it in a way that is not known.
  var isRefused: Bool
  var kind: ErrorReply.Kind

  init(_ place: String, _ message: String, isRefused: Bool = true, kind: ErrorReply.Kind = .invalidRequest) {
    self.place = place
    self.message = message
    self.isRefused = isRefused
    self.kind = kind
  }

  /// A refusal that the planner foresees, in the API's own words.
  init(_ refusal: Refusal) {
    self.init(
      "", refusal.message, isRefused: refusal.isCertain, kind: ErrorReply.Kind(refusal.type, status: refusal.status))
  }

  var text: String { place.isEmpty ? message : "\(place): \(message)" }

  var refusal: ErrorReply { ErrorReply(kind, text) }

  /// Objections as the value of a header field: printable ASCII, at most eight of them and 1,024 bytes. Nil for none.
  static func headerValue(of objections: [Objection]) -> String? {
    if objections.isEmpty { return nil }
    var text = objections.prefix(8).map(\.text).joined(separator: "; ")
    if objections.count > 8 { text += "; and \(objections.count - 8) more" }
    return String(
      decoding: text.unicodeScalars.prefix(1024).map { (" "..."~").contains($0) ? UInt8($0.value) : UInt8(ascii: "?") },
      as: UTF8.self)
  }
}

extension RequestPath {
  /// A path with dots, as the API's error messages have it: `messages.3.content.1`.
  static func dotted(_ path: String) -> String {
    var text = ""
    for character in path.unicodeScalars where character != "]" {
      text.unicodeScalars.append(character == "[" ? "." : character)
    }
    return text
  }
}
