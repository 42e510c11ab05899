public import JSONText

/// Where in a body a part was read, for writing it back as it was. It never makes two parts differ.
struct Origin: Sendable, Equatable {
  var value: JSONValue?

  init(_ value: JSONValue? = nil) { self.value = value }

  static func == (left: Origin, right: Origin) -> Bool { true }
}

/// A field that the model has no name for, kept as it is.
public struct Field: Sendable, Equatable {
  public var name: String
  public var value: JSONValue

  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension [Field] {
  /// The value of the field with this name, if there is one.
  public subscript(name: String) -> JSONValue? { last { $0.name == name }?.value }
}
