package import JSONText
import RequestCounting

extension ItemCount {
  package func writeMembers(to object: inout JSONWriter) {
    object.writeCount(tokens, bounds, basis: basis)
  }
}

extension Complaint {
  package func writeMembers(to object: inout JSONWriter) {
    object.member("code", code)
    object.member("at", place.map { .string($0) } ?? .null)
    object.member("message", message)
    object.member("remedy", remedy)
  }
}
