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
  /// The way from the value that is checked; it is made into text where there is a fault.
  private var trail: [Mark] = []
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

  /// A step of the way.
  private enum Mark {
    /// Into a member that is known.
    case row(FieldRow)
    /// Into any member.
    case member(JSONValue.Member)
    case index(Int)
    /// Into an object of that `type`: the API's paths have it, the body's have not.
    case tag(ObjectType)
  }

  private mutating func fault(_ kind: Fault.Kind) {
    var steps: [RequestPath.Step] = []
    var names: [String] = []
    for mark in trail {
      switch mark {
      case .row(let row): steps.append(.field("\(row.name)"))
      case .member(let member): steps.append(.field(member.key))
      case .index(let index): steps.append(.index(index))
      case .tag(let type):
        names.append(type.tag)
        continue
      }
      switch steps[steps.count - 1] {
      case .field(let name): names.append(name)
      case .index(let index): names.append("\(index)")
      }
    }
    faults.append(Fault(kind: kind, steps: steps, names: names))
  }

  private mutating func fault(_ kind: Fault.Kind, at mark: Mark) {
    trail.append(mark)
    fault(kind)
    trail.removeLast()
  }

  private mutating func check(_ value: JSONValue, _ type: FieldType, at mark: Mark) {
    if Self.isPlainly(value, type) { return }
    trail.append(mark)
    check(value, type)
    trail.removeLast()
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
    case .word(let words): checkWord(value, words)
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
      checkWord(value, words)
    case .textOr(let other): if !value.isString { check(value, other) }
    case .values(let type):
      guard value.isObject else { return fault(.type(objectWords)) }
      for member in value.members { check(member.value, type, at: .member(member)) }
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

  private mutating func checkWord(_ value: JSONValue, _ words: [String]) {
    if !words.contains(where: { value.isText($0) }) { fault(.type(Self.listing(words))) }
  }

  private mutating func checkElements(of value: JSONValue, _ type: FieldType) {
    for (index, element) in value.elements.enumerated() { check(element, type, at: .index(index)) }
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
      return fault(.missing, at: .row(Self.typeRow))
    }
    guard let type = types.first(where: { tag.isText($0.tag) }) else {
      return fault(.tag(tag.string ?? tag.excerpt, of: types.map(\.tag)))
    }
    trail.append(.tag(type))
    checkMembers(of: value, type)
    trail.removeLast()
  }

  /// Checks an object's members; its `type` has been looked at.
  mutating func checkMembers(of value: JSONValue, _ type: ObjectType) {
    var found = 0
    for member in value.members {
      guard let row = type.row(for: member) else {
        if !type.isOpen, !("type" ~= member) { fault(.extra, at: .member(member)) }
        continue
      }
      if row.isRequired { found += 1 }
      check(member, row)
    }
    guard found < type.required else { return }
    for row in type.fields where row.isRequired && value["\(row.name)"] == nil { fault(.missing, at: .row(row)) }
  }

  private mutating func check(_ member: JSONValue.Member, _ row: FieldRow) {
    if let beta = row.beta, let betas, !betas.contains(where: { $0.hasPrefix(beta) }) {
      return fault(.needsBeta(beta), at: .row(row))
    }
    if member.value.isNull {
      if row.allowsNull { return }
      // Null is no schema, whatever else may be one.
      if case .anything = row.type { return fault(.shape, at: .row(row)) }
    }
    check(member.value, row.type, at: .row(row))
  }

  private static let typeRow = FieldRow.required("type", .text())

  // MARK: Words

  /// `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`.
  static func listing(_ words: [String]) -> String {
    let quoted = words.map { "'\($0)'" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return "\(quoted.dropLast().joined(separator: ", ")) or \(quoted[quoted.count - 1])"
  }
}
