import JSONText

/// What the API takes at one place of a body.
///
///     FieldType.tagged([.base64Image, .url])    // an object whose `type` says which of these it is
indirect enum FieldType: Sendable {
  /// Anything: nothing is known, or a rule of its own looks into it.
  case anything
  /// `true` or `false`.
  case flag
  /// A whole number, `1e2` and `100.0` among them.
  case integer(least: Int? = nil)
  /// A whole number above zero.
  case positive
  /// Any number.
  case number
  /// A string of so many characters.
  case text(least: Int = 0, most: Int = .max)
  /// One of these strings.
  case word([String])
  /// An object of any members, named as the API names what it misses.
  case map
  /// An object of these members.
  case object(ObjectType)
  /// An array of these.
  case list(FieldType)
  /// An object whose `type` says which of these it is.
  case tagged([ObjectType])
  /// A string, or an array of these.
  case textOrList(FieldType)
  /// An array of the first, or the second.
  case listOr(FieldType, FieldType)
  /// One of these strings, or the other.
  case wordOr([String], FieldType)
  /// A string, or the other.
  case textOr(FieldType)
  /// An object of any names, each with one of these.
  case values(FieldType)
}

/// An object that the API knows: its members, all others being "Extra inputs". There is one of each, which all refer to.
final class ObjectType: Sendable {
  /// The value of `type`, which the API's paths have behind the place: `messages.0.content.0.text.cache_control`.
  let tag: String
  let fields: [FieldRow]
  /// Whether other members are taken, too: the API takes back what it wrote, with members that its SDKs do not have.
  let isOpen: Bool
  /// How many members have to be there.
  let required: Int

  init(_ tag: String, _ fields: [FieldRow], isOpen: Bool = false) {
    self.tag = tag
    self.fields = fields
    self.isOpen = isOpen
    required = fields.count(where: \.isRequired)
  }

  /// Of names that are as long as the member's: a key with escapes has another length in the source.
  func row(for member: JSONValue.Member) -> FieldRow? {
    let length = member.name.needsDecoding ? nil : member.keyLength
    return fields.first { row in (length == nil || row.name.utf8CodeUnitCount == length) && row.name ~= member }
  }
}

/// A member of an object. As with ``ObjectType``, there is one of each.
final class FieldRow: Sendable {
  let name: StaticString
  let type: FieldType
  let isRequired: Bool
  /// Whether null is as good as nothing.
  let allowsNull: Bool
  /// The start of the beta header without which the member is unknown; nil where it needs none.
  let beta: String?

  private init(
    _ name: StaticString, _ type: FieldType, isRequired: Bool = false, allowsNull: Bool = true, beta: String? = nil
  ) {
    self.name = name
    self.type = type
    self.isRequired = isRequired
    self.allowsNull = allowsNull
    self.beta = beta
  }

  /// A member that may be left out.
  static func optional(_ name: StaticString, _ type: FieldType = .anything) -> FieldRow {
    FieldRow(name, type)
  }

  /// A member that has to be there.
  static func required(_ name: StaticString, _ type: FieldType = .anything) -> FieldRow {
    FieldRow(name, type, isRequired: true, allowsNull: false)
  }

  /// A member that has to be there and may be null.
  static func nullable(_ name: StaticString, _ type: FieldType) -> FieldRow {
    FieldRow(name, type, isRequired: true)
  }

  /// A member of the top level that may be left out but not be null.
  static func strict(_ name: StaticString, _ type: FieldType) -> FieldRow {
    FieldRow(name, type, allowsNull: false)
  }

  /// A member that a beta header opens.
  static func beta(_ name: StaticString, _ beta: String, _ type: FieldType = .anything) -> FieldRow {
    FieldRow(name, type, beta: beta)
  }

  /// A cache breakpoint.
  static let cacheControl = FieldRow("cache_control", .tagged([.ephemeral]))
}

extension FieldRow {
  /// Who called a tool.
  static let caller = FieldRow.optional("caller", .tagged(ObjectType.toolCallers))
}

extension ObjectType {
  /// `{"type": "ephemeral", "ttl": "1h"}`.
  static let ephemeral = ObjectType("ephemeral", [.optional("ttl", .word(["5m", "1h"]))])
}
