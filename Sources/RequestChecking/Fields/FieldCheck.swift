import JSONText
import MessagesAPI
import ModelCatalog

/// Compares values of a body with what the API takes there.
///
/// Faults are found in the order of the body. Nothing is made of text unless there is a fault.
struct FieldCheck {
  /// What is wrong at a place.
  struct Fault {
    enum Kind {
      /// The member is missing.
      case missing
      /// The member is unknown.
      case extra
      /// The member is known with a beta header that begins so.
      case needsBeta(String)
      /// The value is of another kind: what it should be, in the API's words.
      case type(String)
      /// The value of `type` is none of these.
      case tag(String, of: [String])
      /// A string of too few or too many characters.
      case length(String)
      /// A number that is too small.
      case least(Int)
      /// A number that is not above zero.
      case notPositive
      /// The API has no more to say.
      case shape
    }

    let kind: Kind
    /// From the value that was checked.
    let steps: [RequestPath.Step]
    /// The same as the API writes it, with the tags of tagged objects between.
    let names: [String]
  }

  private(set) var faults: [Fault] = []
  private var steps: [RequestPath.Step] = []
  private var names: [String] = []
  /// The API's words for arrays and objects were others before 2026.
  private let hasOldWords: Bool
  /// The beta headers that are sent; nil where they are not known: then no member is missed one.
  private let betas: [String]?

  init(on day: CalendarDay?, betas: [String]?) {
    hasOldWords = day.map { $0 < Self.newWords } ?? false
    self.betas = betas
  }

  private static let newWords = CalendarDay(year: 2026, month: 1, day: 1)

  private var objectWords: String { hasOldWords ? "a valid dictionary" : "an object" }
  private var listWords: String { hasOldWords ? "a valid list" : "a valid array" }

  private mutating func fault(_ kind: Fault.Kind) {
    faults.append(Fault(kind: kind, steps: steps, names: names))
  }

  // MARK: Values

  mutating func check(_ value: JSONValue, _ type: FieldType) {
    switch type {
    case .anything: break
    case .flag: require(value.bool != nil, "a valid boolean")
    case .number: require(value.kind == .integer || value.kind == .float, "a valid number")
    case .integer(let least):
      guard let number = value.int ?? value.double.flatMap({ Int(exactly: $0) }) else {
        return fault(.type("a valid integer"))
      }
      if let least, number < least { fault(.least(least)) }
    case .positive:
      guard let number = value.int ?? value.double.flatMap({ Int(exactly: $0) }) else {
        return fault(.type("a valid integer"))
      }
      if number < 1 { fault(.notPositive) }
    case .text(let least, let most): checkText(value, least, most)
    case .word(let words): require(words.contains { value.isText($0) }, Self.listing(words))
    case .map: require(value.isObject, objectWords)
    case .object(let type):
      guard value.isObject else { return fault(.shape) }
      checkMembers(of: value, type)
    case .list(let type):
      guard value.isArray else { return fault(.type(listWords)) }
      if case .anything = type { return }
      checkElements(of: value, type)
    case .tagged(let types): checkTagged(value, types)
    case .listOr(let element, let other):
      if value.isArray { checkElements(of: value, element) } else { check(value, other) }
    case .wordOr(let words, let other):
      if !value.isString { return check(value, other) }
      require(words.contains { value.isText($0) }, Self.listing(words))
    case .textOr(let other): if !value.isString { check(value, other) }
    case .values(let type):
      guard value.isObject else { return fault(.type(objectWords)) }
      for member in value.members {
        at(.field(member.key), member.key) { $0.check(member.value, type) }
      }
    case .textOrList(let type):
      if value.isString { return }
      guard value.isArray else { return fault(.type(listWords)) }
      if case .anything = type { return }
      checkElements(of: value, type)
    }
  }

  /// Whether a value is what is taken, as most are; false where more has to be looked at.
  static func isPlainly(_ value: JSONValue, _ type: FieldType) -> Bool {
    switch type {
    case .anything: true
    case .flag: value.bool != nil
    case .number: value.kind == .integer || value.kind == .float
    case .integer(nil): value.int != nil
    case .text(let least, .max): value.isString && value.sourceRange.count - 2 >= least
    case .integer, .positive, .text, .word, .map, .object, .list, .tagged, .textOrList, .listOr, .wordOr, .textOr,
      .values:
      false
    }
  }

  private mutating func require(_ holds: Bool, _ words: String) {
    if !holds { fault(.type(words)) }
  }

  private mutating func checkElements(of value: JSONValue, _ type: FieldType) {
    for (index, element) in value.elements.enumerated() {
      at(.index(index), "\(index)") { $0.check(element, type) }
    }
  }

  private mutating func checkText(_ value: JSONValue, _ least: Int, _ most: Int) {
    guard value.isString else { return fault(.type("a valid string")) }
    if least == 0, most == .max { return }
    let length = value.withUTF8 { $0.count } ?? 0
    if length < least { fault(.length("at least \(least) character\(least == 1 ? "" : "s")")) }
    if length > most { fault(.length("at most \(most) characters")) }
  }

  private mutating func checkTagged(_ value: JSONValue, _ types: [ObjectType]) {
    guard value.isObject else { return fault(.type(objectWords)) }
    guard let tag = value["type"] else {
      // `{"block_binding": …}` alone was answered.
      if value["block_binding"] != nil { return }
      return at(.field("type"), "type") { $0.fault(.missing) }
    }
    guard let type = types.first(where: { tag.isText($0.tag) }) else {
      return fault(.tag(tag.string ?? tag.excerpt, of: types.map(\.tag)))
    }
    names.append(type.tag)
    checkMembers(of: value, type)
    names.removeLast()
  }

  /// Checks an object's members; its `type` has been looked at.
  mutating func checkMembers(of value: JSONValue, _ type: ObjectType) {
    var found = 0
    for member in value.members {
      guard let row = type.row(for: member) else {
        if !type.isOpen, !("type" ~= member) { at(.field(member.key), member.key) { $0.fault(.extra) } }
        continue
      }
      if row.isRequired { found += 1 }
      check(member, row)
    }
    guard found < type.fields.count(where: \.isRequired) else { return }
    for row in type.fields where row.isRequired && value["\(row.name)"] == nil {
      at(.field("\(row.name)"), "\(row.name)") { $0.fault(.missing) }
    }
  }

  private mutating func check(_ member: JSONValue.Member, _ row: FieldRow) {
    if let beta = row.beta, let betas, !betas.contains(where: { $0.hasPrefix(beta) }) {
      return at(.field("\(row.name)"), "\(row.name)") { $0.fault(.needsBeta(beta)) }
    }
    if case .anything = row.type { return }
    if row.allowsNull, member.value.isNull { return }
    at(.field("\(row.name)"), "\(row.name)") { $0.check(member.value, row.type) }
  }

  private mutating func at(_ step: RequestPath.Step, _ name: String, _ body: (inout FieldCheck) -> Void) {
    steps.append(step)
    names.append(name)
    body(&self)
    steps.removeLast()
    names.removeLast()
  }

  // MARK: Words

  /// `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`.
  static func listing(_ words: [String]) -> String {
    let quoted = words.map { "'\($0)'" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return "\(quoted.dropLast().joined(separator: ", ")) or \(quoted[quoted.count - 1])"
  }
}
