package import JSONText

extension ItemCount {
  package func writeMembers(to object: inout JSONWriter) {
    object.member("input_tokens", tokens)
    object.member("lower", bounds.lowerBound)
    object.member("upper", bounds.upperBound)
    object.member("basis", basis)
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
