/// What a small body may ask for, by a look at its bytes: they are not read as JSON yet.
struct BodyWork: Sendable, Hashable {
  /// Whether it names a PDF (`application/pdf`, or `JVBER`: how one begins in base64), which may be half a second's work in
  /// 2 KB; goes on from a conversation that is held, which may be as long as the longest body; or has so many values that
  /// they take milliseconds. What may spell one of the first two in escapes counts as well.
  private(set) var isMuch = false
  /// Whether it may go on from a conversation that is held.
  private(set) var continuesThread = false

  /// Commas from which on a body has many values. Prose has one in every hundred bytes.
  static let many = 1000

  /// Nothing that would take long.
  init() {}

  /// O(bytes).
  init(of bytes: [UInt8]) {
    var commas = 0
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: ","): commas += 1
      case UInt8(ascii: "p"):
        if bytes[index...].starts(with: "pdf".utf8) {
          isMuch = true
        } else if bytes[index...].starts(with: "previous_message_id".utf8) {
          continuesThread = true
        }
      case UInt8(ascii: "J"): if bytes[index...].starts(with: "JVBER".utf8) { isMuch = true }
      case UInt8(ascii: "\\"):
        if bytes[index...].starts(with: "\\u00".utf8) { (isMuch, continuesThread) = (true, true) }
      default: continue
      }
    }
    if continuesThread || commas > Self.many { isMuch = true }
  }
}
