import CountServer
import NIOHTTP1

extension ServerReply {
  /// Status and header fields, with the date and the body's length.
  var head: HTTPResponseHead {
    var fields = HTTPHeaders()
    fields.add(name: "date", value: HTTPDate.now)
    for field in headers.fields { fields.add(name: field.name, value: Self.printable(field.value)) }
    fields.add(name: "content-length", value: "\(body.count)")
    return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
  }

  /// A value that cannot end its line, whatever it was made of.
  private static func printable(_ value: String) -> String {
    if value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return value }
    return String(
      decoding: value.utf8.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
