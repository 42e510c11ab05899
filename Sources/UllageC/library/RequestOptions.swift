import Console
import ContextPlanning
import JSONText

/// What a caller says besides the body: the members of a JSON object, each by its name. One that is not known is an error,
/// so that a word that is misspelt is not passed over.
struct RequestOptions {
  private(set) var policy = PlanPolicy()
  /// Whether the caller named the model.
  private(set) var namesModel = false

  /// - Parameters:
  ///   - json: nil is none.
  ///   - isPlan: whether options of plans are known.
  init(_ json: [UInt8]?, isPlan: Bool) throws(Complaint) {
    guard let json, !json.isEmpty else { return }
    let root: JSONValue
    do throws(JSONError) { root = try JSONDocument(parsing: json).root } catch { throw Complaint(error, at: "options") }
    guard root.isObject else {
      throw Complaint(
        code: "wrong_kind", message: "\"options\" is not an object: \(root.excerpt)", place: "options",
        remedy: "give an object", status: .usage)
    }
    for member in root.members where !member.value.isNull {
      do throws(PlanError) {
        let option = try PlanOption.named(member.key, among: isPlan ? PlanOption.allCases : PlanOption.counting)
        try option.set(member.value, in: &policy)
        if option == .model { namesModel = true }
      } catch {
        throw Complaint(
          code: error.code.rawValue, message: error.message, place: "options.\(error.path)", remedy: error.remedy,
          status: .usage)
      }
    }
  }
}
