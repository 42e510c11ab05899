import Foundation
import MessagesAPI
import ModelCatalog
import RequestChecking

/// A rule, shown on a body that breaks it, on one just inside, and on one that it does not hold for.
struct RuleRow: Sendable, CustomStringConvertible {
  let rule: RequestRule
  /// What the API answers.
  let message: String
  let broken: Sent
  let inside: Sent
  /// The same body for another model, on another day or another platform, where the rule does not hold.
  var elsewhere: Sent?
  var doubt: Refusal.Doubt?

  init(
    _ rule: RequestRule, _ message: String, _ broken: Sent, inside: Sent, elsewhere: Sent? = nil,
    doubt: Refusal.Doubt? = nil
  ) {
    (self.rule, self.message, self.broken, self.inside) = (rule, message, broken, inside)
    (self.elsewhere, self.doubt) = (elsewhere, doubt)
  }

  var description: String { "\(rule.rawValue): \(message.prefix(60))" }
}

/// A body, and how it is sent.
struct Sent: Sendable {
  var body: String
  var model: String?
  var platform: Platform?
  var endpoint = Endpoint.messages
  var day: String?
  var betas: [String]?
  var version: String?
  var length: Int?
  var pages = 0

  /// A body of the Messages API: fields end in a comma.
  init(_ model: String, _ fields: String = "", _ messages: String = #"{"role":"user","content":"Hello"}"#) {
    body = #"{"model":"\#(model)","max_tokens":3000,\#(fields)"messages":[\#(messages)]}"#
  }

  /// Any body.
  init(body: String, model: String? = nil) { (self.body, self.model) = (body, model) }

  /// A body of one user message of these blocks.
  static func blocks(_ model: String, _ blocks: String, _ fields: String = "") -> Sent {
    Sent(model, fields, #"{"role":"user","content":[\#(blocks)]}"#)
  }

  func with(_ change: (inout Sent) -> Void) -> Sent {
    var sent = self
    change(&sent)
    return sent
  }

  func on(_ day: String) -> Sent { with { $0.day = day } }
  func by(_ platform: Platform) -> Sent { with { $0.platform = platform } }
  func to(_ endpoint: Endpoint) -> Sent { with { $0.endpoint = endpoint } }
  func sending(_ betas: String...) -> Sent { with { $0.betas = betas } }

  /// What the check says of it.
  func check(_ catalog: Catalog) throws -> RequestCheck {
    let request = try request()
    return RequestCheck(request, model: model(in: catalog, request), catalog: catalog, delivery: delivery(of: request))
  }

  func request() throws -> MessagesRequest { try MessagesRequest(decoding: Array(body.utf8)) }

  func model(in catalog: Catalog, _ request: MessagesRequest) -> Model? {
    (model ?? request.model).flatMap { catalog.model($0) }
  }

  func delivery(of request: MessagesRequest) -> Delivery {
    var delivery = Delivery(of: request)
    if let platform { delivery.platform = platform }
    delivery.endpoint = endpoint
    delivery.day = day.flatMap { CalendarDay($0) }
    delivery.betas = betas
    delivery.version = version
    delivery.bodyLength = length
    delivery.pdfPages = pages
    return delivery
  }
}

/// Parts of bodies.
enum Part {
  static func tool(_ name: String, _ schema: String = #"{"type":"object"}"#, _ fields: String = "") -> String {
    #"{"name":"\#(name)",\#(fields)"input_schema":\#(schema)}"#
  }

  static func tools(_ tools: String...) -> String { #""tools":[\#(tools.joined(separator: ","))],"# }

  static func user(_ blocks: String) -> String { #"{"role":"user","content":[\#(blocks)]}"# }
  static func assistant(_ blocks: String) -> String { #"{"role":"assistant","content":[\#(blocks)]}"# }
  static func text(_ text: String, _ fields: String = "") -> String { #"{"type":"text",\#(fields)"text":"\#(text)"}"# }
  static func call(_ id: String, _ fields: String = "") -> String {
    #"{"type":"tool_use",\#(fields)"id":"\#(id)","name":"read","input":{}}"#
  }
  static func result(_ id: String, _ content: String = #""ok""#, _ fields: String = "") -> String {
    #"{"type":"tool_result",\#(fields)"tool_use_id":"\#(id)","content":\#(content)}"#
  }
  static let hello = #"{"role":"user","content":"Hello"}"#
  static let thinking = #""thinking":{"type":"enabled","budget_tokens":2000},"#
  static let thought = #"{"type":"thinking","thinking":"Hm.","signature":"c2ln"}"#

  /// A GIF's header, one pixel high, and perhaps more base64 behind it.
  static func gif(width: Int = 100, mediaType: String = "image/gif", padding: Int = 0) -> String {
    let header: [UInt8] = Array("GIF89a".utf8) + [UInt8(width & 255), UInt8(width >> 8), 1, 0, 0, 0, 0, 0]
    let data = Data(header).base64EncodedString().replacingOccurrences(of: "=", with: "A")
    return
      #"{"type":"image","source":{"type":"base64","media_type":"\#(mediaType)","data":"\#(data)\#(String(repeating: "A", count: padding))"}}"#
  }

  /// So many letters.
  static func long(_ count: Int) -> String { String(repeating: "a", count: count) }

  static func many(_ part: String, _ count: Int) -> String {
    Array(repeating: part, count: count).joined(separator: ",")
  }
}
