public import JSONText

/// Where in a body a part was read, for writing it back as it was. It never makes two parts differ.
struct Origin: Sendable, Equatable {
  var value: JSONValue?

  init(_ value: JSONValue? = nil) { self.value = value }

  static func == (left: Origin, right: Origin) -> Bool { true }
}

/// A field that the model has no name for, kept as it is.
public struct Field: Sendable, Equatable {
  /// The member's name.
  public var name: String
  /// The member's value.
  public var value: JSONValue

  /// A member of that name and value.
  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension [Field] {
  /// The value of the field with this name, of the last one where there are several; nil where there is none.
  public subscript(name: String) -> JSONValue? { last { $0.name == name }?.value }
}
